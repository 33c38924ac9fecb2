/* memcpy() of the C library, to and fro over 16 KiB. */
#include <string.h>
#include "board.h"

static uint8_t from[16384], to[16384];

int main(void) {
  uint32_t seed = 11;
  for (int i = 0; i < 64; i++) from[i * 256] = (uint8_t)random_word(&seed);
  for (int i = 0; i < 64; i++) {
    from[0] = (uint8_t)i;
    memcpy(to, from, sizeof to);
    memcpy(from, to, sizeof from);
  }
  return to[0] != 63 || to[256] != from[256];
}
