/* The four functions that the compiler may call by itself, so that no C library is needed. */
#include "memory.h"

#include <stdint.h>

typedef uint32_t __attribute__((may_alias)) word_t;

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  uint8_t *d = to;
  const uint8_t *s = from;
  if ((((uintptr_t)d | (uintptr_t)s) & 3u) == 0) {
    for (; size >= 4; size -= 4, d += 4, s += 4) *(word_t *)d = *(const word_t *)s;
  }
  while (size-- > 0) *d++ = *s++;
  return to;
}

void *memmove(void *to, const void *from, size_t size) {
  uint8_t *d = to;
  const uint8_t *s = from;
  if (d < s) {
    while (size-- > 0) *d++ = *s++;
  } else {
    while (size-- > 0) d[size] = s[size];
  }
  return to;
}

void *memset(void *to, int value, size_t size) {
  uint8_t *d = to;
  while (size-- > 0) *d++ = (uint8_t)value;
  return to;
}

int memcmp(const void *left, const void *right, size_t size) {
  const uint8_t *a = left, *b = right;
  for (; size > 0; size--, a++, b++) {
    if (*a != *b) return *a - *b;
  }
  return 0;
}
