/** Bytes as text and back: UTF-8, where a wrong byte becomes U+FFFD. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Longer texts are worth a call of the encoder or the decoder. */
const shortBytes = 32;

export const encodeText = (text: string): Uint8Array => shortBytesOf(text) ?? encoder.encode(text);
export const decodeText = (bytes: Uint8Array): string => shortAscii(bytes) ?? decoder.decode(bytes);

function shortBytesOf(text: string): Uint8Array | undefined {
  if (text.length > shortBytes) return undefined;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return undefined;
    bytes[i] = code;
  }
  return bytes;
}

function shortAscii(bytes: Uint8Array): string | undefined {
  if (bytes.length > shortBytes) return undefined;
  let text = '';
  for (const byte of bytes) {
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

export function concatBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
