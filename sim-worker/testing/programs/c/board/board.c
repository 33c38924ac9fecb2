/* Output and end by semihosting, and a small printf. */
#include "board.h"

#define SCRATCH __attribute__((section(".scratch")))
enum { SYS_OPEN = 1, SYS_CLOSE = 2, SYS_WRITE0 = 4, SYS_WRITE = 5, SYS_EXIT = 0x18 };
enum { STOPPED_RUN_TIME_ERROR = 0x20023, STOPPED_APPLICATION_EXIT = 0x20026 };

/* The one place that asks the world outside: `semihosting_call` is where the model of the core is stopped. */
int semihosting(int operation, const volatile void *argument);
__asm(".thumb\n .global semihosting, semihosting_call\n .type semihosting, %function\n"
      "semihosting:\nsemihosting_call: bkpt 0xab\n bx lr");

void print(const char *text) { semihosting(SYS_WRITE0, text); }

_Noreturn void finish(int failed) {
  extern char ram_start[], ram_end[];
  static const char name[] = "ram.bin";
  static SCRATCH volatile uint32_t open[3], write[3];
  open[0] = (uint32_t)name;
  open[1] = 5; /* "wb" */
  open[2] = sizeof name - 1;
  write[0] = (uint32_t)semihosting(SYS_OPEN, open);
  write[1] = (uint32_t)ram_start;
  write[2] = (uint32_t)(ram_end - ram_start);
  semihosting(SYS_WRITE, write);
  semihosting(SYS_CLOSE, write);
  semihosting(SYS_EXIT, (void *)(failed ? STOPPED_RUN_TIME_ERROR : STOPPED_APPLICATION_EXIT));
  for (;;) {
  }
}

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
