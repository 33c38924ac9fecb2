/* A float filter of 64 taps, with a fused multiply-add for each. */
#include "board.h"

enum { TAPS = 64, SAMPLES = 2048 };
static float taps[TAPS], in[SAMPLES + TAPS], out[SAMPLES];

static float filtered(const float *at) {
  float sum = 0;
  for (int k = 0; k < TAPS; k++) __asm("vfma.f32 %0, %1, %2" : "+t"(sum) : "t"(taps[k]), "t"(at[k]));
  return sum;
}

int main(void) {
  uint32_t seed = 3;
  float least = 1e9f, most = -1e9f;
  for (int i = 0; i < TAPS; i++) taps[i] = (float)((int32_t)random_word(&seed) >> 16) / 2097152.0f;
  for (int i = 0; i < SAMPLES + TAPS; i++) in[i] = (float)((int32_t)random_word(&seed) >> 16) / 32768.0f;
  for (int i = 0; i < SAMPLES; i++) {
    out[i] = filtered(in + i);
    if (out[i] < least) least = out[i];
    if (out[i] > most) most = out[i];
  }
  return !(least < -0.05f && most > 0.05f && most < 2 && least > -2);
}
