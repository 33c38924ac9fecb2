/**
 * Instructions whose handlers most firmware needs: of each shape that two in five programs of STM32CubeMP1, compiled by GCC and
 * Clang, contain, one, as halfwords.
 */
const halfwords = `
  4803 4283 d002 b103 4718 1a1b b510 7823 f7ffffda f3af8000 2301 6825 4614 b085 f8532b04 2b00 bf04 f2430320 065b d1f8
  3401 b538 60a0 bd70 f10538ff f8c82000 f0250503 441c 1860 3a40 f8403b04 f1b24fff b943 bd10 b500 b40e 0718 f8da3010
  d81d bd30 f0030306 431a 409a d928 f8003b01 f8810043 7023 ab05 f1a40210 eb031202 f1080801 e8bd4008 f0430308 1f0c b2c9
  0fd9 681b f0040c0f fb02f303 f000809f f040808c bf00 f85deb04 eba30605 1b5e db15 d32c f0220c0f ea4f1c12 f0140f0c
  eb052505 0976 4013 1049 bc08 fa06f303 4798 81a3 e9d30400 d2bd b2ca 9500 f8523020 1c59 f8421020 b5f8 880b f8d33830
  eddf6a57 f3c04043 eb0101a3 ea4f06a6 781b ee003a10 5043 b003 d418 bcf8 e92d47f0 e8bd87f0 f5a65600 b29b f8dfd034 585b
  d517 f20080b3 ea2e0e00 e9c40300 ea410300 da11 fa0cf405 1ad3 f8dfb2b0 e92d4ff0 9b03 f000b955 f8913043 f0130303
  f67faf76 e9cd1401 eba3030a ea490900 f8510020 466a ea4f7244 ea4f05c5 fa02f204 f8141b01 f06f4300 b5f0 43db e8bd8ff0
  f8143f01 bdf8 4249 bdf0 fbb3f3f1 f0100303 dc64 f8cd8000 f0030301 f9b4300c f4106f90 f53faf66 eefc7ae7 e92d41f0
  f1c30304 f8313b02 f8203b02 edc77a00 40d8 e96d4504 eec66a07 ea424203 eb050b03 f802cd01 422c dd5a f8dd9028 fa27f104
  fab4f484 fbb2f3f3 f8500022 f00300ff e92d4ff8 e9dd6702 f4437200 e8bd4038 ebb40b05 f4135280 f30080a6 f1b00b00 ea850501
  fa85f547 faa3f587 bcf0 fa23f304 f035457f eb1c0303 e8bd81f0 f85dfb04 f140809a e9c03312 e8bd8ff8 e8dff013 ea800401
  ea4f2313 eb030384 43da ea620204 ba2d fab5f485 ea02441c f1c00000 f8434f04 f88d3063 fa22f303 e8bd40f8 54d1 f3c32540
  b29a a201 e8dff003 f8ba300c 881b f8933038 e8f05602 f0150f01 e9cd1100 f8ad3039 eb0272d2 f00101ff ea412101 f07f0700
  f8a4b010 f852f023 eb080486 ee677a27 f0130101 fb93f3f2 f9b1100e ebb9090b ea2178e1 ebb46f03 f0150fff fba22303 eef87a67
  f1c30e07 fa82f54c faa4f48c fa5ff4a2 ea942513 ea15451c ea03431c eba06013 eef87ae7 eea75a26 f1c30307 eb040244 eeb87ae7
  ea6f0606 ee103a10 e8830003 f6bfaf3e 1864
`;

/** A 16-bit opcode, or a 32-bit one with the first halfword above. */
type Opcode = { readonly first: number; readonly second: number };
export const commonInstructions: readonly Opcode[] = halfwords
  .trim()
  .split(/\s+/)
  .map((text) => {
    const value = Number.parseInt(text, 16);
    return text.length === 4 ? { first: value, second: 0 } : { first: value >>> 16, second: value & 0xffff };
  });
