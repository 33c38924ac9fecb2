/* The log: a ring of characters in plain memory, read by Linux whenever somebody looks at trace0. */
#include "trace.h"

char system_log_buf[TRACE_SIZE];

static uint32_t position;

/* A NUL follows the newest character. Linux reads up to the first NUL: after a wrap it shows the newest text only. */
static void trace_char(char c) {
  system_log_buf[position++] = c;
  if (position >= TRACE_SIZE - 1u) position = 0;
  system_log_buf[position] = '\0';
}

void trace_text(const char *text) {
  while (*text != '\0') trace_char(*text++);
}

void trace_number(uint32_t number) {
  char digits[10];
  uint32_t count = 0;
  do {
    digits[count++] = (char)('0' + number % 10u);
    number /= 10u;
  } while (number != 0);
  while (count > 0) trace_char(digits[--count]);
}

void trace_hex(uint32_t number) {
  trace_text("0x");
  for (int shift = 28; shift >= 0; shift -= 4) trace_char("0123456789abcdef"[(number >> shift) & 15u]);
}
