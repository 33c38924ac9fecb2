/* BKPT without a debugger, identification, and the bit-band aliases. */
#include "rules.h"

static volatile uint32_t word = 0x12345678;
static uint32_t alias(uint32_t address, uint32_t bit) {
  return (address & 0xf0000000) + 0x02000000 + (address & 0xfffff) * 32 + bit * 4;
}

RULE(bkpt, "C1.6.1", "BKPT without a debugger is HardFault, at the BKPT") {
  on[HARD_FAULT] = skip;
  __asm volatile("bkpt 1" ::: "memory");
  order(1, HARD_FAULT);
  EQUAL(REG16(LAST->r[6]), 0xbe01);
}
RULE(bkpt_status, "C1.6.1, B3.2.16", "and HFSR says DEBUGEVT, not FORCED") {
  on[HARD_FAULT] = skip;
  __asm volatile("bkpt 1" ::: "memory");
  EQUAL(LAST->hfsr, DEBUGEVT);
}

static void leave_it(struct seen *s) {
  skip(s);
  s->frame[7] &= ~0x0600fc00u;
}
RULE(bkpt_unconditional, "A7.7.17", "a BKPT in an IT block ignores the condition") {
  on[HARD_FAULT] = leave_it;
  __asm volatile("movs r0, #0\n cmp r0, r0\n it ne\n bkpt 2" ::: "r0", "cc", "memory");
  order(1, HARD_FAULT);
}

static void break_again(struct seen *s) { __asm volatile("bkpt 3" ::: "memory"); }
RULE_ENDING(bkpt_lockup, "C1.6.1", "a BKPT in HardFault locks up", "locked-up") {
  on[HARD_FAULT] = break_again;
  __asm volatile("udf #0" ::: "memory");
  EXPECT(0);
}

RULE(debug_monitor, "C1.6.1, C1.6.5", "with DEMCR.MON_EN BKPT is DebugMonitor") {
  REG(0xe000edfc) = 1 << 16;
  on[DEBUG_MONITOR] = skip;
  __asm volatile("bkpt 4" ::: "memory");
  order(1, DEBUG_MONITOR);
  EQUAL(REG(0xe000ed30), 2);
}

RULE(identity, "B3.2.3", "CPUID is that of a Cortex-M4") { EQUAL(CPUID & ~0xfu, 0x410fc240); }

RULE(fpu_identity, "B4.8", "MVFR0 and MVFR1 are those of FPv4-SP") {
  EQUAL(REG(0xe000ef40), 0x10110021);
  EQUAL(REG(0xe000ef44), 0x11000011);
}

RULE(reset_values, "B3.2", "system control after reset") {
  EQUAL(CCR, STKALIGN);
  EQUAL(AIRCR, 0xfa050000);
  EQUAL(SHCSR, 0);
  EQUAL(CFSR, 0);
  EQUAL(HFSR, 0);
  EQUAL(VTOR, 0);
  EQUAL(SCR, 0);
  EQUAL(SYST_CSR & ~4u, 0);
  EQUAL(FPCCR, 0xc0000000);
  EQUAL(FPDSCR, 0);
  EQUAL(MPU_CTRL, 0);
  EQUAL(NVIC_ISER, 0);
}

RULE(bit_band, "B3.1", "a word of the alias is one bit of SRAM") {
  word = 0x12345678;
  uint32_t at = (uint32_t)&word;
  for (uint32_t i = 0; i < 32; i++) EQUAL(REG(alias(at, i)), 0x12345678u >> i & 1);
  REG(alias(at, 0)) = 0xffffffff;
  REG(alias(at, 28)) = 0xfffffffe;
  EQUAL(word, 0x02345679);
  REG8(alias(at, 31)) = 1;
  REG16(alias(at, 30)) = 3;
  EQUAL(word, 0xc2345679);
  EQUAL(REG8(alias(at, 31)), 1);
}

RULE(cycle_counter, "C1.8.3", "DWT.CYCCNT counts cycles once it is switched on") {
  REG(0xe000edfc) = 1 << 24;
  REG(0xe0001004) = 0;
  EQUAL(REG(0xe0001004), 0);
  REG(0xe0001000) |= 1;
  uint32_t before = REG(0xe0001004);
  for (int i = 0; i < 10; i++) __asm volatile("nop");
  uint32_t after = REG(0xe0001004);
  EXPECT(after - before >= 10 && after - before < 200);
}
