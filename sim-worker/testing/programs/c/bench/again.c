/*
 * In place of outside.c: a program is run again and again, each time as if after reset. After as many turns as the runner has left a number
 * of, it says so by a question mark. What the program itself prints goes nowhere.
 */
#include "board.h"

#define REG(address) (*(volatile uint32_t *)(address))
#define SCRATCH __attribute__((section(".scratch")))
enum { SYS_WRITE0 = 4, SYS_EXIT = 0x18, STOPPED_RUN_TIME_ERROR = 0x20023 };
enum { SYST_CSR = 0xe000e010, ICER = 0xe000e180, ICPR = 0xe000e280, ICSR = 0xe000ed04, SHCSR = 0xe000ed24, MPU_CTRL = 0xe000ed94, FPCCR = 0xe000ef34 };

extern char chosen[], ram_start[], ram_end[], heap_start[];
int program(void);
static SCRATCH uint32_t left, saved[0x8000];

int semihosting(int operation, const volatile void *argument);
__asm(".thumb\n .global semihosting, semihosting_call\n .type semihosting, %function\n"
      "semihosting:\nsemihosting_call: bkpt 0xab\n bx lr");

void print(const char *text) { (void)text; }

static void copy(uint32_t *to, const uint32_t *from, const uint32_t *end) {
  while (from < end) *to++ = *from++;
}

/* A turn, in thread mode on an empty main stack. */
__attribute__((used)) static void turn(void) {
  if (left == 0) {
    semihosting(SYS_WRITE0, "?");
    left = REG(chosen);
  }
  left--;
  copy((uint32_t *)ram_start, saved, saved + (heap_start - ram_start) / 4);
  finish(program());
}

/* Whatever the program has left on: timer, interrupts, MPU, masks, its own stack; and the handler in which it may have ended. */
_Noreturn void finish(int failed) {
  if (failed) semihosting(SYS_EXIT, (void *)STOPPED_RUN_TIME_ERROR);
  REG(SYST_CSR) = 0;
  REG(ICER) = 0xffffffff;
  REG(ICPR) = 0xffffffff;
  REG(ICSR) = 1u << 27 | 1u << 25;
  REG(SHCSR) &= ~0x70000u;
  REG(MPU_CTRL) = 0;
  REG(FPCCR) = 3u << 30;
  char *sp = ram_end;
  __asm volatile(
      "mrs r1, ipsr\n"
      "movs r0, #0\n"
      "msr basepri, r0\n"
      "msr faultmask, r0\n"
      "msr primask, r0\n"
      "cbnz r1, 1f\n"
      "msr control, r0\n"
      "isb\n"
      "msr msp, %0\n"
      "b turn\n"
      "1: subs %0, #32\n"
      "msr msp, %0\n"
      "ldr r1, =turn\n"
      "bic r1, r1, #1\n"
      "str r1, [%0, #24]\n"
      "mov r1, #0x01000000\n"
      "str r1, [%0, #28]\n"
      "ldr lr, =0xfffffff9\n"
      "bx lr\n" : "+r"(sp)::"r0", "r1", "memory");
  __builtin_unreachable();
}

int main(void) {
  copy(saved, (uint32_t *)ram_start, (uint32_t *)heap_start);
  finish(0);
}
