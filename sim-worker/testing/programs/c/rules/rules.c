/* The trap of all exceptions, and the choice of the rule to be tried. */
#include "rules.h"

struct seen seen[32];
volatile int seen_count;
int copies_frames = 1;
hook *on[48];
uint32_t process_stack[256] __attribute__((aligned(8)));
static int failures;
int rule_failures(void) { return failures != 0; }
extern const struct rule rules_start[], rules_end[];
extern volatile uint32_t chosen;
enum { LIST = 0xffff };

#define TRAP(name) __asm(".global " #name "\n .thumb_set " #name ", trap")
__asm(
    ".thumb\n .text\n .type trap, %function\n"
    "trap:\n"
    " mrs r0, msp\n mov r1, lr\n push {r4, lr}\n bl trapped\n pop {r4, lr}\n bx r0\n");
TRAP(on_nmi);
TRAP(on_hard_fault);
TRAP(on_mem_manage);
TRAP(on_bus_fault);
TRAP(on_usage_fault);
TRAP(on_svc);
TRAP(on_debug_monitor);
TRAP(on_pendsv);
TRAP(on_systick);
TRAP(on_irq);

uint32_t trapped(uint32_t msp, uint32_t exc_return) {
  struct seen *s = &seen[seen_count];
  if (seen_count < 31) seen_count++;
  s->exception = READ_SPECIAL(ipsr);
  s->exc_return = s->leave = exc_return;
  s->cfsr = CFSR;
  s->hfsr = HFSR;
  s->mmfar = MMFAR;
  s->bfar = BFAR;
  s->icsr = ICSR;
  s->shcsr = SHCSR;
  s->control = READ_SPECIAL(control);
  s->frame = (uint32_t *)(exc_return & 4 ? READ_SPECIAL(psp) : msp);
  if (copies_frames && (uint32_t)s->frame >> 20 == 0x200)
    for (int i = 0; i < 8; i++) s->r[i] = s->frame[i];
  if (!on[s->exception]) {
    say("FAIL: unexpected exception %u, CFSR %08x, HFSR %08x, PC %08x\n", (unsigned)s->exception, (unsigned)s->cfsr,
        (unsigned)s->hfsr, (unsigned)s->r[6]);
    finish(1);
  }
  on[s->exception](s);
  return s->leave;
}

void note(struct seen *s) {}

void skip(struct seen *s) {
  uint16_t half = REG16(s->frame[6]);
  s->frame[6] += half >> 11 >= 0x1d ? 4 : 2;
}

void go_back(struct seen *s) {
  s->frame[6] = s->frame[5] & ~1u;
  s->frame[7] |= T_BIT;
}

void be_privileged(struct seen *s) {
  uint32_t spsel = READ_SPECIAL(control) & ~1u;
  WRITE_SPECIAL(control, spsel);
}

void expect(int holds, const char *what) {
  if (holds) return;
  failures++;
  say("FAIL: %s\n", what);
}

void equal(uint32_t value, uint32_t wanted, const char *what) {
  if (value == wanted) return;
  failures++;
  say("FAIL: %s is %x and not %x\n", what, (unsigned)value, (unsigned)wanted);
}

void order(int count, ...) {
  va_list arguments;
  va_start(arguments, count);
  int same = seen_count == count;
  for (int i = 0; i < count; i++) {
    uint32_t wanted = va_arg(arguments, uint32_t);
    if (i < seen_count && seen[i].exception != wanted) same = 0;
  }
  va_end(arguments);
  if (same) return;
  failures++;
  print("FAIL: the exceptions were");
  for (int i = 0; i < seen_count; i++) say(" %u", (unsigned)seen[i].exception);
  print("\n");
}

void enable_faults(hook *with) {
  SHCSR |= 7 << 16;
  on[MEM_MANAGE] = on[BUS_FAULT] = on[USAGE_FAULT] = with;
  /* Bus errors of stores are told at once, where that can be chosen. */
  ACTLR |= 2;
  barrier();
}

void enable_irq(int irq, uint8_t priority, hook *with) {
  NVIC_IPR(irq) = priority;
  NVIC_ISER = 1u << irq;
  on[IRQ0 + irq] = with;
  barrier();
}

void copy_vectors(volatile uint32_t *to, int count) {
  const volatile uint32_t *from = (const volatile uint32_t *)VTOR;
  while (count--) *to++ = *from++;
}

int main(void) {
  int count = rules_end - rules_start;
  if (chosen == LIST) {
    for (const struct rule *r = rules_start; r < rules_end; r++) {
      print(r->name), print("|"), print(r->section), print("|"), print(r->end), print("|"), print(r->sentence), print("\n");
    }
    return 0;
  }
  if ((int)chosen >= count) return 1;
  CPACR &= ~(0xfu << 20);
  CPACR |= 0xfu << 20;
  rules_start[chosen].body();
  return failures != 0;
}
