/* AES-128: the tables are made from the field, the key is expanded, the examples of FIPS 197 must come out. */
#include "board.h"

static uint8_t box[256], inverse[256], keys[11][16];

static uint8_t times2(uint8_t a) { return (uint8_t)(a << 1 ^ (a & 0x80 ? 0x1b : 0)); }

static uint8_t product(uint8_t a, uint8_t b) {
  uint8_t sum = 0;
  for (; b; b >>= 1, a = times2(a))
    if (b & 1) sum ^= a;
  return sum;
}

static uint8_t rotated(uint8_t a, int n) { return (uint8_t)(a << n | a >> (8 - n)); }

/* p runs through the powers of 3, q through those of its inverse. */
static void make_boxes(void) {
  uint8_t p = 1, q = 1;
  do {
    p ^= times2(p);
    q ^= (uint8_t)(q << 1);
    q ^= (uint8_t)(q << 2);
    q ^= (uint8_t)(q << 4);
    if (q & 0x80) q ^= 9;
    box[p] = q ^ rotated(q, 1) ^ rotated(q, 2) ^ rotated(q, 3) ^ rotated(q, 4) ^ 0x63;
  } while (p != 1);
  box[0] = 0x63;
  for (int i = 0; i < 256; i++) inverse[box[i]] = (uint8_t)i;
}

static void expand(const uint8_t *key) {
  uint8_t *w = keys[0], round = 1;
  for (int i = 0; i < 16; i++) w[i] = key[i];
  for (int i = 16; i < 176; i += 4) {
    uint8_t t[4] = {w[i - 4], w[i - 3], w[i - 2], w[i - 1]};
    if (i % 16 == 0) {
      uint8_t first = t[0];
      t[0] = box[t[1]] ^ round, t[1] = box[t[2]], t[2] = box[t[3]], t[3] = box[first];
      round = times2(round);
    }
    for (int k = 0; k < 4; k++) w[i + k] = w[i - 16 + k] ^ t[k];
  }
}

static void add_key(uint8_t *s, int round) {
  for (int i = 0; i < 16; i++) s[i] ^= keys[round][i];
}

static void encrypt(uint8_t *s) {
  add_key(s, 0);
  for (int round = 1; round <= 10; round++) {
    uint8_t t[16];
    for (int i = 0; i < 16; i++) t[i] = box[s[(i + 4 * (i % 4)) % 16]];
    for (int c = 0; c < 16; c += 4) {
      uint8_t all = t[c] ^ t[c + 1] ^ t[c + 2] ^ t[c + 3];
      for (int k = 0; k < 4; k++)
        s[c + k] = round == 10 ? t[c + k] : t[c + k] ^ all ^ times2(t[c + k] ^ t[c + (k + 1) % 4]);
    }
    add_key(s, round);
  }
}

static void decrypt(uint8_t *s) {
  static const uint8_t factors[4] = {14, 11, 13, 9};
  for (int round = 10; round >= 1; round--) {
    uint8_t t[16];
    add_key(s, round);
    for (int c = 0; c < 16; c += 4)
      for (int k = 0; k < 4; k++) {
        uint8_t sum = 0;
        for (int j = 0; j < 4; j++) sum ^= product(s[c + (k + j) % 4], factors[j]);
        t[c + k] = round == 10 ? s[c + k] : sum;
      }
    for (int i = 0; i < 16; i++) s[(i + 4 * (i % 4)) % 16] = inverse[t[i]];
  }
  add_key(s, 0);
}

static int is(const uint8_t *a, const uint8_t *b) {
  int same = 1;
  for (int i = 0; i < 16; i++) same &= a[i] == b[i];
  return same;
}

static void show(const char *what, const uint8_t *s) {
  say("%s ", what);
  for (int i = 0; i < 16; i++) say("%02x", s[i]);
  print("\n");
}

int main(void) {
  /* FIPS 197, appendices B and C.1. */
  static const uint8_t key_b[16] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c};
  static const uint8_t text_b[16] = {0x32, 0x43, 0xf6, 0xa8, 0x88, 0x5a, 0x30, 0x8d, 0x31, 0x31, 0x98, 0xa2, 0xe0, 0x37, 0x07, 0x34};
  static const uint8_t out_b[16] = {0x39, 0x25, 0x84, 0x1d, 0x02, 0xdc, 0x09, 0xfb, 0xdc, 0x11, 0x85, 0x97, 0x19, 0x6a, 0x0b, 0x32};
  static const uint8_t out_c[16] = {0x69, 0xc4, 0xe0, 0xd8, 0x6a, 0x7b, 0x04, 0x30, 0xd8, 0xcd, 0xb7, 0x80, 0x70, 0xb4, 0xc5, 0x5a};
  uint8_t key[16], text[16], state[16];
  int failed = 0;
  make_boxes();
  expand(key_b);
  for (int i = 0; i < 16; i++) state[i] = text_b[i];
  encrypt(state);
  show("B  ", state);
  failed |= !is(state, out_b);
  for (int i = 0; i < 16; i++) key[i] = (uint8_t)i, state[i] = text[i] = (uint8_t)(i * 0x11);
  expand(key);
  encrypt(state);
  show("C.1", state);
  failed |= !is(state, out_c);
  decrypt(state);
  failed |= !is(state, text);
  for (int i = 0; i < 10; i++) encrypt(state);
  show("10 times", state);
  for (int i = 0; i < 10; i++) decrypt(state);
  return failed || !is(state, text);
}
