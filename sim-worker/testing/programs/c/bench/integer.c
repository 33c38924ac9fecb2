/* A loop of nine instructions on registers. */
#include "board.h"

int main(void) {
  uint32_t a = 1, b = 2, sum = 0;
  for (uint32_t i = 100000; i > 0; i--) {
    a = a * 1664525u + 1013904223u;
    b ^= a >> 7;
    sum += b & 0xff;
    b += i << 3;
  }
  return sum != 12827451u;
}
