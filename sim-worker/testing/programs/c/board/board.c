/* A small printf, and the numbers of a test. */
#include "board.h"

uint32_t random_word(uint32_t *seed) {
  uint32_t x = *seed;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *seed = x;
}

typedef struct {
  char *to;
  size_t room;
  int count;
} out;

static void put(out *o, char c) {
  if (o->room > 1) *o->to++ = c, o->room--;
  o->count++;
}

static void put_padded(out *o, const char *text, int length, int width, char pad) {
  if (pad == '0' && *text == '-' && length > 0) put(o, '-'), text++, length--, width--;
  for (int i = length; i < width; i++) put(o, pad);
  for (int i = 0; i < length; i++) put(o, text[i]);
}

static int digits(char *end, uint64_t value, unsigned base) {
  int n = 0;
  do end[-++n] = "0123456789abcdef"[value % base];
  while (value /= base);
  return n;
}

static void put_float(out *o, double value, int width, int precision) {
  char text[48], *end = text + sizeof text, *at = end;
  int negative = value < 0;
  if (negative) value = -value;
  uint64_t scale = 1;
  for (int i = 0; i < precision; i++) scale *= 10;
  uint64_t whole = (uint64_t)value;
  uint64_t part = (uint64_t)((value - (double)whole) * (double)scale + 0.5);
  if (part >= scale) whole++, part -= scale;
  if (precision > 0) {
    for (int i = 0; i < precision; i++, part /= 10) *--at = (char)('0' + part % 10);
    *--at = '.';
  }
  at -= digits(at, whole, 10);
  if (negative) *--at = '-';
  put_padded(o, at, (int)(end - at), width, ' ');
}

int format_into(char *to, size_t size, const char *format, va_list arguments) {
  out o = {to, size, 0};
  for (; *format; format++) {
    if (*format != '%') {
      put(&o, *format);
      continue;
    }
    char pad = ' ', text[24], *end = text + sizeof text;
    int width = 0, precision = 6;
    if (*++format == '0') pad = '0';
    while (*format >= '0' && *format <= '9') width = width * 10 + *format++ - '0';
    if (*format == '.')
      for (precision = 0, format++; *format >= '0' && *format <= '9'; format++) precision = precision * 10 + *format - '0';
    switch (*format) {
      case 'd': {
        int value = va_arg(arguments, int);
        int n = digits(end, value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
        if (value < 0) end[-++n] = '-';
        put_padded(&o, end - n, n, width, pad);
        break;
      }
      case 'u':
      case 'x': {
        int n = digits(end, va_arg(arguments, unsigned), *format == 'x' ? 16 : 10);
        put_padded(&o, end - n, n, width, pad);
        break;
      }
      case 's': {
        const char *string = va_arg(arguments, const char *);
        int n = 0;
        while (string[n]) n++;
        put_padded(&o, string, n, width, ' ');
        break;
      }
      case 'c':
        put(&o, (char)va_arg(arguments, int));
        break;
      case 'f':
        put_float(&o, va_arg(arguments, double), width, precision);
        break;
      default:
        put(&o, *format);
    }
  }
  if (size > 0) *o.to = 0;
  return o.count;
}

void say(const char *format, ...) {
  char line[256];
  va_list arguments;
  va_start(arguments, format);
  format_into(line, sizeof line, format, arguments);
  va_end(arguments);
  print(line);
}
