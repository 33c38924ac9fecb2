/* What newlib asks of a system: memory for malloc(), and a place to write to. */
#include <errno.h>
#include <sys/stat.h>
#include "board.h"

extern char heap_start[], heap_end[];

void *_sbrk(ptrdiff_t increment) {
  static char *top = heap_start;
  char *before = top;
  if (top + increment > heap_end) return errno = ENOMEM, (void *)-1;
  top += increment;
  return before;
}

int _write(int file, const char *bytes, int count) {
  char text[64];
  (void)file;
  for (int done = 0; done < count;) {
    int n = 0;
    while (n < (int)sizeof text - 1 && done < count) text[n++] = bytes[done++];
    text[n] = 0;
    print(text);
  }
  return count;
}

int _fstat(int file, struct stat *st) {
  (void)file;
  st->st_mode = S_IFCHR;
  return 0;
}
int _isatty(int file) { return (void)file, 1; }
int _close(int file) { return (void)file, -1; }
int _lseek(int file, int offset, int from) { return (void)file, (void)offset, (void)from, 0; }
int _read(int file, char *to, int count) { return (void)file, (void)to, (void)count, 0; }
int _kill(int process, int signal) { return (void)process, (void)signal, -1; }
int _getpid(void) { return 1; }
_Noreturn void _exit(int status) { finish(status); }
