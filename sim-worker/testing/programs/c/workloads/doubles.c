/* Double precision, which this FPU does not have: the library's routines, their conversions and their comparisons. */
#include <math.h>
#include <string.h>
#include "board.h"

static uint32_t seed = 31337;
static uint32_t hash = 17;

static double number(void) {
  uint64_t bits = (uint64_t)random_word(&seed) << 32 | random_word(&seed);
  switch (random_word(&seed) % 8) {
    case 0:
      bits &= 0x800fffffffffffffull; /* subnormal */
      break;
    case 1:
      bits = (bits & 0x800fffffffffffffull) | 0x3ff0000000000000ull; /* near 1 */
      break;
    case 2:
      bits &= 0xfff0000000000000ull; /* a power of 2, or infinity */
      break;
    default:
      bits = (bits & 0xbfffffffffffffffull) | 0x3800000000000000ull; /* of sizes that meet */
  }
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static void note(double value) {
  uint32_t words[2];
  memcpy(words, &value, sizeof value);
  hash = (hash * 33 ^ words[0]) * 33 ^ words[1];
}

int main(void) {
  int failed = 0;
  for (int i = 0; i < 1500; i++) {
    double a = number(), b = number();
    if (isnan(a) || isnan(b)) continue;
    double sum = a + b, product = a * b, ratio = b == 0 ? 0 : a / b, difference = a - b;
    if (!isnan(sum)) note(sum);
    if (!isnan(product)) note(product);
    if (!isnan(ratio)) note(ratio);
    if (!isnan(difference)) note(difference);
    hash = hash * 33 ^ (uint32_t)((a < b) | (a <= b) << 1 | (a == b) << 2 | (a > b) << 3 | (a >= b) << 4 | (a != b) << 5);
    float narrow = (float)a;
    if (!isnan(narrow)) note(narrow);
    if (fabs(a) < 2e9) note((double)(int32_t)a);
    if (fabs(a) < 9e18) note((double)(int64_t)a);
    if (a >= 0 && a < 4e9) note((double)(uint32_t)a);
    note((double)(int64_t)random_word(&seed) * 4294967296.0);
    failed |= a + b != b + a || -(-a) != a;
  }
  double x = 2;
  for (int i = 0; i < 6; i++) x = (x + 2 / x) / 2;
  say("all %08x, root of 2: %.9f\n", (unsigned)hash, x);
  double s = sin(1.0), c = cos(1.0), e = exp(1.0), l = log(10.0), p = pow(2.0, 0.5), t = atan2(1.0, -1.0);
  say("%.9f %.9f %.9f %.9f %.9f %.9f\n", s, c, e, l, p, t);
  note(s), note(c), note(e), note(l), note(p), note(t), note(fmod(1e10, 7.25)), note(floor(-2.5)), note(sqrt(3.0));
  say("with functions %08x\n", (unsigned)hash);
  return failed || fabs(x * x - 2) > 1e-15 || fabs(s * s + c * c - 1) > 1e-15;
}
