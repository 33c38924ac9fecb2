/* Bit fields, counts, reversals, saturation, long multiplication and division: instructions against plain C. */
#include <arm_acle.h>
#include "board.h"

static int wrong;
static uint32_t hash = 1;
#define SAME(left, right)                          \
  do {                                             \
    uint32_t l_ = (uint32_t)(left);                \
    wrong += l_ != (uint32_t)(right);              \
    hash = hash * 31 + l_;                         \
  } while (0)

static int zeros(uint32_t x) {
  int n = 0;
  for (uint32_t bit = 0x80000000u; bit && !(x & bit); bit >>= 1) n++;
  return n;
}

static uint32_t mirrored(uint32_t x) {
  uint32_t out = 0;
  for (int i = 0; i < 32; i++) out = out << 1 | (x >> i & 1);
  return out;
}

static int64_t limited(int64_t x, int64_t low, int64_t high) { return x < low ? low : x > high ? high : x; }

/* 64 by 32 bits, bit by bit. */
static uint64_t quotient(uint64_t a, uint32_t b) {
  uint64_t rest = 0, out = 0;
  for (int i = 63; i >= 0; i--) {
    rest = rest << 1 | (a >> i & 1);
    out <<= 1;
    if (rest >= b) rest -= b, out |= 1;
  }
  return out;
}

#define ASM2(instruction, a, b)                                                       \
  __extension__({                                                                     \
    uint32_t r_;                                                                      \
    __asm volatile(instruction " %0, %1, %2" : "=r"(r_) : "r"(a), "r"(b) : "cc");     \
    r_;                                                                               \
  })

#define ASM1(instruction, a)                                              \
  __extension__({                                                         \
    uint32_t r_;                                                          \
    __asm volatile(instruction " %0, %1" : "=r"(r_) : "r"(a));            \
    r_;                                                                   \
  })

static uint32_t flags_of_add(uint32_t a, uint32_t b) {
  uint32_t flags;
  __asm volatile("adds %0, %1, %2\n mrs %0, apsr" : "=&r"(flags) : "r"(a), "r"(b) : "cc");
  return flags >> 28;
}

static void one(uint32_t x, uint32_t y) {
  int32_t sx = (int32_t)x, sy = (int32_t)y;
  SAME(__builtin_clz(x | 1), zeros(x | 1));
  SAME(ASM1("rbit", x), mirrored(x));
  SAME(ASM1("rev", x), x << 24 | (x & 0xff00) << 8 | (x >> 8 & 0xff00) | x >> 24);
  SAME(ASM1("rev16", x), (x & 0xff00ff) << 8 | (x >> 8 & 0xff00ff));
  SAME(ASM1("revsh", x), (int16_t)(x << 8 | (x >> 8 & 0xff)));
  SAME(ASM2("ror", x, y & 31), y & 31 ? x >> (y & 31) | x << (32 - (y & 31)) : x);
  SAME(__ssat(sx, 9), limited(sx, -256, 255));
  SAME(__usat(sx, 11), limited(sx, 0, 2047));
  SAME(ASM2("qadd", x, y), limited((int64_t)sx + sy, INT32_MIN, INT32_MAX));
  SAME(ASM2("qsub", x, y), limited((int64_t)sx - sy, INT32_MIN, INT32_MAX));
  SAME(ASM2("smmul", x, y), (uint64_t)((int64_t)sx * sy) >> 32);
  SAME(ASM2("smulbt", x, y), (int16_t)x * (int16_t)(y >> 16));
  SAME(ASM2("smulwb", x, y), (uint64_t)((int64_t)sx * (int16_t)y) >> 16);
  SAME(ASM2("uxtab16", x, y), ((x + (y & 0xff)) & 0xffff) | (((x >> 16) + (y >> 16 & 0xff)) << 16));
  uint32_t sum = 0;
  for (int i = 0; i < 32; i += 8) {
    int difference = (int)(x >> i & 255) - (int)(y >> i & 255);
    sum += (uint32_t)(difference < 0 ? -difference : difference);
  }
  SAME(ASM2("usad8", x, y), sum);
  uint64_t carry = (uint64_t)x + y;
  uint32_t low = (uint32_t)carry;
  uint32_t flags = (low >> 31) << 3 | (low == 0) << 2 | (uint32_t)(carry >> 32) << 1 | ((~(x ^ y) & (x ^ low)) >> 31);
  SAME(flags_of_add(x, y), flags);
  SAME(((uint64_t)x << 32 | y) / (x >> 20 | 1), quotient((uint64_t)x << 32 | y, x >> 20 | 1));
  if (y != 0 && !(sx == INT32_MIN && sy == -1)) SAME(sx / sy * sy + sx % sy, sx);
  struct fields {
    unsigned a : 3, b : 7;
    int c : 9;
    unsigned d : 13;
  } f;
  f.a = x & 7, f.b = y & 127, f.c = (int)(x >> 5 & 511) - 256, f.d = y >> 13 & 8191;
  SAME(f.a + f.b + (uint32_t)f.c + f.d, (x & 7) + (y & 127) + (x >> 5 & 511) - 256 + (y >> 13 & 8191));
}

int main(void) {
  static const uint32_t edges[] = {0, 1, 2, 0x7f, 0x80, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff};
  enum { EDGES = sizeof edges / sizeof *edges };
  uint32_t seed = 555;
  for (int i = 0; i < EDGES; i++)
    for (int j = 0; j < EDGES; j++) one(edges[i], edges[j]);
  for (int i = 0; i < 150; i++) {
    uint32_t x = random_word(&seed), y = random_word(&seed);
    one(x, y);
  }
  say("hash %08x, wrong %d\n", (unsigned)hash, wrong);
  return wrong != 0;
}
