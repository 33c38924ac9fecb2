/* setjmp and longjmp out of depths, over FP registers that a call must keep, and a machine of function pointers. */
#include <setjmp.h>
#include "board.h"

static jmp_buf back, generators[3];
static volatile int depth, deepest = 12, caught[8];

__attribute__((noinline)) static float dive(int level, float kept) {
  volatile float local = kept * 1.5f;
  depth = level;
  if (level == deepest) longjmp(back, 5);
  if (level > 2 * deepest) return local;
  return dive(level + 1, local) + local;
}

__attribute__((noinline)) static void thrower(int code) {
  if (code > 0) longjmp(generators[code % 3], code);
}

static int step_a(int x) { return x * 3 + 1; }
static int step_b(int x) { return x / 2; }
static int (*const steps[2])(int) = {step_b, step_a};

int main(void) {
  volatile int failed = 0;
  register float f0 = (float)depth + 0.25f, f1 = f0 * 3, f2 = f1 * 3;
  volatile float sum = 0;
  int code = setjmp(back);
  if (code == 0) sum = dive(0, f0);
  failed |= code != 5 || depth != 12 || sum != 0;
  sum = f0 + f1 + f2;
  say("longjmp: code %d, depth %d, sum %.4f\n", code, depth, (double)sum);

  for (volatile int i = 1; i < 8; i++) {
    int got = setjmp(generators[i % 3]);
    if (got == 0) thrower(i);
    else caught[i] = got;
    failed |= caught[i] != i;
  }
  failed |= setjmp(back) == 0 ? (longjmp(back, 0), 1) : 0;

  int x = 27, count = 0;
  for (; x != 1; count++) x = steps[x & 1](x);
  say("27 takes %d steps\n", count);
  return failed || count != 111;
}
