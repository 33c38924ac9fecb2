/* Quick, heap and merge sort of the same numbers: all must agree, and nothing may be lost. */
#include "board.h"

enum { COUNT = 1000 };
static int32_t source[COUNT], quick[COUNT], heap[COUNT], merged[COUNT], spare[COUNT];

static void swap(int32_t *a, int32_t *b) {
  int32_t kept = *a;
  *a = *b;
  *b = kept;
}

static void quick_sort(int32_t *a, int from, int to) {
  while (from < to) {
    int32_t middle = a[(from + to) / 2];
    int i = from, j = to;
    while (i <= j) {
      while (a[i] < middle) i++;
      while (a[j] > middle) j--;
      if (i <= j) swap(&a[i++], &a[j--]);
    }
    if (j - from < to - i) quick_sort(a, from, j), from = i;
    else quick_sort(a, i, to), to = j;
  }
}

static void sift(int32_t *a, int at, int count) {
  for (int child; (child = 2 * at + 1) < count; at = child) {
    if (child + 1 < count && a[child + 1] > a[child]) child++;
    if (a[at] >= a[child]) return;
    swap(&a[at], &a[child]);
  }
}

static void heap_sort(int32_t *a, int count) {
  for (int i = count / 2 - 1; i >= 0; i--) sift(a, i, count);
  for (int last = count - 1; last > 0; last--) swap(&a[0], &a[last]), sift(a, 0, last);
}

static void merge_sort(int32_t *a, int32_t *other, int count) {
  if (count < 2) return;
  int half = count / 2, i = 0, j = half, n = 0;
  merge_sort(a, other, half);
  merge_sort(a + half, other, count - half);
  while (i < half && j < count) other[n++] = a[j] < a[i] ? a[j++] : a[i++];
  while (i < half) other[n++] = a[i++];
  while (j < count) other[n++] = a[j++];
  for (i = 0; i < count; i++) a[i] = other[i];
}

int main(void) {
  uint32_t seed = 2463534242u, sum = 0, sorted = 0;
  for (int i = 0; i < COUNT; i++) {
    source[i] = (int32_t)random_word(&seed) >> (i % 17);
    quick[i] = heap[i] = merged[i] = source[i];
    sum += (uint32_t)source[i];
  }
  quick_sort(quick, 0, COUNT - 1);
  heap_sort(heap, COUNT);
  merge_sort(merged, spare, COUNT);
  int wrong = 0;
  for (int i = 0; i < COUNT; i++) {
    sorted += (uint32_t)quick[i];
    wrong += quick[i] != heap[i] || quick[i] != merged[i] || (i > 0 && quick[i - 1] > quick[i]);
  }
  say("sorted %d numbers from %d to %d, sum %08x, wrong %d\n", COUNT, (int)quick[0], (int)quick[COUNT - 1],
      (unsigned)sum, wrong);
  return wrong != 0 || sum != sorted;
}
