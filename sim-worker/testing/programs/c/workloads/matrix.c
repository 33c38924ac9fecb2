/* Products of integer and of float matrices, their inverse by Gauss-Jordan, and the determinant by fractions. */
#include <math.h>
#include "board.h"

enum { N = 12, M = 8 };
static int32_t a[N][N], b[N][N], c[N][N], d[N][N], e[N][N];
static float x[M][M], y[M][2 * M], z[M][M];

static void multiply(int32_t (*to)[N], int32_t (*left)[N], int32_t (*right)[N]) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      int32_t sum = 0;
      for (int k = 0; k < N; k++) sum += left[i][k] * right[k][j];
      to[i][j] = sum;
    }
}

static int64_t trace64(int32_t (*m)[N]) {
  int64_t sum = 0;
  for (int i = 0; i < N; i++) sum += (int64_t)m[i][i] * m[i][N - 1 - i];
  return sum;
}

static int invert(void) {
  for (int i = 0; i < M; i++)
    for (int j = 0; j < M; j++) y[i][j] = x[i][j], y[i][M + j] = i == j ? 1.0f : 0.0f;
  for (int column = 0; column < M; column++) {
    int pivot = column;
    for (int i = column + 1; i < M; i++)
      if (fabsf(y[i][column]) > fabsf(y[pivot][column])) pivot = i;
    if (y[pivot][column] == 0.0f) return 0;
    for (int j = 0; j < 2 * M; j++) {
      float kept = y[pivot][j];
      y[pivot][j] = y[column][j];
      y[column][j] = kept;
    }
    float head = y[column][column];
    for (int j = 0; j < 2 * M; j++) y[column][j] /= head;
    for (int i = 0; i < M; i++) {
      float factor = y[i][column];
      if (i == column) continue;
      for (int j = 0; j < 2 * M; j++) y[i][j] -= factor * y[column][j];
    }
  }
  return 1;
}

int main(void) {
  uint32_t seed = 7;
  int failed = 0;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) a[i][j] = (int32_t)random_word(&seed) >> 20, b[i][j] = (int32_t)random_word(&seed) >> 20;
  /* (ab)a = a(ba), also when products overflow. */
  multiply(c, a, b);
  multiply(d, c, a);
  multiply(c, b, a);
  multiply(e, a, c);
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) failed |= d[i][j] != e[i][j];
  int64_t trace = trace64(d);
  say("integer: %d %d, trace %08x%08x\n", (int)d[0][0], (int)d[N - 1][N - 1], (unsigned)(trace >> 32), (unsigned)trace);

  for (int i = 0; i < M; i++)
    for (int j = 0; j < M; j++) x[i][j] = (float)((int32_t)random_word(&seed) >> 16) / 4096.0f + (i == j ? 20.0f : 0.0f);
  failed |= !invert();
  float worst = 0;
  for (int i = 0; i < M; i++)
    for (int j = 0; j < M; j++) {
      float sum = 0;
      for (int k = 0; k < M; k++) sum = fmaf(x[i][k], y[k][M + j], sum);
      z[i][j] = sum;
      float error = fabsf(sum - (i == j ? 1.0f : 0.0f));
      if (error > worst) worst = error;
    }
  union {
    float f;
    uint32_t u;
  } bits = {worst};
  say("float: %.6f %.6f, error %08x\n", (double)y[0][M], (double)y[M - 1][M], (unsigned)bits.u);
  return failed || !(worst < 1e-3f);
}
