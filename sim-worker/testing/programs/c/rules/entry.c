/* Entry and return: the frame, its alignment, both stacks, EXC_RETURN, and what is kept or forgotten on the way. */
#include "rules.h"

RULE(frame, "B1.5.6", "the frame holds R0-R3, R12, LR, the return address and xPSR") {
  on[SVCALL] = note;
  static volatile uint32_t after;
  __asm volatile(
      "movs r0, #1\n movs r1, #2\n movs r2, #3\n movs r3, #4\n mov r12, r3\n adds r12, #1\n ldr lr, =0x12345677\n"
      "adr r4, 1f\n str r4, [%0]\n cmp r0, r0\n .align 2\n svc 5\n nop\n .align 2\n1: nop"
      ::"r"(&after) : "r0", "r1", "r2", "r3", "r4", "r12", "lr", "cc", "memory");
  order(1, SVCALL);
  const uint32_t wanted[6] = {1, 2, 3, 4, 5, 0x12345677};
  for (int i = 0; i < 6; i++) EQUAL(LAST->r[i], wanted[i]);
  EQUAL(LAST->r[6], after - 2);
  EQUAL(LAST->r[7] & ~REALIGNED, 0x61000000);
}

static void change(struct seen *s) {
  for (uint32_t i = 0; i < 5; i++) s->frame[i] = 0x10 + i;
  s->frame[5] = 0x77;
  s->frame[7] = (s->frame[7] & 0x07ffffff) | 0xf80f0000;
}
RULE(frame_returns, "B1.5.8", "the return takes registers and flags from the frame") {
  on[SVCALL] = change;
  static uint32_t got[8];
  __asm volatile("mov r4, %0\n svc 0\n stm r4!, {r0-r3, r12, lr}\n mrs r0, apsr\n str r0, [r4]" ::"r"(got)
                 : "r0", "r1", "r2", "r3", "r4", "r12", "lr", "cc", "memory");
  for (uint32_t i = 0; i < 5; i++) EQUAL(got[i], 0x10 + i);
  EQUAL(got[5], 0x77);
  EQUAL(got[6], 0xf80f0000);
}

#define SVC_AT(offset)                                                                                            \
  __asm volatile("sub sp, #" #offset "\n mov %0, sp\n svc 0\n mov %1, sp\n add sp, #" #offset : "=&r"(before), "=&r"(after)::"memory")
RULE(alignment, "B1.5.7", "with STKALIGN frames lie on multiples of 8, xPSR bit 9 says so, and SP comes back") {
  on[SVCALL] = note;
  uint32_t before, after;
  SVC_AT(8);
  EQUAL(after, before);
  EQUAL(LAST->frame, (before & ~7u) - 32);
  EQUAL(LAST->r[7] & REALIGNED, before & 4 ? REALIGNED : 0);
  SVC_AT(4);
  EQUAL(after, before);
  EQUAL(LAST->frame, (before & ~7u) - 32);
  EQUAL(LAST->r[7] & REALIGNED, before & 4 ? REALIGNED : 0);
}

RULE(no_alignment, "B1.5.7, B3.2.8", "without STKALIGN frames lie on multiples of 4") {
  on[SVCALL] = note;
  CCR &= ~(uint32_t)STKALIGN;
  uint32_t before, after;
  SVC_AT(8);
  EQUAL(LAST->frame, before - 32);
  SVC_AT(4);
  EQUAL(after, before);
  EQUAL(LAST->frame, before - 32);
  EQUAL(LAST->r[7] & REALIGNED, 0);
}

RULE(from_main_stack, "B1.5.8", "from thread mode and the main stack EXC_RETURN is 0xFFFFFFF9") {
  on[SVCALL] = note;
  __asm volatile("svc 0" ::: "memory");
  EQUAL(LAST->exc_return, 0xfffffff9);
  EQUAL(LAST->control, 0);
}

RULE(from_process_stack, "B1.5.8, B1.4.4", "from the process stack it is 0xFFFFFFFD; the handler is privileged and on the main stack") {
  uint32_t msp = READ_SPECIAL(msp);
  UNPRIVILEGED("nop");
  order(1, SVCALL);
  EQUAL(LAST->exc_return, 0xfffffffd);
  EQUAL(LAST->frame, PROCESS_TOP - 32);
  EQUAL(LAST->control, 1);
  EQUAL(READ_SPECIAL(msp), msp);
  EQUAL(READ_SPECIAL(psp), PROCESS_TOP);
}

static void nested(struct seen *s) { pend(1); }
RULE(from_handler, "B1.5.8", "from handler mode EXC_RETURN is 0xFFFFFFF1") {
  enable_irq(0, 0x80, nested);
  enable_irq(1, 0x40, note);
  pend(0);
  order(2, IRQ0, IRQ0 + 1);
  EQUAL(seen[1].exc_return, 0xfffffff1);
  EQUAL(seen[1].r[7] & 0x1ff, IRQ0);
}

RULE(it_state, "A7.3.3, B1.5.6", "an IT block is interrupted and goes on where it was; the handler begins without one") {
  on[SVCALL] = note;
  uint32_t a = 0, b = 0, c = 0;
  __asm volatile("movs r0, #0\n cmp r0, r0\n ittte eq\n moveq %0, #1\n svceq 3\n moveq %1, #2\n movne %2, #3"
                 : "+r"(a), "+r"(b), "+r"(c)::"r0", "cc", "memory");
  order(1, SVCALL);
  EQUAL(a * 100 + b * 10 + c, 120);
  /* Two instructions are left, EQ and NE: ITSTATE is 00001100, of which bits 7 to 2 stand at bit 10. */
  EQUAL(LAST->r[7] & 0x0600fc00, 0xc00);
}

static void next(struct seen *s) {
  skip(s);
  /* ITSTATE of the next instruction: EQ, the last one. */
  s->frame[7] = (s->frame[7] & ~0x0600fc00u) | 0x00000800;
}
RULE(it_state_of_fault, "A7.3.3", "a fault in an IT block keeps the state of its instruction") {
  enable_faults(note);
  on[USAGE_FAULT] = next;
  uint32_t a = 0;
  __asm volatile("movs r0, #0\n cmp r0, r0\n itt eq\n udfeq #1\n moveq %0, #1" : "+r"(a)::"r0", "cc", "memory");
  order(1, USAGE_FAULT);
  EQUAL(LAST->r[7] & 0x0600fc00, 0x400);
  EQUAL(a, 1);
}

RULE(monitor_cleared, "B1.5.6, B1.5.8, A3.4", "an exception between LDREX and STREX makes the store fail") {
  on[SVCALL] = note;
  static uint32_t word = 5;
  uint32_t alone, disturbed, cleared;
  __asm volatile("ldrex r0, [%1]\n strex %0, r0, [%1]" : "=&r"(alone) : "r"(&word) : "r0", "memory");
  __asm volatile("ldrex r0, [%1]\n movs r0, #9\n svc 0\n strex %0, r0, [%1]" : "=&r"(disturbed) : "r"(&word) : "r0", "memory", "cc");
  __asm volatile("ldrex r0, [%1]\n movs r0, #9\n clrex\n strex %0, r0, [%1]" : "=&r"(cleared) : "r"(&word) : "r0", "memory", "cc");
  EQUAL(alone * 100 + disturbed * 10 + cleared, 11);
  EQUAL(word, 5);
}

static uint32_t wanted_return;
static void leave_with(struct seen *s) { s->leave = wanted_return; }
/* The handler of SVC returns with something; what it is really to return with is put right by the fault's handler. */
static void put_right(struct seen *s) { s->leave = seen[0].exc_return; }
static void bad_return(uint32_t exc_return) {
  seen_count = 0;
  CFSR = ~0u;
  wanted_return = exc_return;
  on[SVCALL] = leave_with;
  on[USAGE_FAULT] = put_right;
  __asm volatile("svc 0" ::: "r0", "r1", "r2", "r3", "r12", "lr", "cc", "memory");
  order(2, SVCALL, USAGE_FAULT);
  EQUAL(LAST->cfsr, INVPC);
}
RULE(bad_returns, "B1.5.8", "an EXC_RETURN that does not exist is INVPC; the fault finds the frame of the first exception") {
  enable_faults(note);
  bad_return(0xfffffff3);
  EQUAL(LAST->frame, seen[0].frame);
  bad_return(0xfffffff5);
  bad_return(0xffffffff);
  bad_return(0xfffffff0);
  bad_return(0xfffffff7);
  bad_return(0xfffffffb);
}

RULE(return_to_nobody, "B1.5.8", "to return to handler mode where no handler is left is INVPC") {
  enable_faults(note);
  bad_return(0xfffffff1);
}

static void deep(struct seen *s) {
  if (s->exception == IRQ0) pend(1);
  else s->leave = 0xfffffff9;
}
static void from_deep(struct seen *s) { s->leave = 0xfffffff1; }
RULE(return_too_far, "B1.5.8, B3.2.8", "to return to thread mode from a nested handler is INVPC") {
  enable_faults(from_deep);
  enable_irq(0, 0x80, deep);
  enable_irq(1, 0x40, deep);
  SHPR(USAGE_FAULT) = 0x20;
  pend(0);
  order(3, IRQ0, IRQ0 + 1, USAGE_FAULT);
  EQUAL(LAST->cfsr, INVPC);
}

static uint32_t escape_frame[8] __attribute__((aligned(8)));
uint32_t kept_msp;
extern char escaped[];
/* The second interrupt returns to thread mode by a frame of its own; the first one is cut out, and stays active. */
static void escape(struct seen *s) {
  if (s->exception == IRQ0) {
    pend(1);
    return;
  }
  escape_frame[6] = (uint32_t)escaped & ~1u;
  escape_frame[7] = T_BIT;
  WRITE_SPECIAL(psp, escape_frame);
  s->leave = 0xfffffffd;
}
__attribute__((naked, noinline)) static uint32_t number_after_escape(void) {
  __asm volatile(
      "push {r4-r11, lr}\n ldr r0, =kept_msp\n mov r1, sp\n str r1, [r0]\n"
      "ldr r0, =0xe000e200\n movs r1, #1\n str r1, [r0]\n dsb\n isb\n b .\n"
      ".thumb_func\n escaped: mrs r0, ipsr\n ldr r1, =kept_msp\n ldr r1, [r1]\n msr msp, r1\n"
      "movs r2, #0\n msr control, r2\n isb\n pop {r4-r11, pc}");
}
RULE(thread_under_handler, "B1.5.8, B3.2.8", "with NONBASETHRDENA thread mode may be entered while a handler is active") {
  CCR |= NONBASETHRDENA;
  enable_irq(0, 0x80, escape);
  enable_irq(1, 0x40, escape);
  EQUAL(number_after_escape(), 0);
  order(2, IRQ0, IRQ0 + 1);
  EQUAL(NVIC_IABR, 1);
  /* Thread mode now has the priority of the handler that is active. */
  pend(0);
  order(2, IRQ0, IRQ0 + 1);
}

RULE(thread_branch, "B1.5.8", "in thread mode 0xFFFFFFF9 is an address like others, and must not be executed") {
  enable_faults(go_back);
  uint32_t target = 0xfffffff9;
  __asm volatile("blx %0" ::"r"(target) : "lr", "memory");
  order(1, MEM_MANAGE);
  EQUAL(LAST->cfsr, IACCVIOL);
  EQUAL(LAST->r[6], 0xfffffff8);
}

static void number_0(struct seen *s) {
  if (s->exception == IRQ0) pend(1);
  else s->frame[7] &= ~0x1ffu;
}
static void number_back(struct seen *s) { s->frame[7] |= IRQ0; }
RULE(return_mode_handler, "B1.5.8", "a return to handler mode with exception number 0 in the frame is INVPC") {
  enable_faults(number_back);
  enable_irq(0, 0x80, number_0);
  enable_irq(1, 0x40, number_0);
  SHPR(USAGE_FAULT) = 0x20;
  pend(0);
  order(3, IRQ0, IRQ0 + 1, USAGE_FAULT);
  EQUAL(LAST->cfsr, INVPC);
}

static void number_5(struct seen *s) { s->frame[7] |= 5; }
static void finish_here(struct seen *s) { s->frame[7] &= ~0x1ffu; }
RULE(return_mode_thread, "B1.5.8", "a return to thread mode with an exception number in the frame is INVPC") {
  enable_faults(note);
  on[USAGE_FAULT] = finish_here;
  on[SVCALL] = number_5;
  __asm volatile("svc 0" ::: "memory");
  order(2, SVCALL, USAGE_FAULT);
  EQUAL(LAST->cfsr, INVPC);
}

/* The different instructions that can return. */
#define RETURNER(name, text) __attribute__((naked)) static void name(void) { __asm volatile(text); }
RETURNER(by_bx, "bx lr")
RETURNER(by_pop, "push {r4, lr}\n pop {r4, pc}")
RETURNER(by_ldr, "push {lr}\n ldr pc, [sp], #4")
RETURNER(by_ldm, "push {r4, lr}\n mov r0, sp\n add sp, #8\n ldm r0, {r4, pc}")
RULE(returning_instructions, "B1.5.8", "BX, POP, LDR and LDM into PC return from an exception") {
  static uint32_t table[48] __attribute__((aligned(256)));
  void (*const ways[4])(void) = {by_bx, by_pop, by_ldr, by_ldm};
  copy_vectors(table, 48);
  for (int i = 0; i < 4; i++) {
    uint32_t sp, after;
    table[SVCALL] = (uint32_t)ways[i];
    VTOR = (uint32_t)table;
    barrier();
    __asm volatile("mov %0, sp\n svc 0\n mov %1, sp" : "=&r"(sp), "=&r"(after)::"r0", "memory");
    EQUAL(after, sp);
    EQUAL(READ_SPECIAL(ipsr), 0);
  }
}

/* There is no frame to go back to: the last handler is the end of the rule. */
static void mend(struct seen *s) {
  uint32_t first = SHPR(BUS_FAULT) < SHPR(SVCALL) ? BUS_FAULT : SVCALL;
  if (seen_count == 1) return;
  order(2, first, first == SVCALL ? BUS_FAULT : SVCALL);
  EQUAL(s->cfsr & ~(uint32_t)BFARVALID, STKERR);
  EQUAL(seen[0].exc_return, 0xfffffffd);
  EQUAL(READ_SPECIAL(psp), HOLE + 0x800 - 32);
  finish(rule_failures());
}
static void svc_without_stack(uint8_t bus_fault, uint8_t svc) {
  enable_faults(mend);
  on[SVCALL] = mend;
  SHPR(BUS_FAULT) = bus_fault;
  SHPR(SVCALL) = svc;
  uint32_t hole = HOLE + 0x800;
  __asm volatile("msr psp, %0\n movs r0, #2\n msr control, r0\n isb\n svc 1" ::"r"(hole) : "r0", "memory");
  EXPECT(0);
}
RULE(stacking_fault_first, "B1.5.12, B1.5.14", "a frame that cannot be written is STKERR; if BusFault is more urgent, SVC is taken after it") {
  svc_without_stack(0x20, 0x40);
}
RULE(stacking_fault_later, "B1.5.12, B1.5.14", "if SVC is more urgent, the BusFault for its frame is taken after it") {
  svc_without_stack(0x60, 0x40);
}

static void move_psp(struct seen *s) { WRITE_SPECIAL(psp, HOLE + 0x400); }
static void end_of_rule(struct seen *s) {
  order(2, SVCALL, BUS_FAULT);
  EQUAL(s->cfsr & ~(uint32_t)BFARVALID, UNSTKERR);
  EQUAL(s->exc_return, 0xfffffffd);
  finish(rule_failures());
}
RULE(unstacking_bus_fault, "B1.5.14", "a frame that cannot be read is UNSTKERR, chained to the return") {
  enable_faults(end_of_rule);
  on[SVCALL] = move_psp;
  __asm volatile("msr psp, %0\n movs r0, #2\n msr control, r0\n isb\n svc 1" ::"r"(PROCESS_TOP) : "r0", "memory");
  EXPECT(0);
}

static void end_without_frame(struct seen *s) {
  order(1, HARD_FAULT);
  EQUAL(s->cfsr & ~(uint32_t)BFARVALID, UNDEFINSTR | STKERR);
  EQUAL(s->hfsr, FORCED);
  finish(rule_failures());
}
RULE(stacking_fault_of_hard_fault, "B1.5.12, B1.5.14", "a HardFault whose frame cannot be written is entered all the same") {
  on[HARD_FAULT] = end_without_frame;
  uint32_t hole = HOLE + 0x800;
  __asm volatile("msr psp, %0\n movs r0, #2\n msr control, r0\n isb\n udf #1" ::"r"(hole) : "r0", "memory");
  EXPECT(0);
}
static void end_of_nmi(struct seen *s) {
  if (s->exception == NMI) return;
  order(2, NMI, HARD_FAULT);
  EQUAL(s->cfsr & ~(uint32_t)BFARVALID, STKERR);
  finish(rule_failures());
}
RULE(stacking_fault_of_nmi, "B1.5.12, B1.5.14", "NMI is entered before the HardFault for its frame") {
  on[NMI] = on[HARD_FAULT] = end_of_nmi;
  uint32_t hole = HOLE + 0x800;
  __asm volatile("msr psp, %0\n movs r0, #2\n msr control, r0\n isb\n ldr r1, =0xe000ed04\n mov r0, #0x80000000\n str r0, [r1]\n dsb\n isb"
                 ::"r"(hole) : "r0", "r1", "memory");
  EXPECT(0);
}

static void set_thumb(struct seen *s) {
  EQUAL(s->r[7] & (T_BIT | 0x1ff), IRQ0 + 4);
  EQUAL(s->r[5], 0xfffffff9);
  s->frame[7] |= T_BIT;
}
RULE(even_vector, "B1.5.3", "a vector without the Thumb bit is INVSTATE at the first instruction of its handler") {
  static uint32_t table[48] __attribute__((aligned(256)));
  copy_vectors(table, 48);
  table[IRQ0 + 4] &= ~1u;
  enable_faults(set_thumb);
  enable_irq(4, 0x80, note);
  VTOR = (uint32_t)table;
  barrier();
  pend(4);
  order(2, USAGE_FAULT, IRQ0 + 4);
  EQUAL(seen[0].cfsr, INVSTATE);
  EQUAL(seen[0].exc_return, 0xfffffff1);
  EQUAL(seen[0].r[6], table[IRQ0 + 4]);
}
RULE_ENDING(even_hard_fault_vector, "B1.5.3, B1.5.15", "a HardFault vector without the Thumb bit locks up", "locked-up") {
  static uint32_t table[48] __attribute__((aligned(256)));
  copy_vectors(table, 48);
  table[HARD_FAULT] &= ~1u;
  VTOR = (uint32_t)table;
  barrier();
  __asm volatile("udf #0" ::: "memory");
  EXPECT(0);
}

static void to_process_stack(struct seen *s) {
  static uint32_t frame[8] __attribute__((aligned(8)));
  for (int i = 0; i < 8; i++) frame[i] = s->frame[i];
  frame[7] &= ~(uint32_t)REALIGNED;
  WRITE_SPECIAL(psp, frame);
  s->leave = 0xfffffffd;
}
RULE(change_of_stack, "B1.5.8", "a handler may return by a frame on the other stack") {
  on[SVCALL] = to_process_stack;
  uint32_t sp, control, psp;
  __asm volatile("mov %0, sp\n svc 0\n mrs %1, control\n mov %2, sp\n movs r0, #0\n msr control, r0\n isb\n mov sp, %0"
                 : "=&r"(sp), "=&r"(control), "=&r"(psp)::"r0", "r1", "r2", "r3", "r12", "lr", "cc", "memory");
  EQUAL(control, 2);
  EQUAL(psp, READ_SPECIAL(psp));
}

static void pend_nmi_once(struct seen *s) {
  if (seen_count == 1) pend_system(NMIPENDSET);
}
RULE(nmi_again, "B1.5.4", "NMI pended in NMI is taken once more after it") {
  on[NMI] = pend_nmi_once;
  pend_system(NMIPENDSET);
  order(2, NMI, NMI);
  EQUAL(LAST->exc_return, 0xfffffff9);
}
