/* Who is taken when: priorities and their groups, masks, pending and active states, software triggers. */
#include "rules.h"

static int pend_next;
static void pend_one(struct seen *s) { pend(pend_next); }

RULE(smaller_preempts, "B1.5.4", "a smaller priority number preempts at once") {
  enable_irq(3, 0x80, pend_one);
  enable_irq(4, 0x40, note);
  pend_next = 4;
  pend(3);
  order(2, IRQ0 + 3, IRQ0 + 4);
  EQUAL(LAST->exc_return, 0xfffffff1);
}

RULE(equal_waits, "B1.5.4", "an equal priority waits and is chained, without the frame being taken off") {
  enable_irq(3, 0x80, pend_one);
  enable_irq(2, 0x80, note);
  pend_next = 2;
  pend(3);
  order(2, IRQ0 + 3, IRQ0 + 2);
  EQUAL(LAST->exc_return, 0xfffffff9);
  EQUAL(LAST->frame, seen[0].frame);
}

static void pend_four(struct seen *s) {
  NVIC_ISPR = 0xf0;
  barrier();
}
RULE(order_of_pending, "B1.5.4", "of several that wait the smallest priority is first, then the smallest number") {
  enable_irq(3, 0x20, pend_four);
  enable_irq(4, 0x80, note);
  enable_irq(5, 0x40, note);
  enable_irq(6, 0x80, note);
  enable_irq(7, 0x60, note);
  pend(3);
  order(5, IRQ0 + 3, IRQ0 + 5, IRQ0 + 7, IRQ0 + 4, IRQ0 + 6);
}

RULE(subpriority, "B1.5.4, B3.2.6", "bits below PRIGROUP order those that wait, but do not preempt") {
  AIRCR = 0x05fa0000 | 5 << 8;
  enable_irq(3, 0x90, pend_four);
  enable_irq(4, 0xb0, note);
  enable_irq(5, 0xa0, note);
  enable_irq(6, 0x80, note);
  enable_irq(7, 0x40, note);
  pend(3);
  order(5, IRQ0 + 3, IRQ0 + 7, IRQ0 + 6, IRQ0 + 5, IRQ0 + 4);
  EQUAL(seen[1].exc_return, 0xfffffff1);
  EQUAL(seen[2].exc_return, 0xfffffff9);
}

RULE(group_of_seven, "B3.2.6", "with PRIGROUP 7 nothing configurable preempts anything configurable") {
  AIRCR = 0x05fa0000 | 7 << 8;
  enable_irq(3, 0xf0, pend_one);
  enable_irq(4, 0x00, note);
  pend_next = 4;
  pend(3);
  order(2, IRQ0 + 3, IRQ0 + 4);
  EQUAL(LAST->exc_return, 0xfffffff9);
}

RULE(basepri, "B1.4.3", "BASEPRI masks its own priority and larger numbers; 0 masks nothing") {
  enable_irq(3, 0x80, note);
  enable_irq(4, 0x40, note);
  WRITE_SPECIAL(basepri, 0x80);
  pend(3);
  order(0);
  pend(4);
  order(1, IRQ0 + 4);
  WRITE_SPECIAL(basepri, 0x90);
  order(2, IRQ0 + 4, IRQ0 + 3);
  WRITE_SPECIAL(basepri, 0);
  pend(3);
  order(3, IRQ0 + 4, IRQ0 + 3, IRQ0 + 3);
}

RULE(basepri_max, "B1.4.3, B5.2.3", "BASEPRI_MAX only makes the mask stricter") {
  WRITE_SPECIAL(basepri_max, 0x80);
  EQUAL(READ_SPECIAL(basepri), 0x80);
  WRITE_SPECIAL(basepri_max, 0xc0);
  EQUAL(READ_SPECIAL(basepri), 0x80);
  WRITE_SPECIAL(basepri_max, 0x40);
  EQUAL(READ_SPECIAL(basepri), 0x40);
  WRITE_SPECIAL(basepri_max, 0);
  EQUAL(READ_SPECIAL(basepri), 0x40);
  WRITE_SPECIAL(basepri, 0xc0);
  EQUAL(READ_SPECIAL(basepri), 0xc0);
}

RULE(basepri_and_group, "B1.5.4", "BASEPRI works by groups, too") {
  AIRCR = 0x05fa0000 | 5 << 8;
  enable_irq(3, 0x80, note);
  enable_irq(4, 0x70, note);
  WRITE_SPECIAL(basepri, 0xb0);
  pend(3);
  order(0);
  pend(4);
  order(1, IRQ0 + 4);
  WRITE_SPECIAL(basepri, 0);
  order(2, IRQ0 + 4, IRQ0 + 3);
}

RULE(primask, "B1.4.3", "PRIMASK holds back all but NMI; what waits is taken when it goes") {
  enable_irq(3, 0, note);
  on[NMI] = note;
  __asm volatile("cpsid i" ::: "memory");
  EQUAL(READ_SPECIAL(primask), 1);
  pend(3);
  pend_system(NMIPENDSET);
  order(1, NMI);
  __asm volatile("cpsie i\n isb" ::: "memory");
  order(2, NMI, IRQ0 + 3);
}

static void try_faultmask(struct seen *s) {
  __asm volatile("cpsid f" ::: "memory");
  EQUAL(READ_SPECIAL(faultmask), 0);
  __asm volatile("cpsie f" ::: "memory");
}
RULE(faultmask, "B1.4.3", "FAULTMASK holds back all but NMI") {
  enable_irq(3, 0, note);
  on[NMI] = note;
  __asm volatile("cpsid f" ::: "memory");
  EQUAL(READ_SPECIAL(faultmask), 1);
  pend(3);
  pend_system(NMIPENDSET);
  order(1, NMI);
  EQUAL(READ_SPECIAL(faultmask), 1);
  __asm volatile("cpsie f\n isb" ::: "memory");
  order(2, NMI, IRQ0 + 3);
}

static void set_faultmask(struct seen *s) {
  __asm volatile("cpsid f" ::: "memory");
  EXPECT(READ_SPECIAL(faultmask) == 1);
}
RULE(faultmask_ends, "B1.5.8", "the return from an exception clears FAULTMASK") {
  on[SVCALL] = set_faultmask;
  __asm volatile("svc 0" ::: "memory");
  EQUAL(READ_SPECIAL(faultmask), 0);
}

static void faultmask_in_fault(struct seen *s) {
  try_faultmask(s);
  skip(s);
}
RULE(faultmask_not_here, "B5.2.1", "CPSID F has no effect in NMI and HardFault") {
  on[NMI] = try_faultmask;
  on[HARD_FAULT] = faultmask_in_fault;
  pend_system(NMIPENDSET);
  __asm volatile("udf #0" ::: "memory");
  order(2, NMI, HARD_FAULT);
}

static void mask(struct seen *s) { __asm volatile("cpsid i" ::: "memory"); }
RULE(primask_in_handler, "B1.4.3", "PRIMASK set in a handler stays set after it") {
  on[SVCALL] = mask;
  __asm volatile("svc 0" ::: "memory");
  EQUAL(READ_SPECIAL(primask), 1);
}

static void nmi_inside(struct seen *s) {
  pend_system(NMIPENDSET);
  skip(s);
}
RULE(nmi_over_hard_fault, "B1.5.4", "NMI preempts HardFault") {
  on[HARD_FAULT] = nmi_inside;
  on[NMI] = note;
  __asm volatile("udf #0" ::: "memory");
  order(2, HARD_FAULT, NMI);
  EQUAL(LAST->exc_return, 0xfffffff1);
}

/* Whether the return address is that of the SVC or the one behind it. */
static void behind_svc(struct seen *s) {
  if (REG8(s->frame[6] + 1) == 0xdf) skip(s);
}
RULE(svc_masked, "B1.5.4, A7.7.177", "SVC that may not be taken is HardFault FORCED") {
  on[HARD_FAULT] = behind_svc;
  on[SVCALL] = note;
  __asm volatile("cpsid i\n svc 0\n cpsie i" ::: "memory");
  order(1, HARD_FAULT);
  EQUAL(LAST->hfsr, FORCED);
  EQUAL(CFSR, 0);
}
RULE(svc_masked_address, "B1.5.6, B1.5.15", "the return address of such a HardFault is that of the SVC") {
  on[HARD_FAULT] = behind_svc;
  __asm volatile("cpsid i\n svc 0\n cpsie i" ::: "memory");
  EQUAL(REG8(LAST->r[6] + 1), 0xdf);
}

static void call_again(struct seen *s) { __asm volatile("svc 1" ::: "memory"); }
RULE(svc_in_svc, "B1.5.4", "SVC in its own handler is HardFault") {
  on[HARD_FAULT] = behind_svc;
  on[SVCALL] = call_again;
  __asm volatile("svc 0" ::: "memory");
  order(2, SVCALL, HARD_FAULT);
}

RULE(svc_from_handler, "B1.5.4", "SVC preempts a handler of lower priority") {
  on[SVCALL] = note;
  enable_irq(3, 0x80, call_again);
  SHPR(SVCALL) = 0x40;
  pend(3);
  order(2, IRQ0 + 3, SVCALL);
}

static void pend_both(struct seen *s) { pend_system(PENDSVSET | PENDSTSET); }
RULE(pendsv_last, "B1.5.4", "SVC, SysTick and PendSV in the order of their priorities; of equal ones PendSV is before SysTick") {
  on[SVCALL] = pend_both;
  on[PENDSV] = on[SYSTICK] = note;
  SHPR(PENDSV) = 0xf0;
  SHPR(SYSTICK) = 0xe0;
  __asm volatile("svc 0" ::: "memory");
  order(3, SVCALL, SYSTICK, PENDSV);
  SHPR(SYSTICK) = 0xf0;
  __asm volatile("svc 0" ::: "memory");
  order(6, SVCALL, SYSTICK, PENDSV, SVCALL, PENDSV, SYSTICK);
}

RULE(pending_cleared, "B3.2.4, B3.4.6", "what waits can be called off") {
  on[PENDSV] = on[SYSTICK] = note;
  enable_irq(3, 0, note);
  __asm volatile("cpsid i" ::: "memory");
  pend_system(PENDSVSET | PENDSTSET);
  pend(3);
  EQUAL(ICSR & (PENDSVSET | PENDSTSET | ISRPENDING), PENDSVSET | PENDSTSET | ISRPENDING);
  EQUAL(NVIC_ISPR, 8);
  pend_system(PENDSVCLR | PENDSTCLR);
  NVIC_ICPR = 8;
  EQUAL(ICSR, 0x800);
  __asm volatile("cpsie i\n isb" ::: "memory");
  order(0);
}

RULE(disabled_waits, "B3.4.3", "a disabled interrupt waits; enabling it takes it") {
  on[IRQ0 + 6] = note;
  pend(6);
  order(0);
  EQUAL(NVIC_ISPR, 1 << 6);
  EQUAL(ICSR >> 12 & 0x1ff, 0);
  NVIC_ISER = 1 << 6;
  barrier();
  order(1, IRQ0 + 6);
  NVIC_ICER = 1 << 6;
  EQUAL(NVIC_ISER, 0);
  pend(6);
  order(1, IRQ0 + 6);
}

static uint32_t active_word, pending_word, vectactive;
static void look(struct seen *s) {
  active_word = NVIC_IABR;
  pending_word = NVIC_ISPR;
  vectactive = ICSR & 0x1ff;
}
RULE(active_bits, "B3.4.7, B3.2.4", "IABR and VECTACTIVE show the running handler; it is not pending any more") {
  enable_irq(9, 0x40, look);
  pend(9);
  EQUAL(active_word, 1 << 9);
  EQUAL(pending_word, 0);
  EQUAL(vectactive, IRQ0 + 9);
  EQUAL(NVIC_IABR, 0);
}

static int again;
static void pend_self(struct seen *s) {
  if (again++ < 2) pend((int)s->exception - IRQ0);
}
RULE(pended_while_active, "B3.4", "an interrupt pended while it is active is taken once more after its return") {
  enable_irq(9, 0x40, pend_self);
  pend(9);
  order(3, IRQ0 + 9, IRQ0 + 9, IRQ0 + 9);
  EQUAL(LAST->exc_return, 0xfffffff9);
}

static void lower_self(struct seen *s) {
  if (s->exception != IRQ0 + 9) return;
  pend(8);
  EXPECT(seen_count == 1);
  NVIC_IPR(9) = 0x80;
  barrier();
  EXPECT(seen_count == 2);
}
RULE(priority_changes, "B1.5.4", "a change of priority of the running handler counts at once") {
  enable_irq(8, 0x60, note);
  enable_irq(9, 0x40, lower_self);
  pend(9);
  order(2, IRQ0 + 9, IRQ0 + 8);
}

RULE(priority_bits, "B3.4.8", "four priority bits exist: the others read 0") {
  NVIC_IPR(3) = 0xff;
  EQUAL(NVIC_IPR(3), 0xf0);
  SHPR(PENDSV) = 0xff;
  EQUAL(SHPR(PENDSV), 0xf0);
  WRITE_SPECIAL(basepri, 0xff);
  EQUAL(READ_SPECIAL(basepri), 0xf0);
  WRITE_SPECIAL(basepri, 0);
}

RULE(priority_words, "B3.4.8, B3.2.11", "priorities can be read and written as bytes, halfwords and words") {
  REG(0xe000e404) = 0x40302010;
  EQUAL(NVIC_IPR(4), 0x10);
  EQUAL(NVIC_IPR(7), 0x40);
  REG16(0xe000e406) = 0x8070;
  EQUAL(REG(0xe000e404), 0x80702010);
  REG(0xe000ed20) = 0x10203040;
  EQUAL(SHPR(PENDSV), 0x20);
  EQUAL(SHPR(SYSTICK), 0x10);
}

RULE(software_trigger, "B3.4.10", "STIR pends an interrupt by its number") {
  enable_irq(17, 0, note);
  STIR = 17;
  barrier();
  order(1, IRQ0 + 17);
}
