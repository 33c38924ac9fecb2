/* newlib's memory and string functions, which use UADD8 and SEL, at all alignments, against plain loops. */
#include <stdlib.h>
#include <string.h>
#include "board.h"

static char a[160], b[160], c[160];
static int wrong;

#define CHECK(condition) wrong += !(condition)

static size_t length_of(const char *text) {
  size_t n = 0;
  while (((const volatile char *)text)[n]) n++;
  return n;
}

static int sign(int value) { return (value > 0) - (value < 0); }

static int order_of(const char *x, const char *y) {
  for (;; x++, y++) {
    unsigned char p = *(const volatile unsigned char *)x, q = *(const volatile unsigned char *)y;
    if (p != q || !p) return sign(p - q);
  }
}

static int by_text(const void *x, const void *y) { return strcmp(*(char *const *)x, *(char *const *)y); }

static void try(uint32_t *seed, int from, int to, int count) {
  for (int i = 0; i < (int)sizeof a; i++) a[i] = (char)(random_word(seed) % 5 + 'a'), b[i] = c[i] = a[i];
  a[from + count] = 0;
  CHECK(strlen(a + from) == length_of(a + from));
  memcpy(b + to, a + from, (size_t)count + 1);
  CHECK(strcmp(b + to, a + from) == 0 && memcmp(b + to, a + from, (size_t)count) == 0);
  CHECK(b[to + count + 1] == c[to + count + 1] && (to == 0 || b[to - 1] == c[to - 1]));
  if (count > 4) {
    b[to + count / 2] ^= 3;
    CHECK(sign(strcmp(b + to, a + from)) == order_of(b + to, a + from));
    CHECK(strncmp(b + to, a + from, (size_t)count / 2) == 0);
  }
  strcpy(b + to, a + from);
  char *found = memchr(b + to, 'c', (size_t)count), *same = strchr(b + to, 'c');
  CHECK(found == same && (!found || *found == 'c'));
  memmove(b + to + 3, b + to, (size_t)count);
  CHECK(memcmp(b + to + 3, a + from, (size_t)count) == 0);
  memset(b + to, 'z', (size_t)count);
  for (int i = 0; i < count; i++) CHECK(b[to + i] == 'z');
}

int main(void) {
  uint32_t seed = 2024;
  static const int counts[] = {0, 1, 3, 4, 7, 8, 15, 16, 17, 31, 33, 64, 67};
  for (int from = 0; from < 4; from++)
    for (int to = 0; to < 4; to++)
      for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++)
        if (((from + to + (int)i) & 1) == 0) try(&seed, from, to, counts[i]);

  char words[] = "remoteproc,rpmsg,vring,mailbox,hsem,etzpc,ipcc,carveout";
  char *list[8], *rest = words;
  int n = 0;
  for (char *word; (word = strtok_r(rest, ",", &rest));) list[n++] = word;
  qsort(list, (size_t)n, sizeof *list, by_text);
  for (int i = 0; i < n; i++) say("%s ", list[i]);
  CHECK(n == 8 && strcmp(list[0], "carveout") == 0 && strstr("vring0 vring1", "ring1") != 0);
  CHECK(strtol("-0x7fff", 0, 0) == -0x7fff && strtoul("4294967295", 0, 10) == ~0ul && strspn("aab", "a") == 2);
  char *kept = malloc(100);
  strcpy(kept, "grows");
  kept = realloc(kept, 3000);
  char *other = calloc(50, 4);
  CHECK(strcmp(kept, "grows") == 0 && other[199] == 0);
  free(kept);
  free(other);
  say("\nwrong %d\n", wrong);
  return wrong != 0;
}
