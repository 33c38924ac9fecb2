/* CRC-32 and CRC-16 bit by bit and by table, Adler-32 and Fletcher-16, with the check values of their catalogues. */
#include "board.h"

static uint32_t table32[256];
static uint16_t table16[256];

static uint32_t crc32_bits(const uint8_t *data, int count) {
  uint32_t crc = ~0u;
  while (count--) {
    crc ^= *data++;
    for (int i = 0; i < 8; i++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

static uint16_t crc16_bits(const uint8_t *data, int count) {
  uint16_t crc = 0xffff;
  while (count--) {
    crc ^= (uint16_t)(*data++ << 8);
    for (int i = 0; i < 8; i++) crc = (uint16_t)(crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0));
  }
  return crc;
}

static void make_tables(void) {
  for (uint32_t n = 0; n < 256; n++) {
    uint32_t wide = n;
    uint16_t narrow = (uint16_t)(n << 8);
    for (int i = 0; i < 8; i++) {
      wide = wide >> 1 ^ (wide & 1 ? 0xedb88320u : 0);
      narrow = (uint16_t)(narrow << 1 ^ (narrow & 0x8000 ? 0x1021 : 0));
    }
    table32[n] = wide;
    table16[n] = narrow;
  }
}

static uint32_t crc32_table(const uint8_t *data, int count) {
  uint32_t crc = ~0u;
  while (count--) crc = crc >> 8 ^ table32[(crc ^ *data++) & 255];
  return ~crc;
}

static uint16_t crc16_table(const uint8_t *data, int count) {
  uint16_t crc = 0xffff;
  while (count--) crc = (uint16_t)(crc << 8 ^ table16[(crc >> 8 ^ *data++) & 255]);
  return crc;
}

static uint32_t adler32(const uint8_t *data, int count) {
  uint32_t a = 1, b = 0;
  while (count--) a = (a + *data++) % 65521, b = (b + a) % 65521;
  return b << 16 | a;
}

static uint16_t fletcher16(const uint8_t *data, int count) {
  uint16_t a = 0, b = 0;
  while (count--) a = (uint16_t)((a + *data++) % 255), b = (uint16_t)((b + a) % 255);
  return (uint16_t)(b << 8 | a);
}

int main(void) {
  static const uint8_t check[] = "123456789";
  static uint8_t data[2048];
  uint32_t seed = 99;
  int failed = 0;
  make_tables();
  for (unsigned i = 0; i < sizeof data; i++) data[i] = (uint8_t)random_word(&seed);
  failed |= crc32_bits(check, 9) != 0xcbf43926 || crc16_bits(check, 9) != 0x29b1;
  failed |= adler32(check, 9) != 0x091e01de || fletcher16(check, 9) != 0x1ede;
  for (int count = 0; count < (int)sizeof data; count = count * 3 + 1) {
    uint32_t wide = crc32_bits(data, count);
    uint16_t narrow = crc16_bits(data, count);
    failed |= wide != crc32_table(data, count) || narrow != crc16_table(data, count);
    say("%4d bytes: %08x %04x %08x %04x\n", count, (unsigned)wide, narrow, (unsigned)adler32(data, count),
        fletcher16(data, count));
  }
  return failed;
}
