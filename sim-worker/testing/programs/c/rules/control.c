/* Registers of the system control block that say and decide what is pending, active and next. */
#include "rules.h"

static uint32_t icsr_inside;
static void look_deep(struct seen *s) {
  if (s->exception == IRQ0 + 1) pend(2);
  else icsr_inside = ICSR;
}
RULE(icsr, "B3.2.4", "ICSR: VECTACTIVE, VECTPENDING, RETTOBASE and ISRPENDING") {
  enable_irq(1, 0x80, look_deep);
  enable_irq(2, 0x40, look_deep);
  enable_irq(3, 0xc0, note);
  __asm volatile("cpsid i" ::: "memory");
  NVIC_ISPR = 1 << 3 | 1 << 1;
  EQUAL(ICSR & 0x1ff000, (IRQ0 + 1) << 12);
  EXPECT((ICSR & ISRPENDING) != 0);
  __asm volatile("cpsie i\n isb" ::: "memory");
  order(3, IRQ0 + 1, IRQ0 + 2, IRQ0 + 3);
  EQUAL(icsr_inside & 0x1ff, IRQ0 + 2);
  EQUAL(icsr_inside & 0x1ff000, (IRQ0 + 3) << 12);
  EQUAL(icsr_inside & RETTOBASE, 0);
  EQUAL(seen[0].icsr & RETTOBASE, RETTOBASE);
  EQUAL(ICSR & 0x1ff, 0);
}

RULE(shcsr_pending, "B3.2.13", "a fault or SVC pended through SHCSR is taken") {
  enable_faults(note);
  on[SVCALL] = note;
  SHCSR |= 1 << 15;
  barrier();
  SHCSR |= 1 << 12;
  barrier();
  SHCSR |= 1 << 13;
  barrier();
  SHCSR |= 1 << 14;
  barrier();
  order(4, SVCALL, USAGE_FAULT, MEM_MANAGE, BUS_FAULT);
  EQUAL(CFSR, 0);
}

static uint32_t active_in_svc;
static void no_longer_active(struct seen *s) {
  active_in_svc = SHCSR & 1 << 7;
  SHCSR &= ~(1u << 7);
}
static void back_to_thread(struct seen *s) { s->leave = 0xfffffff9; }
RULE(shcsr_active, "B3.2.13, B1.5.8", "a handler that is not active any more by SHCSR cannot return: INVPC") {
  enable_faults(back_to_thread);
  on[SVCALL] = no_longer_active;
  __asm volatile("svc 0" ::: "r0", "r1", "r2", "r3", "r12", "lr", "memory");
  EQUAL(active_in_svc, 1 << 7);
  order(2, SVCALL, USAGE_FAULT);
  EQUAL(LAST->cfsr, INVPC);
}

RULE(vtor, "B1.5.3, B3.2.5", "vectors come from where VTOR points; its low bits are 0") {
  static uint32_t table[48] __attribute__((aligned(256)));
  copy_vectors(table, 48);
  on[SVCALL] = note;
  table[SVCALL] = table[SYSTICK];
  VTOR = (uint32_t)table | 0x7f;
  EQUAL(VTOR, table);
  barrier();
  __asm volatile("svc 0" ::: "memory");
  order(1, SVCALL);
}

RULE(aircr, "B3.2.6", "AIRCR needs the key 0x05FA and reads 0xFA05") {
  AIRCR = 0x05fa0000 | 3 << 8;
  EQUAL(AIRCR, 0xfa050300);
  AIRCR = 0x12340000 | 5 << 8;
  EQUAL(AIRCR, 0xfa050300);
}

RULE_ENDING(system_reset, "B3.2.6, B1.5.16", "SYSRESETREQ asks for a reset", "reset") {
  AIRCR = 0x05fa0004;
  barrier();
  for (int i = 0; i < 1000000; i++) barrier();
  EXPECT(0);
}
RULE(no_system_reset, "B3.2.6", "without the key nothing is reset") {
  AIRCR = 0x04fa0004;
  barrier();
}
