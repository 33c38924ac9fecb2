/* Causes of faults, what is left in the status registers, and what becomes of a fault that has no handler. */
#include "rules.h"

/* The instruction faults at the label `at_fault`, which is local to the asm. */
#define FAULTING(text) __asm volatile("adr r0, 1f\n str r0, [%0]\n" text ::"r"(&fault_at) : "r0", "r1", "r2", "r3", "cc", "memory")
static volatile uint32_t fault_at;

static void one_usage_fault(uint32_t cause) {
  order(1, USAGE_FAULT);
  EQUAL(LAST->cfsr, cause);
  EQUAL(LAST->hfsr, 0);
}

RULE(undefined, "A5.1, B1.5.14", "an undefined instruction is UsageFault UNDEFINSTR at that instruction") {
  enable_faults(skip);
  FAULTING(".align 2\n1: udf #7");
  one_usage_fault(UNDEFINSTR);
  EQUAL(LAST->r[6], fault_at);
}

RULE(undefined_wide, "A5.1, B1.5.14", "a wide undefined instruction is UNDEFINSTR, too") {
  enable_faults(skip);
  FAULTING(".align 2\n1: udf.w #7");
  one_usage_fault(UNDEFINSTR);
  EQUAL(LAST->r[6], fault_at);
}

RULE(undefined_in_it, "A7.3, B1.5.14", "an undefined instruction whose condition fails is no fault") {
  enable_faults(skip);
  __asm volatile("movs r0, #0\n it ne\n udfne #1" ::: "r0", "cc");
  order(0);
}

RULE(invstate_bx, "A2.3.1, B1.5.14", "BX to an even address is INVSTATE, with the address stacked and its T bit clear") {
  enable_faults(go_back);
  uint32_t target = (uint32_t)process_stack;
  __asm volatile("blx %0" ::"r"(target) : "lr", "memory");
  one_usage_fault(INVSTATE);
  EQUAL(LAST->r[6], target);
  EQUAL(LAST->r[7] & T_BIT, 0);
}

RULE(invstate_pop, "A2.3.1", "POP and LDR into PC take the Thumb bit from the value") {
  enable_faults(go_back);
  uint32_t target = (uint32_t)process_stack;
  __asm volatile("adr r0, 1f\n adds r0, #1\n mov lr, r0\n push {%0}\n pop {pc}\n .align 2\n1: nop" ::"r"(target) : "r0", "lr", "memory");
  __asm volatile("adr r0, 1f\n adds r0, #1\n mov lr, r0\n ldr pc, [%0]\n .align 2\n1: nop" ::"r"(&target) : "r0", "lr", "memory");
  order(2, USAGE_FAULT, USAGE_FAULT);
  EQUAL(seen[0].cfsr, INVSTATE);
  EQUAL(seen[0].r[6], target);
  EQUAL(seen[1].r[6], target);
}

static void without_t(struct seen *s) { s->frame[7] &= ~(uint32_t)T_BIT; }
static void with_t(struct seen *s) { s->frame[7] |= T_BIT; }
RULE(invstate_frame, "B1.5.8", "a stacked xPSR without T bit makes the return fault with INVSTATE") {
  enable_faults(skip);
  on[SVCALL] = without_t;
  on[USAGE_FAULT] = with_t;
  __asm volatile("svc 0" ::: "memory");
  order(2, SVCALL, USAGE_FAULT);
  EQUAL(LAST->cfsr, INVSTATE);
}

RULE(nocp_fpu, "B1.5.14, B3.2.20", "with CPACR 0 an instruction of the FPU is NOCP") {
  enable_faults(skip);
  CPACR = 0;
  barrier();
  FAULTING(".align 2\n1: vmov.f32 s0, s1");
  one_usage_fault(NOCP);
  EQUAL(LAST->r[6], fault_at);
}

RULE(nocp_privileged, "B3.2.20", "CPACR 1 leaves the FPU to privileged code") {
  enable_faults(skip);
  CPACR = 0x5 << 20;
  barrier();
  __asm volatile("vmov.f32 s0, s1");
  order(0);
  UNPRIVILEGED("vmov.f32 s0, s1");
  EQUAL(seen[0].exception, USAGE_FAULT);
  EQUAL(seen[0].cfsr, NOCP);
}

RULE(nocp_other, "A5.3.18, B1.5.14", "a coprocessor that does not exist is NOCP") {
  enable_faults(skip);
  FAULTING(".align 2\n1: mcr p5, 0, r0, c0, c0, 0");
  one_usage_fault(NOCP);
}

RULE(unaligned_trap, "A3.2.1, B3.2.8", "with UNALIGN_TRP unaligned words and halfwords are UNALIGNED, bytes are not") {
  enable_faults(skip);
  static uint32_t words[4];
  uint32_t at = (uint32_t)words + 1;
  __asm volatile("ldr r0, [%0]\n ldrh r0, [%0]\n str r0, [%0]" ::"r"(at) : "r0", "memory");
  order(0);
  CCR |= UNALIGN_TRP;
  barrier();
  __asm volatile("ldrb r0, [%0]" ::"r"(at) : "r0", "memory");
  order(0);
  FAULTING(".align 2\n ldr r1, =process_stack\n adds r1, #1\n nop\n1: ldr r0, [r1]");
  __asm volatile("ldrh r0, [%0]\n str r0, [%0]\n strh r0, [%0]\n ldr r0, [%1]" ::"r"(at), "r"(at + 1) : "r0", "memory");
  CCR &= ~(uint32_t)UNALIGN_TRP;
  order(5, USAGE_FAULT, USAGE_FAULT, USAGE_FAULT, USAGE_FAULT, USAGE_FAULT);
  EQUAL(seen[0].cfsr, UNALIGNED);
}

RULE(unaligned_always, "A3.2.1", "LDM, STM, LDRD, STRD, LDREX, PUSH and VLDR are UNALIGNED whatever CCR says") {
  enable_faults(skip);
  uint32_t at = (uint32_t)process_stack + 2;
  __asm volatile("ldm %0, {r0, r1}" ::"r"(at) : "r0", "r1", "memory");
  __asm volatile("stm %0, {r0, r1}" ::"r"(at) : "memory");
  __asm volatile("ldrd r0, r1, [%0]" ::"r"(at) : "r0", "r1", "memory");
  __asm volatile("strd r0, r1, [%0]" ::"r"(at) : "memory");
  __asm volatile("ldrex r0, [%0]" ::"r"(at) : "r0", "memory");
  __asm volatile("vldr s0, [%0]" ::"r"(at) : "memory");
  __asm volatile("vldmia %0, {s0}" ::"r"(at) : "memory");
  order(7, USAGE_FAULT, USAGE_FAULT, USAGE_FAULT, USAGE_FAULT, USAGE_FAULT, USAGE_FAULT, USAGE_FAULT);
  EQUAL(LAST->cfsr, UNALIGNED);
}

RULE(division_trap, "A7.7.202, B3.2.8", "a division by zero gives 0, or DIVBYZERO with DIV_0_TRP") {
  enable_faults(skip);
  uint32_t result;
  __asm volatile("movs r1, #0\n movs r2, #9\n sdiv %0, r2, r1" : "=r"(result)::"r1", "r2", "cc");
  EQUAL(result, 0);
  CCR |= DIV_0_TRP;
  barrier();
  FAULTING(".align 2\n movs r1, #0\n1: udiv r0, r1, r1");
  FAULTING(".align 2\n movs r1, #0\n nop\n nop\n1: sdiv r0, r1, r1");
  order(2, USAGE_FAULT, USAGE_FAULT);
  EQUAL(seen[0].cfsr, DIVBYZERO);
}

RULE(bus_load, "B1.5.14, B3.2.15", "a load from nowhere is PRECISERR, with the address in BFAR") {
  enable_faults(skip);
  uint32_t at = HOLE + 0x10, kept = 0x55;
  __asm volatile("ldr %0, [%1]" : "+r"(kept) : "r"(at) : "memory");
  order(1, BUS_FAULT);
  EQUAL(LAST->cfsr, PRECISERR | BFARVALID);
  EQUAL(LAST->bfar, at);
  EQUAL(kept, 0x55);
}

RULE(bus_store, "B1.5.14, B3.2.15", "a store to nowhere that is not buffered is PRECISERR, too") {
  enable_faults(skip);
  uint32_t at = HOLE + 0x14;
  __asm volatile("str %0, [%0]" ::"r"(at) : "memory");
  order(1, BUS_FAULT);
  EQUAL(LAST->cfsr, PRECISERR | BFARVALID);
  EQUAL(LAST->bfar, at);
}

RULE(bus_store_late, "B1.5.14", "a buffered store to nowhere is IMPRECISERR: the instruction is over, no address is kept") {
  enable_faults(note);
  ACTLR &= ~2u;
  barrier();
  uint32_t at = HOLE + 0x14;
  __asm volatile("str %0, [%0]\n dsb\n isb" ::"r"(at) : "memory");
  order(1, BUS_FAULT);
  EQUAL(LAST->cfsr, IMPRECISERR);
}

RULE(bus_base_restored, "A3.2, B1.5.14", "a load that faults does not write back its base") {
  enable_faults(skip);
  uint32_t at = HOLE + 0x20, base = at;
  __asm volatile("ldr r0, [%0], #4" : "+r"(base)::"r0", "memory");
  EQUAL(base, at);
  __asm volatile("ldmia %0!, {r0, r1}" : "+r"(base)::"r0", "r1", "memory");
  EQUAL(base, at);
  order(2, BUS_FAULT, BUS_FAULT);
}

RULE(bus_fetch, "B1.5.14, B3.2.15", "execution where nothing is: IBUSERR, and no address in BFAR") {
  enable_faults(go_back);
  uint32_t target = HOLE + 0x101;
  __asm volatile("blx %0" ::"r"(target) : "lr", "memory");
  order(1, BUS_FAULT);
  EQUAL(LAST->cfsr, IBUSERR);
  EQUAL(LAST->r[6], target - 1);
}

RULE(never_executes, "B3.1", "execution of the peripheral region is IACCVIOL without any MPU") {
  enable_faults(go_back);
  uint32_t target = 0x40000001;
  __asm volatile("blx %0" ::"r"(target) : "lr", "memory");
  order(1, MEM_MANAGE);
  EQUAL(LAST->cfsr, IACCVIOL);
  EQUAL(LAST->r[6], target - 1);
}

RULE(null_call, "B1.5.14", "a call of address 0 is INVSTATE") {
  enable_faults(go_back);
  uint32_t target = 0;
  __asm volatile("blx %0" ::"r"(target) : "lr", "memory");
  one_usage_fault(INVSTATE);
  EQUAL(LAST->r[6], 0);
}

RULE(status_sticks, "B3.2.15", "bits of CFSR add up until 1 is written to them; 0 changes nothing") {
  enable_faults(skip);
  __asm volatile("udf #0" ::: "memory");
  uint32_t at = HOLE;
  __asm volatile("ldr r0, [%0]" ::"r"(at) : "r0", "memory");
  EQUAL(CFSR, UNDEFINSTR | PRECISERR | BFARVALID);
  CFSR = 0;
  EQUAL(CFSR, UNDEFINSTR | PRECISERR | BFARVALID);
  CFSR = UNDEFINSTR;
  EQUAL(CFSR, PRECISERR | BFARVALID);
  EQUAL(REG8(0xe000ed29), (PRECISERR | BFARVALID) >> 8);
  REG8(0xe000ed29) = 0xff;
  EQUAL(CFSR, 0);
}

RULE(disabled_escalates, "B1.5.15", "a fault without handler of its own becomes HardFault FORCED; its status is kept") {
  on[HARD_FAULT] = skip;
  __asm volatile("udf #0" ::: "memory");
  uint32_t at = HOLE;
  ACTLR |= 2;
  __asm volatile("ldr r0, [%0]" ::"r"(at) : "r0", "memory");
  order(2, HARD_FAULT, HARD_FAULT);
  EQUAL(seen[0].cfsr, UNDEFINSTR);
  EQUAL(seen[1].cfsr, UNDEFINSTR | PRECISERR | BFARVALID);
  EQUAL(seen[0].hfsr, FORCED);
  HFSR = FORCED;
  EQUAL(HFSR, 0);
}

RULE(primask_escalates, "B1.5.15", "a fault with PRIMASK set becomes HardFault") {
  enable_faults(note);
  on[HARD_FAULT] = skip;
  __asm volatile("cpsid i\n udf #0\n cpsie i" ::: "memory");
  order(1, HARD_FAULT);
  EQUAL(LAST->hfsr, FORCED);
}

RULE(basepri_escalates, "B1.5.15", "a fault whose priority BASEPRI masks becomes HardFault") {
  enable_faults(note);
  on[HARD_FAULT] = skip;
  SHPR(USAGE_FAULT) = 0x80;
  WRITE_SPECIAL(basepri, 0x40);
  __asm volatile("udf #0" ::: "memory");
  WRITE_SPECIAL(basepri, 0);
  order(1, HARD_FAULT);
  EQUAL(LAST->cfsr, UNDEFINSTR);
}

static void fault_again(struct seen *s) {
  __asm volatile("udf #1" ::: "memory");
  skip(s);
}
RULE(fault_in_own_handler, "B1.5.15", "a UsageFault in the UsageFault handler becomes HardFault") {
  enable_faults(fault_again);
  on[HARD_FAULT] = skip;
  __asm volatile("udf #0" ::: "memory");
  order(2, USAGE_FAULT, HARD_FAULT);
  EQUAL(LAST->exc_return & 0xf, 1);
}

static void load_from_hole(struct seen *s) {
  uint32_t at = HOLE;
  __asm volatile("ldr r0, [%0]" ::"r"(at) : "r0", "memory");
  skip(s);
}
RULE(fault_in_handler, "B1.5.4, B1.5.15", "another fault in a fault handler is taken there if it is more urgent, else it is a HardFault") {
  enable_faults(skip);
  on[USAGE_FAULT] = load_from_hole;
  on[HARD_FAULT] = skip;
  SHPR(USAGE_FAULT) = 0x40;
  __asm volatile("udf #0" ::: "memory");
  SHPR(BUS_FAULT) = 0x80;
  __asm volatile("udf #0" ::: "memory");
  order(4, USAGE_FAULT, BUS_FAULT, USAGE_FAULT, HARD_FAULT);
}

RULE(bus_errors_ignored, "B1.5.15, B3.2.8", "with BFHFNMIGN data bus errors do nothing in HardFault") {
  on[HARD_FAULT] = load_from_hole;
  CCR |= BFHFNMIGN;
  __asm volatile("udf #0" ::: "memory");
  order(1, HARD_FAULT);
  EQUAL(CFSR, UNDEFINSTR);
}

static void forget_it(struct seen *s) {
  NVIC_ICER = NVIC_ICPR = ~0u;
  VTOR = 0;
}
RULE(vector_error, "B1.5.15", "a vector that cannot be read is HardFault VECTTBL") {
  /* The last 128 bytes of memory: vectors up to 31, those of later interrupts lie in the hole behind. */
  volatile uint32_t *table = (volatile uint32_t *)0x207fff80;
  copy_vectors(table, 32);
  VTOR = (uint32_t)table;
  enable_irq(20, 0, note);
  on[HARD_FAULT] = forget_it;
  pend(20);
  EQUAL(seen[0].exception, HARD_FAULT);
  EQUAL(seen[0].hfsr & VECTTBL, VECTTBL);
}

static void double_fault(struct seen *s) { __asm volatile("udf #2" ::: "memory"); }
RULE_ENDING(lockup_hard_fault, "B1.5.15", "a fault in HardFault locks the core up", "locked-up") {
  on[HARD_FAULT] = double_fault;
  __asm volatile("udf #0" ::: "memory");
  EXPECT(0);
}
RULE_ENDING(lockup_nmi, "B1.5.15", "a fault in NMI locks the core up", "locked-up") {
  on[NMI] = double_fault;
  pend_system(NMIPENDSET);
  EXPECT(0);
}
RULE_ENDING(lockup_faultmask, "B1.5.15", "a fault with FAULTMASK set locks the core up", "locked-up") {
  enable_faults(note);
  on[HARD_FAULT] = note;
  __asm volatile("cpsid f\n udf #0" ::: "memory");
  EXPECT(0);
}
RULE_ENDING(lockup_vectors, "B1.5.15", "HardFault without a vector that can be read locks the core up", "locked-up") {
  on[SVCALL] = note;
  VTOR = HOLE;
  barrier();
  __asm volatile("svc 0" ::: "memory");
  EXPECT(0);
}
static void call(struct seen *s) { __asm volatile("svc 0" ::: "memory"); }
RULE_ENDING(lockup_svc, "B1.5.15", "SVC in HardFault locks the core up", "locked-up") {
  on[HARD_FAULT] = call;
  on[SVCALL] = note;
  __asm volatile("udf #0" ::: "memory");
  EXPECT(0);
}
