/* Floating point as text: newlib's printf and strtod, and the small printf of these programs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "board.h"

static const double values[] = {0.0, -0.0, 1.0, -1.5, 3.141592653589793, 1e-5, 123456.789, 1e20, 5e-324, 1.7976931348623157e308,
                                0.1, 2.0 / 3.0, 1e15 + 0.3, 999999.5, 0.000123456789};

int main(void) {
  int wrong = 0;
  for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
    char text[64];
    double v = values[i];
    printf("%f %.3e %g %10.2f|%-12.4g|%+.1f %a\n", v, v, v, v < 1e6 ? v : 0, v, v < 1e6 ? v : 0, v);
    snprintf(text, sizeof text, "%.17g", v);
    double back = strtod(text, 0);
    wrong += memcmp(&back, &v, sizeof v) != 0;
  }
  printf("%f %e %g %F\n", INFINITY, -INFINITY, (double)NAN, (double)INFINITY);
  printf("%5d|%-5d|%05d|%+d|%x|%#X|%o|%u|%ld|%lld|%c|%8.3s|%%|%p\n", 42, 42, 42, 42, 0xbeefu, 0xbeefu, 8u, ~0u, -1L,
         -0x123456789abcLL, 'x', "string", (void *)0x1234);
  for (float f = 1e-3f; f < 1e6f; f *= 7.5f)
    say("%.3f %10.1f %d|", (double)f, (double)-f, (int)f);
  print("\n");
  int a;
  float b;
  char c[8];
  wrong += sscanf("12 -0.625 abc", "%d %f %7s", &a, &b, c) != 3 || a != 12 || b != -0.625f || strcmp(c, "abc") != 0;
  printf("wrong %d\n", wrong);
  fflush(stdout);
  return wrong != 0;
}
