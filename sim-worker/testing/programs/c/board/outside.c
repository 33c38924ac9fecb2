/* Output and end by semihosting: what a program has to say to the world outside. */
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
