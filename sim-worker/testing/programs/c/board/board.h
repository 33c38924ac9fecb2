/* What every program has: output, an end, and the numbers of a test. */
#ifndef BOARD_H
#define BOARD_H
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

void print(const char *text);
/* %d %u %x %s %c with width and 0, and %f with a precision. */
void say(const char *format, ...);
int format_into(char *to, size_t size, const char *format, va_list arguments);
/* Leaves the picture of RAM and ends the program. */
_Noreturn void finish(int failed);
/* A row of numbers, always the same. */
uint32_t random_word(uint32_t *seed);

#endif
