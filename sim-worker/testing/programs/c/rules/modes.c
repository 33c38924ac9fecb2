/* What unprivileged code may and may not, both stack pointers, and the special registers. */
#include "rules.h"

static volatile uint32_t got[8];

RULE(masks_unprivileged, "B1.4.3, B5.2", "unprivileged code cannot set masks: MSR and CPS do nothing, MRS reads 0") {
  enable_irq(3, 0x80, note);
  UNPRIVILEGED(
      "ldr r1, =got\n movs r0, #1\n msr primask, r0\n msr faultmask, r0\n cpsid i\n cpsid f\n movs r0, #0x40\n msr basepri, r0\n"
      "mrs r0, primask\n str r0, [r1]\n mrs r0, basepri\n str r0, [r1, #4]\n mrs r0, msp\n str r0, [r1, #8]\n"
      "mrs r0, psp\n str r0, [r1, #12]\n mrs r0, control\n str r0, [r1, #16]");
  EQUAL(READ_SPECIAL(primask), 0);
  EQUAL(READ_SPECIAL(faultmask), 0);
  EQUAL(READ_SPECIAL(basepri), 0);
  for (int i = 0; i < 4; i++) EQUAL(got[i], 0);
  EQUAL(got[4], 3);
}

RULE(control_unprivileged, "B1.4.4", "unprivileged code cannot change CONTROL or the stack pointers by MSR") {
  UNPRIVILEGED("ldr r1, =got\n movs r0, #0\n msr control, r0\n isb\n mov r2, sp\n msr msp, r0\n msr psp, r0\n"
               "mrs r0, control\n str r0, [r1]\n mov r0, sp\n str r0, [r1, #4]");
  EQUAL(got[0], 3);
  EQUAL(got[1], PROCESS_TOP);
}

RULE(ppb_unprivileged, "B3.1.1", "the private peripherals are a bus error for unprivileged code") {
  enable_faults(skip);
  UNPRIVILEGED("ldr r1, =0xe000ed04\n ldr r0, [r1]\n ldr r1, =0xe000e100\n str r0, [r1]");
  EQUAL(seen[0].exception, BUS_FAULT);
  EQUAL(seen[0].cfsr, PRECISERR | BFARVALID);
  EQUAL(seen[0].bfar, 0xe000ed04);
  EQUAL(seen[1].exception, BUS_FAULT);
  EQUAL(seen[1].bfar, 0xe000e100);
}

RULE(stir_unprivileged, "B3.4.10, B3.2.8", "STIR is refused to unprivileged code but with USERSETMPEND") {
  enable_faults(skip);
  enable_irq(5, 0x80, note);
  UNPRIVILEGED("ldr r1, =0xe000ef00\n movs r0, #5\n str r0, [r1]");
  order(2, BUS_FAULT, SVCALL);
  CCR |= USERSETMPEND;
  UNPRIVILEGED("ldr r1, =0xe000ef00\n movs r0, #5\n str r0, [r1]\n dsb\n isb");
  order(4, BUS_FAULT, SVCALL, IRQ0 + 5, SVCALL);
}

static uint32_t in_handler, in_handler_sp;
static void select_process(struct seen *s) {
  WRITE_SPECIAL(control, 2);
  in_handler = READ_SPECIAL(control);
  __asm volatile("mov %0, sp" : "=r"(in_handler_sp));
}
RULE(spsel_in_handler, "B1.4.4", "in handler mode SPSEL cannot be set: the main stack stays in use") {
  on[SVCALL] = select_process;
  WRITE_SPECIAL(psp, PROCESS_TOP);
  __asm volatile("svc 0" ::: "memory");
  EQUAL(in_handler & 2, 0);
  EXPECT(in_handler_sp < (uint32_t)LAST->frame && in_handler_sp > (uint32_t)LAST->frame - 512);
}

RULE(npriv_kept, "B1.4.4, B1.5.6", "a handler is privileged whatever nPRIV says, and nPRIV holds again after it") {
  enable_irq(5, 0x80, note);
  CCR |= USERSETMPEND;
  UNPRIVILEGED("ldr r1, =0xe000ef00\n movs r0, #5\n str r0, [r1]\n dsb\n isb\n mrs r0, control\n ldr r1, =got\n str r0, [r1]");
  order(2, IRQ0 + 5, SVCALL);
  EQUAL(seen[0].control, 1);
  EQUAL(got[0], 3);
}

RULE(stack_pointers, "B1.4.1", "MSP and PSP are two registers, their lowest two bits are 0") {
  WRITE_SPECIAL(psp, 0x20001237);
  EQUAL(READ_SPECIAL(psp), 0x20001234);
  uint32_t sp;
  __asm volatile("mov %0, sp" : "=r"(sp));
  EQUAL(READ_SPECIAL(msp), sp);
}

RULE(status_registers, "B5.2.2, table B5-1", "MRS gives flags, exception number, both or neither; EPSR reads 0") {
  uint32_t apsr, ipsr, epsr, xpsr, iepsr;
  __asm volatile("movs r0, #0\n cmp r0, r0\n mrs %0, apsr\n mrs %1, ipsr\n mrs %2, epsr\n mrs %3, xpsr\n mrs %4, iepsr"
                 : "=r"(apsr), "=r"(ipsr), "=r"(epsr), "=r"(xpsr), "=r"(iepsr)::"r0", "cc");
  EQUAL(apsr & 0xf8000000, 0x60000000);
  EQUAL(ipsr, 0);
  EQUAL(epsr, 0);
  EQUAL(iepsr, 0);
  EQUAL(xpsr, apsr);
}

static void status_inside(struct seen *s) {
  __asm volatile("mrs %0, xpsr" : "=r"(in_handler));
}
RULE(status_in_handler, "B5.2.2", "in a handler IPSR is its number") {
  on[SVCALL] = status_inside;
  __asm volatile("svc 0" ::: "memory");
  EQUAL(in_handler & 0x0700ffff, SVCALL);
}

RULE(msr_apsr, "B5.2.3", "MSR writes the flags, the GE bits, or both") {
  uint32_t flags, ge, both;
  __asm volatile("movs r0, #0\n msr apsr_nzcvqg, r0\n mov r0, #0xffffffff\n msr apsr_nzcvq, r0\n mrs %0, apsr\n"
                 "movs r1, #0\n msr apsr_nzcvqg, r1\n msr apsr_g, r0\n mrs %1, apsr\n msr apsr_nzcvqg, r0\n mrs %2, apsr"
                 : "=&r"(flags), "=&r"(ge), "=&r"(both)::"r0", "r1", "cc");
  EQUAL(flags, 0xf8000000);
  EQUAL(ge, 0x000f0000);
  EQUAL(both, 0xf80f0000);
}

RULE(ppb_as_unprivileged, "A7.7.66, B3.1.1", "LDRT of privileged code has no way to the private peripherals either") {
  enable_faults(skip);
  __asm volatile("ldrt r0, [%0]" ::"r"(0xe000ed04) : "r0", "memory");
  order(1, BUS_FAULT);
  EQUAL(LAST->bfar, 0xe000ed04);
}

static void drop(struct seen *s) { WRITE_SPECIAL(control, 1); }
RULE(handler_drops, "B1.4.4", "a handler stays privileged when it sets nPRIV; the thread it returns to is not") {
  on[SVCALL] = drop;
  enable_faults(skip);
  __asm volatile("svc 0" ::: "memory");
  EQUAL(READ_SPECIAL(control), 1);
  __asm volatile("cpsid i\n ldr r0, [%0]" ::"r"(0xe000e100) : "r0", "memory");
  on[SVCALL] = be_privileged;
  __asm volatile("svc 0" ::: "memory");
  EQUAL(READ_SPECIAL(primask), 0);
  order(3, SVCALL, BUS_FAULT, SVCALL);
}
