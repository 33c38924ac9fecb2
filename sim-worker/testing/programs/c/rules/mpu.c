/* Memory protection: rights, overlaps, sub-regions, the background map, and where the MPU has no say. */
#include "rules.h"

enum { XN = 1 << 28, NONE = 0 << 24, PRIVILEGED = 1 << 24, USER_READS = 2 << 24, ALL = 3 << 24, PRIVILEGED_READS = 5 << 24, ALL_READ = 6 << 24 };
enum { ENABLE = 1, HFNMIENA = 2, PRIVDEFENA = 4, WHOLE = 32 };
static uint32_t guarded[256] __attribute__((aligned(1024)));
#define GUARDED ((uint32_t)guarded)

/* A region of 2 to the power of `log` bytes. */
static void region(uint32_t number, uint32_t base, uint32_t log, uint32_t attributes) {
  MPU_RNR = number;
  MPU_RBAR = base;
  MPU_RASR = attributes | (log - 1) << 1 | 1;
}
static void protect(uint32_t control) {
  MPU_CTRL = control;
  barrier();
}
static void load(uint32_t at) { __asm volatile("ldr r0, [%0]" ::"r"(at) : "r0", "memory"); }
static void store(uint32_t at) { __asm volatile("str r0, [%0]" ::"r"(at) : "r0", "memory"); }
static void refused(int count, uint32_t at) {
  EQUAL(seen_count, count);
  EQUAL(LAST->exception, MEM_MANAGE);
  EQUAL(LAST->cfsr, DACCVIOL | MMARVALID);
  EQUAL(LAST->mmfar, at);
}

RULE(no_access, "B3.5.3, table B3-15", "a region without rights refuses loads and stores of privileged code: DACCVIOL, MMFAR") {
  enable_faults(skip);
  region(2, GUARDED, 10, NONE);
  protect(ENABLE | PRIVDEFENA);
  load(GUARDED - 4);
  load(GUARDED + 1024);
  order(0);
  load(GUARDED + 8);
  refused(1, GUARDED + 8);
  store(GUARDED + 1020);
  refused(2, GUARDED + 1020);
  __asm volatile("ldrb r0, [%0]" ::"r"(GUARDED + 3) : "r0", "memory");
  refused(3, GUARDED + 3);
}

RULE(read_only, "table B3-15", "read-only regions refuse stores, and nothing is written") {
  enable_faults(skip);
  guarded[1] = 77;
  region(2, GUARDED, 10, PRIVILEGED_READS);
  protect(ENABLE | PRIVDEFENA);
  load(GUARDED + 4);
  order(0);
  store(GUARDED + 4);
  refused(1, GUARDED + 4);
  MPU_RASR = 0;
  EQUAL(guarded[1], 77);
}

RULE(for_privileged_only, "table B3-15", "unprivileged code needs rights of its own, for reading and for writing") {
  enable_faults(skip);
  region(0, 0, WHOLE, ALL);
  region(2, GUARDED, 10, PRIVILEGED);
  protect(ENABLE);
  load(GUARDED);
  store(GUARDED);
  order(0);
  UNPRIVILEGED("ldr r1, =guarded\n ldr r0, [r1]");
  order(2, MEM_MANAGE, SVCALL);
  EQUAL(seen[0].mmfar, GUARDED);
  region(2, GUARDED, 10, USER_READS);
  UNPRIVILEGED("ldr r1, =guarded\n ldr r0, [r1]");
  order(3, MEM_MANAGE, SVCALL, SVCALL);
  UNPRIVILEGED("ldr r1, =guarded\n str r0, [r1, #4]");
  order(5, MEM_MANAGE, SVCALL, SVCALL, MEM_MANAGE, SVCALL);
  EQUAL(seen[3].mmfar, GUARDED + 4);
}

RULE(as_unprivileged, "A7.7.66, B3.5", "LDRT and STRT of privileged code have the rights of unprivileged code") {
  enable_faults(skip);
  region(0, 0, WHOLE, ALL);
  region(2, GUARDED, 10, PRIVILEGED);
  protect(ENABLE);
  load(GUARDED);
  order(0);
  __asm volatile("ldrt r0, [%0]" ::"r"(GUARDED) : "r0", "memory");
  refused(1, GUARDED);
  __asm volatile("strbt r0, [%0, #5]" ::"r"(GUARDED) : "memory");
  refused(2, GUARDED + 5);
}

static void leave_region(struct seen *s) { go_back(s); }
static void run_guarded(void) {
  guarded[0] = 0x47704770; /* bx lr, twice */
  barrier();
  __asm volatile("blx %0" ::"r"(GUARDED + 1) : "r0", "r1", "r2", "r3", "r12", "lr", "memory");
}
RULE(never_execute, "B3.5.3", "XN forbids execution only: IACCVIOL, and no address") {
  enable_faults(leave_region);
  region(2, GUARDED, 10, ALL);
  protect(ENABLE | PRIVDEFENA);
  run_guarded();
  order(0);
  region(2, GUARDED, 10, ALL | XN);
  barrier();
  run_guarded();
  order(1, MEM_MANAGE);
  EQUAL(LAST->cfsr, IACCVIOL);
  EQUAL(LAST->r[6], GUARDED);
}

RULE(overlap, "B3.5.3", "where regions overlap the highest number decides") {
  enable_faults(skip);
  region(3, GUARDED, 10, NONE);
  region(5, GUARDED + 256, 8, ALL);
  region(1, GUARDED + 512, 8, ALL);
  protect(ENABLE | PRIVDEFENA);
  load(GUARDED + 256);
  load(GUARDED + 508);
  order(0);
  load(GUARDED + 252);
  load(GUARDED + 512);
  order(2, MEM_MANAGE, MEM_MANAGE);
}

RULE(subregions, "B3.5.3", "a sub-region that is switched off does not count") {
  enable_faults(skip);
  region(3, GUARDED, 10, NONE | 0x81 << 8);
  protect(ENABLE | PRIVDEFENA);
  load(GUARDED + 128);
  refused(1, GUARDED + 128);
  load(GUARDED + 892);
  refused(2, GUARDED + 892);
  /* In this order: QEMU keeps what it finds here for the whole page. */
  load(GUARDED + 124);
  load(GUARDED + 896);
  EQUAL(seen_count, 2);
}

RULE(smallest, "B3.5.3", "a region can have as few as 32 bytes") {
  enable_faults(skip);
  region(3, GUARDED + 32, 5, NONE);
  protect(ENABLE | PRIVDEFENA);
  load(GUARDED + 28);
  load(GUARDED + 64);
  order(0);
  load(GUARDED + 32);
  load(GUARDED + 60);
  refused(2, GUARDED + 60);
}

RULE(across, "B3.5, A3.2.1", "an unaligned access that reaches into a forbidden region is refused") {
  enable_faults(skip);
  region(3, GUARDED + 32, 5, NONE);
  protect(ENABLE | PRIVDEFENA);
  load(GUARDED + 30);
  order(1, MEM_MANAGE);
  EQUAL(LAST->cfsr, DACCVIOL | MMARVALID);
}

/* All memory of the program but 32 KiB at this address. */
enum { OUTSIDE = 0x20010000 };
static void all_but_outside(void) {
  region(0, 0, 20, ALL);
  region(1, 0x20000000, 18, ALL | 4 << 8);
}
RULE(background, "B3.5.5", "without PRIVDEFENA what lies in no region is refused to privileged code as well") {
  enable_faults(skip);
  all_but_outside();
  protect(ENABLE);
  load(OUTSIDE - 4);
  order(0);
  load(OUTSIDE);
  refused(1, OUTSIDE);
  protect(ENABLE | PRIVDEFENA);
  load(OUTSIDE);
  EQUAL(seen_count, 1);
}

RULE(background_unprivileged, "B3.5.5", "the background map is for privileged code only") {
  enable_faults(skip);
  all_but_outside();
  protect(ENABLE | PRIVDEFENA);
  UNPRIVILEGED("ldr r1, =0x20010000\n ldr r0, [r1]");
  order(2, MEM_MANAGE, SVCALL);
  EQUAL(seen[0].mmfar, OUTSIDE);
}

static void load_in_hard_fault(struct seen *s) {
  load(GUARDED);
  skip(s);
}
RULE(off_in_hard_fault, "B3.5.5", "without HFNMIENA the MPU is off in HardFault, NMI and with FAULTMASK") {
  on[HARD_FAULT] = on[NMI] = load_in_hard_fault;
  region(3, GUARDED, 10, NONE);
  protect(ENABLE | PRIVDEFENA);
  __asm volatile("udf #0" ::: "memory");
  __asm volatile("cpsid f\n ldr r0, [%0]\n cpsie f" ::"r"(GUARDED) : "r0", "memory");
  order(1, HARD_FAULT);
  EQUAL(CFSR, UNDEFINSTR);
}
RULE_ENDING(on_in_hard_fault, "B3.5.5", "with HFNMIENA it is on there, too: a refused access locks up", "locked-up") {
  on[HARD_FAULT] = load_in_hard_fault;
  region(3, GUARDED, 10, NONE);
  protect(ENABLE | PRIVDEFENA | HFNMIENA);
  __asm volatile("udf #0" ::: "memory");
  EXPECT(0);
}

RULE(private_bus, "B3.1, B3.5", "regions do not cover the private peripherals") {
  enable_faults(skip);
  region(7, 0xe0000000, 29, NONE);
  protect(ENABLE | PRIVDEFENA);
  EQUAL(MPU_CTRL, ENABLE | PRIVDEFENA);
  order(0);
}

RULE(vectors_unprotected, "B1.5.3, B3.5", "vectors are read whatever the MPU says") {
  enable_faults(skip);
  on[SVCALL] = note;
  copy_vectors(guarded, 48);
  region(3, GUARDED, 10, NONE);
  VTOR = GUARDED;
  protect(ENABLE | PRIVDEFENA);
  __asm volatile("svc 0" ::: "memory");
  order(1, SVCALL);
}

RULE(registers, "B3.5.6 to B3.5.10", "eight regions; RBAR with VALID chooses the region, and the aliases are the same registers") {
  EQUAL(MPU_TYPE, 0x800);
  MPU_RBAR = 0x20000000 | 0x10 | 6;
  EQUAL(MPU_RNR, 6);
  MPU_RASR = ALL | 9 << 1 | 1;
  EQUAL(REG(0xe000eda8), MPU_RASR);
  EQUAL(REG(0xe000eda4), 0x20000000 | 6);
  REG(0xe000edac) = 0x20001000 | 0x10 | 2;
  EQUAL(MPU_RNR, 2);
  REG(0xe000edb0) = NONE | 4 << 1 | 1;
  EQUAL(MPU_RASR, NONE | 4 << 1 | 1);
  MPU_RNR = 6;
  EQUAL(MPU_RASR, ALL | 9 << 1 | 1);
}

static void guard_hit(struct seen *s) {
  if (seen_count == 1) return;
  EQUAL(s->exception, SVCALL);
  EQUAL(seen[0].exception, MEM_MANAGE);
  EQUAL(seen[0].cfsr, MSTKERR);
  EQUAL(seen[0].exc_return, 0xfffffffd);
  finish(rule_failures());
}
RULE(stack_guard, "B1.5.14", "a stack that runs into a guard region is MSTKERR, without an address") {
  copies_frames = 0;
  enable_faults(guard_hit);
  on[SVCALL] = guard_hit;
  SHPR(SVCALL) = 0x40;
  region(3, GUARDED, 5, NONE);
  protect(ENABLE | PRIVDEFENA);
  __asm volatile("msr psp, %0\n movs r0, #2\n msr control, r0\n isb\n svc 1" ::"r"(GUARDED + 48) : "r0", "memory");
  EXPECT(0);
}

static void forbid_frame(struct seen *s) {
  region(3, GUARDED, 10, NONE);
  WRITE_SPECIAL(psp, GUARDED + 64);
}
static void end_of_return(struct seen *s) {
  order(2, SVCALL, MEM_MANAGE);
  EQUAL(s->cfsr, MUNSTKERR);
  finish(rule_failures());
}
RULE(unstack_guard, "B1.5.14", "a frame that may not be read is MUNSTKERR") {
  copies_frames = 0;
  enable_faults(end_of_return);
  on[SVCALL] = forbid_frame;
  protect(ENABLE | PRIVDEFENA);
  __asm volatile("msr psp, %0\n movs r0, #2\n msr control, r0\n isb\n svc 1" ::"r"(PROCESS_TOP) : "r0", "memory");
  EXPECT(0);
}

static uint32_t right_place;
static void forbid_store(struct seen *s) {
  right_place = REG(0xe000ef38);
  FPCAR = GUARDED;
  __asm volatile("vmov.f32 s0, #1.0");
}
static void allow_store(struct seen *s) { FPCAR = right_place; }
RULE(lazy_guard, "B1.5.7, B3.2.15", "storing FP state late where the MPU forbids it is MLSPERR") {
  enable_faults(allow_store);
  SHPR(SVCALL) = 0x80;
  on[SVCALL] = forbid_store;
  region(3, GUARDED, 10, NONE);
  protect(ENABLE | PRIVDEFENA);
  __asm volatile("vmov.f32 s0, #2.0\n svc 0" ::: "memory");
  order(2, SVCALL, MEM_MANAGE);
  EQUAL(LAST->cfsr, MLSPERR);
}

RULE(straddle, "B3.5.3", "an instruction that reaches into a region that must not be executed is IACCVIOL at its beginning") {
  enable_faults(leave_region);
  volatile uint16_t *code = (volatile uint16_t *)(GUARDED + 510);
  code[0] = 0xf3af; /* nop.w */
  code[1] = 0x8000;
  code[2] = 0x4770; /* bx lr */
  region(4, GUARDED + 512, 9, ALL | XN);
  protect(ENABLE | PRIVDEFENA);
  __asm volatile("blx %0" ::"r"(GUARDED + 511) : "lr", "memory");
  order(1, MEM_MANAGE);
  EQUAL(LAST->cfsr, IACCVIOL);
  EQUAL(LAST->r[6], GUARDED + 510);
}

RULE(fetch_unprivileged, "B3.5.3", "unprivileged code cannot execute what it must not read") {
  enable_faults(leave_region);
  guarded[0] = 0x47704770;
  region(0, 0, WHOLE, ALL);
  region(2, GUARDED, 10, PRIVILEGED);
  protect(ENABLE);
  UNPRIVILEGED("ldr r1, =guarded + 1\n blx r1");
  order(2, MEM_MANAGE, SVCALL);
  EQUAL(seen[0].cfsr, IACCVIOL);
  EQUAL(seen[0].r[6], GUARDED);
}

RULE(multiple, "B3.5, A3.2", "of a store-multiple into a forbidden region the base register stays as it was") {
  enable_faults(skip);
  region(2, GUARDED + 32, 5, NONE);
  protect(ENABLE | PRIVDEFENA);
  uint32_t base = GUARDED + 24;
  __asm volatile("stmia %0!, {r0-r3}" : "+r"(base)::"memory");
  EQUAL(base, GUARDED + 24);
  __asm volatile("ldmia %0!, {r0-r3}" : "+r"(base)::"r0", "r1", "r2", "r3", "memory");
  EQUAL(base, GUARDED + 24);
  __asm volatile("strd r0, r1, [%0, #4]!" : "+r"(base)::"r0", "r1", "memory");
  EQUAL(base, GUARDED + 24);
  order(3, MEM_MANAGE, MEM_MANAGE, MEM_MANAGE);
  EQUAL(LAST->mmfar, GUARDED + 32);
}
