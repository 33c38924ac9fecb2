/* FFT, FIR filter and dot products of 16-bit fractions with the instructions of the DSP extension. */
#include <arm_acle.h>
#include "board.h"

enum { N = 128, LOG = 7, TAPS = 16, SAMPLES = 256 };
/* Two fractions in a word: the real part below. */
static uint32_t data[N], twiddle[N / 2], input[SAMPLES / 2 + TAPS], taps[TAPS / 2];
static int16_t filtered[SAMPLES], plain[SAMPLES];

#define THREE(name, instruction)                                                        \
  static inline uint32_t name(uint32_t a, uint32_t b) {                                 \
    uint32_t r;                                                                         \
    __asm volatile(instruction " %0, %1, %2" : "=r"(r) : "r"(a), "r"(b));               \
    return r;                                                                           \
  }
THREE(shadd16, "shadd16")
THREE(shsub16, "shsub16")
THREE(qadd16, "qadd16")
THREE(qsub16, "qsub16")
THREE(qasx, "qasx")
THREE(shsax, "shsax")
THREE(smuad, "smuad")
THREE(smusd, "smusd")
THREE(smuadx, "smuadx")
THREE(smultb, "smultb")
THREE(smmulr, "smmulr")

static inline uint32_t pack(uint32_t low, uint32_t high) {
  uint32_t r;
  __asm("pkhbt %0, %1, %2, lsl #16" : "=r"(r) : "r"(low), "r"(high));
  return r;
}
static inline uint32_t pack_tops(uint32_t high, uint32_t low) {
  uint32_t r;
  __asm("pkhtb %0, %1, %2, asr #16" : "=r"(r) : "r"(high), "r"(low));
  return r;
}
static inline uint32_t reversed(uint32_t a) {
  uint32_t r;
  __asm("rbit %0, %1" : "=r"(r) : "r"(a));
  return r;
}
static inline int64_t smlald(int64_t sum, uint32_t a, uint32_t b) {
  uint32_t low = (uint32_t)sum, high = (uint32_t)(sum >> 32);
  __asm("smlald %0, %1, %2, %3" : "+r"(low), "+r"(high) : "r"(a), "r"(b));
  return (int64_t)((uint64_t)high << 32 | low);
}

/* A quarter of a sine by the parabola 4x(1-x), corrected: precise enough for 16 bits, and exactly the same everywhere. */
static int32_t sine15(uint32_t turn) {
  uint32_t half = turn & 0x7fff;
  int64_t x = half, parabola = (x * (0x8000 - x)) >> 13;
  int64_t better = parabola + ((7373 * ((parabola * parabola >> 15) - parabola)) >> 15);
  if (better > 32767) better = 32767;
  return (int32_t)(turn & 0x8000 ? -better : better);
}

static void transform(void) {
  for (uint32_t i = 0; i < N; i++) {
    uint32_t j = reversed(i) >> (32 - LOG);
    if (j <= i) continue;
    uint32_t kept = data[i];
    data[i] = data[j], data[j] = kept;
  }
  for (int half = 1; half < N; half *= 2)
    for (int start = 0; start < N; start += 2 * half)
      for (int k = 0; k < half; k++) {
        uint32_t w = twiddle[k * (N / 2 / half)], v = data[start + k + half], u = data[start + k];
        /* (c + is)(x + iy), both parts halved to stay in range. */
        uint32_t product = pack_tops(smuadx(v, w) << 1, smusd(v, w) << 1);
        u = shadd16(u, 0);
        product = shadd16(product, 0);
        data[start + k] = qadd16(u, product);
        data[start + k + half] = qsub16(u, product);
      }
}

static void filter(void) {
  const int16_t *in = (const int16_t *)input;
  for (int n = 0; n < SAMPLES; n++) {
    int64_t wide = 0;
    int32_t sum = 1 << 14;
    for (int k = 0; k < TAPS / 2; k++) {
      uint32_t two = *(const uint32_t *)(in + n + 2 * k);
      __asm("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(two), "r"(taps[k]));
      wide = smlald(wide, two, taps[k]);
    }
    filtered[n] = (int16_t)__ssat(sum >> 15, 16);
    plain[n] = (int16_t)__ssat((int32_t)((wide + (1 << 14)) >> 15), 16);
  }
}

int main(void) {
  uint32_t seed = 4711, sum = 0, mixed = 0;
  int wrong = 0;
  for (uint32_t i = 0; i < N / 2; i++)
    twiddle[i] = pack((uint32_t)sine15((i * 512 + 0x4000) & 0xffff), (uint32_t)-sine15(i * 512));
  for (uint32_t i = 0; i < N; i++) {
    uint32_t turn = i * 9 * 512 & 0xffff;
    data[i] = pack((uint32_t)(sine15((turn + 0x4000) & 0xffff) / 2), (uint32_t)(sine15(turn) / 2));
  }
  transform();
  uint32_t power = 0, peak = 0;
  for (uint32_t i = 0; i < N; i++) {
    uint32_t now = smuad(data[i], data[i]);
    if (now > power) power = now, peak = i;
    sum = sum * 31 + data[i];
  }
  say("peak at %u, %04x of 4000, all %08x\n", (unsigned)peak, (unsigned)(data[peak] & 0xffff), (unsigned)sum);
  wrong += peak != 9;

  for (int i = 0; i < TAPS / 2; i++) taps[i] = random_word(&seed) & 0x0fff0fff;
  for (unsigned i = 0; i < sizeof input / 4; i++) input[i] = random_word(&seed);
  filter();
  sum = 0;
  for (int i = 0; i < SAMPLES; i++) {
    wrong += filtered[i] != plain[i];
    sum = sum * 31 + (uint16_t)filtered[i];
  }
  for (unsigned i = 0; i + 1 < sizeof input / 4; i++) {
    uint32_t a = input[i], b = input[i + 1];
    mixed = mixed * 31 + (qasx(a, b) ^ shsax(b, a) ^ smmulr(a, b) ^ smultb(a, b) ^ shsub16(a, mixed));
  }
  say("filtered %08x, mixed %08x, wrong %d\n", (unsigned)sum, (unsigned)mixed, wrong);
  return wrong != 0;
}
