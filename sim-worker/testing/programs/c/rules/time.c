/* SysTick, and sleeping until something happens. */
#include "rules.h"

enum { ENABLE = 1, TICKINT = 2, CORE_CLOCK = 4, COUNTFLAG = 1 << 16, SLEEPONEXIT = 2, SEVONPEND = 16 };

static void start(uint32_t cycles, uint32_t how) {
  SYST_RVR = cycles - 1;
  SYST_CVR = 0;
  SYST_CSR = how | CORE_CLOCK | ENABLE;
}
static void pass(uint32_t count) {
  while (count--) __asm volatile("nop");
}

RULE(counts_down, "B3.3", "SysTick counts down from LOAD, and COUNTFLAG is set when it reaches 0 and cleared by reading") {
  start(100000, 0);
  pass(10);
  uint32_t first = SYST_CVR;
  pass(10);
  uint32_t second = SYST_CVR;
  EXPECT(first > second && first <= 99999 && second > 90000);
  EQUAL(SYST_CSR, ENABLE | CORE_CLOCK);
  start(50, 0);
  pass(1000);
  EQUAL(SYST_CSR, COUNTFLAG | ENABLE | CORE_CLOCK);
  SYST_CSR = 0;
  pass(10);
  (void)SYST_CSR;
  EQUAL(SYST_CSR, 0);
}

RULE(value_cleared, "B3.3.5", "a write to VAL clears it and COUNTFLAG, and pends nothing") {
  on[SYSTICK] = note;
  start(1000, 0);
  pass(5000);
  SYST_CSR = 0;
  SYST_CVR = 0x1234;
  EQUAL(SYST_CVR, 0);
  EQUAL(SYST_CSR & COUNTFLAG, 0);
  EQUAL(ICSR & PENDSTSET, 0);
}

RULE(stands_still, "B3.3.3", "a disabled counter keeps its value") {
  start(100000, 0);
  pass(50);
  SYST_CSR = CORE_CLOCK;
  uint32_t value = SYST_CVR;
  pass(50);
  EXPECT(value > 0 && SYST_CVR == value);
}

RULE(bits_24, "B3.3.4", "LOAD has 24 bits") {
  SYST_RVR = 0xffffffff;
  EQUAL(SYST_RVR, 0x00ffffff);
}

static void stop_at_three(struct seen *s) {
  if (seen_count == 3) SYST_CSR = 0;
}
RULE(ticks, "B3.3", "with TICKINT every arrival at 0 is an exception") {
  on[SYSTICK] = stop_at_three;
  start(2000, TICKINT);
  for (uint32_t i = 0; i < 100000 && seen_count < 3; i++) pass(1);
  order(3, SYSTICK, SYSTICK, SYSTICK);
  pass(5000);
  EQUAL(seen_count, 3);
}

RULE(no_ticks, "B3.3.3", "without TICKINT COUNTFLAG is all there is") {
  start(500, 0);
  pass(5000);
  EQUAL(ICSR & PENDSTSET, 0);
  EQUAL(SYST_CSR & COUNTFLAG, COUNTFLAG);
}

static void once(struct seen *s) { SYST_CSR = 0; }
RULE(wfi_taken, "B1.5.19", "WFI ends with an interrupt, whose handler runs first") {
  on[SYSTICK] = once;
  start(5000, TICKINT);
  __asm volatile("wfi" ::: "memory");
  order(1, SYSTICK);
}

RULE(wfi_masked, "B1.5.19", "WFI ends with an interrupt that PRIMASK holds back") {
  on[SYSTICK] = once;
  __asm volatile("cpsid i" ::: "memory");
  start(5000, TICKINT);
  __asm volatile("wfi" ::: "memory");
  order(0);
  EQUAL(ICSR & PENDSTSET, PENDSTSET);
  __asm volatile("cpsie i\n isb" ::: "memory");
  order(1, SYSTICK);
}

RULE(wfi_basepri, "B1.5.19", "WFI goes on waiting over an interrupt that BASEPRI holds back") {
  on[SYSTICK] = once;
  on[PENDSV] = note;
  SHPR(PENDSV) = 0x80;
  SHPR(SYSTICK) = 0x20;
  WRITE_SPECIAL(basepri, 0x40);
  start(5000, TICKINT);
  pend_system(PENDSVSET);
  __asm volatile("wfi" ::: "memory");
  order(1, SYSTICK);
  WRITE_SPECIAL(basepri, 0);
  order(2, SYSTICK, PENDSV);
}

RULE(wfi_pending, "B1.5.19", "WFI does not wait when something waits already") {
  __asm volatile("cpsid i" ::: "memory");
  pend_system(PENDSVSET);
  __asm volatile("wfi" ::: "memory");
  order(0);
  pend_system(PENDSVCLR);
}

RULE(wfe_event, "B1.5.18", "WFE does not wait after SEV") {
  __asm volatile("sev\n wfe" ::: "memory");
  order(0);
}

RULE(wfe_waits, "B1.5.18", "WFE takes the event away: the second one waits for an interrupt") {
  on[SYSTICK] = once;
  start(20000, TICKINT);
  __asm volatile("sev\n wfe" ::: "memory");
  order(0);
  __asm volatile("wfe" ::: "memory");
  order(1, SYSTICK);
}

RULE(wfe_after_return, "B1.5.18", "an exception return is an event") {
  on[SVCALL] = note;
  __asm volatile("sev\n wfe\n svc 0\n wfe" ::: "memory");
  order(1, SVCALL);
}

RULE(sevonpend, "B1.5.18, B3.2.7", "with SEVONPEND a disabled interrupt that becomes pending is an event") {
  SCR = SEVONPEND;
  __asm volatile("sev\n wfe" ::: "memory");
  pend(6);
  __asm volatile("wfe" ::: "memory");
  order(0);
}

RULE(sevonpend_off, "B1.5.18, B3.2.7", "without it, it is none") {
  on[SYSTICK] = once;
  __asm volatile("sev\n wfe" ::: "memory");
  pend(6);
  start(20000, TICKINT);
  __asm volatile("wfe" ::: "memory");
  order(1, SYSTICK);
}

static volatile uint32_t progress, progress_seen[4];
static void sleep_again(struct seen *s) {
  progress_seen[seen_count - 1] = progress;
  if (seen_count < 3) return;
  SYST_CSR = 0;
  SCR = 0;
}
RULE(sleep_on_exit, "B1.5.18, B3.2.7", "with SLEEPONEXIT thread mode goes on only when the handler has cleared it") {
  on[SYSTICK] = sleep_again;
  SCR = SLEEPONEXIT;
  start(5000, TICKINT);
  while (seen_count < 3) progress++;
  order(3, SYSTICK, SYSTICK, SYSTICK);
  EQUAL(progress_seen[1], progress_seen[0]);
  EQUAL(progress_seen[2], progress_seen[0]);
}

static void wait_inside(struct seen *s) {
  if (s->exception == SYSTICK) {
    SYST_CSR = 0;
    return;
  }
  start(5000, TICKINT);
  __asm volatile("wfi" ::: "memory");
  EQUAL(seen_count, 2);
}
RULE(wfi_in_handler, "B1.5.19", "WFI in a handler ends with an interrupt that preempts it") {
  SHPR(SYSTICK) = 0x20;
  on[SYSTICK] = wait_inside;
  enable_irq(3, 0x80, wait_inside);
  pend(3);
  order(2, IRQ0 + 3, SYSTICK);
  EQUAL(LAST->exc_return, 0xfffffff1);
}
