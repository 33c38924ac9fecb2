/* A radix-2 FFT of 256 complex floats, forth and back, with sines of its own. */
#include "board.h"

enum { N = 256, LOG = 8 };
static const float pi = 3.14159265358979f;
static float re[N], im[N], keep[N], cosine[N / 2], sine[N / 2];

/* Turns by the sum of angles, from the series of one small angle. */
static void make_twiddles(void) {
  float step = 2 * pi / N, s = step, c = 1, term = step;
  for (int n = 1; n < 6; n++) term *= -step * step / (float)((2 * n) * (2 * n + 1)), s += term;
  term = 1;
  for (int n = 1; n < 6; n++) term *= -step * step / (float)((2 * n - 1) * (2 * n)), c += term;
  cosine[0] = 1;
  sine[0] = 0;
  for (int i = 1; i < N / 2; i++) {
    cosine[i] = cosine[i - 1] * c - sine[i - 1] * s;
    sine[i] = sine[i - 1] * c + cosine[i - 1] * s;
  }
}

static unsigned reversed(unsigned index) {
  unsigned out = 0;
  for (int i = 0; i < LOG; i++) out = out << 1 | (index >> i & 1);
  return out;
}

static void transform(float direction) {
  for (unsigned i = 0; i < N; i++) {
    unsigned j = reversed(i);
    if (j <= i) continue;
    float t = re[i];
    re[i] = re[j], re[j] = t;
    t = im[i];
    im[i] = im[j], im[j] = t;
  }
  for (int half = 1; half < N; half *= 2)
    for (int start = 0; start < N; start += 2 * half)
      for (int k = 0; k < half; k++) {
        float c = cosine[k * (N / 2 / half)], s = direction * sine[k * (N / 2 / half)];
        int i = start + k, j = i + half;
        float r = re[j] * c + im[j] * s, q = im[j] * c - re[j] * s;
        re[j] = re[i] - r, im[j] = im[i] - q;
        re[i] += r, im[i] += q;
      }
}

int main(void) {
  uint32_t seed = 12345;
  make_twiddles();
  for (int i = 0; i < N; i++) {
    keep[i] = re[i] = 3 * cosine[(5 * i) % (N / 2)] + (float)(random_word(&seed) >> 24) / 1024.0f;
    im[i] = 0;
  }
  transform(1);
  int peak = 1;
  for (int i = 1; i < N / 2; i++)
    if (re[i] * re[i] + im[i] * im[i] > re[peak] * re[peak] + im[peak] * im[peak]) peak = i;
  say("peak at %d: %.4f %.4f\n", peak, (double)re[peak], (double)im[peak]);
  transform(-1);
  float worst = 0;
  for (int i = 0; i < N; i++) {
    float error = re[i] / N - keep[i];
    if (error < 0) error = -error;
    if (error > worst) worst = error;
  }
  say("there and back: error below %d millionths\n", (int)(worst * 1e6f) + 1);
  return !(worst < 1e-3f);
}
