/* Frames with floating-point state: when there is one, when it is filled, and what can go wrong with that. */
#include "rules.h"

enum { FPCA = 4, LSPACT = 1, USER = 2, THREAD = 8, LSPEN = 1 << 30 };
#define ASPEN 0x80000000u
#define EXTENDED 0x68
#define F32(value) (__extension__({ union { float f; uint32_t u; } b_ = {value}; b_.u; }))

static uint32_t fpccr, fpcar, before_sp, saved_s0, fpscr_inside;
/* Space under the stack is filled, so that what is written there can be seen. */
#define FILL_STACK() \
  __asm volatile("mov r0, sp\n movs r1, #0x5a\n mov r2, #64\n1: str r1, [r0, #-4]!\n subs r2, #1\n bne 1b" ::: "r0", "r1", "r2", "cc", "memory")
#define GET_S(n) __extension__({ uint32_t v_; __asm volatile("vmov %0, s" #n : "=r"(v_)); v_; })
#define SET_S(n, value) __asm volatile("vmov s" #n ", %0" ::"r"(value))
static uint32_t get_fpscr(void) {
  uint32_t v;
  __asm volatile("vmrs %0, fpscr" : "=r"(v));
  return v;
}
static void set_fpscr(uint32_t v) { __asm volatile("vmsr fpscr, %0" ::"r"(v)); }
#define CALL() __asm volatile("mov %0, sp\n svc 0" : "=&r"(before_sp)::"memory")

static void look(struct seen *s) {
  fpccr = FPCCR;
  fpcar = FPCAR;
  saved_s0 = s->frame[8];
}
static void use(struct seen *s) {
  SET_S(0, F32(7.0f));
  SET_S(15, F32(8.0f));
  set_fpscr(get_fpscr() | 0xf0000000);
  look(s);
}

RULE(fpca, "B1.4.4, B1.5.7", "the first instruction of the FPU sets CONTROL.FPCA; frames then have room for its state") {
  on[SVCALL] = note;
  CALL();
  EQUAL(LAST->exc_return, 0xfffffff9);
  SET_S(0, 0);
  EQUAL(READ_SPECIAL(control), FPCA);
  CALL();
  EQUAL(LAST->exc_return, 0xffffffe9);
  EQUAL(LAST->control, 0);
  EQUAL((before_sp & ~7u) - (uint32_t)LAST->frame, EXTENDED);
  EQUAL(READ_SPECIAL(control), FPCA);
  WRITE_SPECIAL(control, 0);
  CALL();
  EQUAL(LAST->exc_return, 0xfffffff9);
}

RULE(aspen, "B3.2.21", "without ASPEN the FPU leaves CONTROL.FPCA alone") {
  on[SVCALL] = note;
  FPCCR = 0;
  barrier();
  SET_S(0, 0);
  EQUAL(READ_SPECIAL(control), 0);
  CALL();
  EQUAL(LAST->exc_return, 0xfffffff9);
}

RULE(lazy, "B1.5.7", "the state is not stored at entry: LSPACT is set, FPCAR says where, the space keeps what was there") {
  on[SVCALL] = look;
  SET_S(0, F32(1.5f));
  FILL_STACK();
  CALL();
  EQUAL(fpccr & LSPACT, LSPACT);
  EQUAL(fpcar, (uint32_t)LAST->frame + 32);
  EQUAL(saved_s0, 0x5a);
  EQUAL(FPCCR & LSPACT, 0);
  EQUAL(GET_S(0), F32(1.5f));
}

RULE(lazy_store, "B1.5.7", "it is stored when the handler uses the FPU, and comes back on return") {
  on[SVCALL] = use;
  SET_S(0, F32(1.5f));
  SET_S(15, F32(2.5f));
  set_fpscr(0x90000000);
  FILL_STACK();
  CALL();
  EQUAL(fpccr & LSPACT, 0);
  EQUAL(saved_s0, F32(1.5f));
  EQUAL(LAST->frame[8 + 15], F32(2.5f));
  EQUAL(LAST->frame[8 + 16], 0x90000000);
  EQUAL(GET_S(0), F32(1.5f));
  EQUAL(GET_S(15), F32(2.5f));
  EQUAL(get_fpscr(), 0x90000000);
}

RULE(not_lazy, "B1.5.7, B3.2.21", "without LSPEN it is stored at entry") {
  on[SVCALL] = look;
  FPCCR = ASPEN;
  barrier();
  SET_S(0, F32(1.5f));
  FILL_STACK();
  CALL();
  EQUAL(fpccr & LSPACT, 0);
  EQUAL(saved_s0, F32(1.5f));
}

static void change_high(struct seen *s) { SET_S(16, F32(9.0f)); }
RULE(high_registers, "B1.5.7", "S16 to S31 are not part of the frame") {
  on[SVCALL] = change_high;
  SET_S(16, F32(3.0f));
  CALL();
  EQUAL(GET_S(16), F32(9.0f));
}

static void read_status(struct seen *s) { fpscr_inside = get_fpscr(); }
RULE(new_context, "B1.5.7, B3.2.23", "a new context takes rounding, FZ, DN and AHP from FPDSCR") {
  on[SVCALL] = read_status;
  SET_S(0, 0);
  set_fpscr(0x80000010);
  FPDSCR = 0x07c00000;
  CALL();
  EQUAL(fpscr_inside & 0x07c00000, 0x07c00000);
  EQUAL(get_fpscr(), 0x80000010);
}

static void nested(struct seen *s) {
  if (s->exception == IRQ0) {
    pend(1);
    return;
  }
  SET_S(0, F32(7.0f));
}
RULE(nested_lazy, "B1.5.7", "a nested handler stores the state of thread mode, through the handler between") {
  enable_irq(0, 0x80, nested);
  enable_irq(1, 0x40, nested);
  SET_S(0, F32(1.5f));
  pend(0);
  order(2, IRQ0, IRQ0 + 1);
  EQUAL(seen[0].exc_return, 0xffffffe9);
  EQUAL(seen[1].exc_return, 0xfffffff1);
  EQUAL(seen[0].frame[8], F32(1.5f));
  EQUAL(GET_S(0), F32(1.5f));
}

static void both(struct seen *s) {
  SET_S(0, F32(7.0f));
  if (s->exception != IRQ0) return;
  pend(1);
  saved_s0 = GET_S(0);
  pend(1);
}
RULE(nested_both, "B1.5.7", "a handler that uses the FPU is itself interrupted with an extended frame: 0xFFFFFFE1") {
  enable_irq(0, 0x80, both);
  enable_irq(1, 0x40, both);
  SET_S(0, F32(1.5f));
  pend(0);
  order(3, IRQ0, IRQ0 + 1, IRQ0 + 1);
  EQUAL(seen[1].exc_return, 0xffffffe1);
  EQUAL(saved_s0, F32(7.0f));
  EQUAL(GET_S(0), F32(1.5f));
}

RULE(process_frame, "B1.5.7", "on the process stack EXC_RETURN is 0xFFFFFFED; FPCCR remembers mode and privilege") {
  on[SVCALL] = look;
  UNPRIVILEGED("vmov.f32 s0, #1.0");
  EQUAL(LAST->exc_return, 0xffffffed);
  EQUAL((uint32_t)LAST->frame, PROCESS_TOP - EXTENDED);
  EQUAL(READ_SPECIAL(control) & 1, 0);
}
static void look_and_rise(struct seen *s) {
  look(s);
  be_privileged(s);
}
static void use_then_call(struct seen *s) {
  SET_S(0, 0);
  __asm volatile("svc 1" ::: "memory");
}
RULE(fpccr_origin, "B3.2.21", "FPCCR.USER and THREAD say who made the frame") {
  on[SVCALL] = look_and_rise;
  __asm volatile("msr psp, %0\n movs r0, #3\n msr control, r0\n isb\n vmov.f32 s0, #1.0\n svc 99\n movs r0, #0\n msr control, r0\n isb"
                 ::"r"(PROCESS_TOP) : "r0", "memory");
  EQUAL(fpccr & (USER | THREAD | LSPACT), USER | THREAD | LSPACT);
  SET_S(0, 0);
  CALL();
  EQUAL(fpccr & (USER | THREAD | LSPACT), THREAD | LSPACT);
  enable_irq(0, 0x80, use_then_call);
  pend(0);
  EQUAL(fpccr & (USER | THREAD | LSPACT), LSPACT);
}

static void off_then_use(struct seen *s) {
  CPACR = 0;
  barrier();
  SET_S(0, F32(7.0f));
  look(s);
}
static void on_again(struct seen *s) {
  CPACR = 0xf << 20;
  barrier();
}
RULE(lazy_nocp, "B1.5.7", "NOCP comes before the state is stored: after it the store is still to be done") {
  enable_faults(on_again);
  SHPR(SVCALL) = 0x80;
  on[SVCALL] = off_then_use;
  SET_S(0, F32(1.5f));
  CALL();
  order(2, SVCALL, USAGE_FAULT);
  EQUAL(seen[1].cfsr, NOCP);
  EQUAL(seen[0].frame[8], F32(1.5f));
  EQUAL(GET_S(0), F32(1.5f));
}

static void use_then_off(struct seen *s) {
  SET_S(0, F32(7.0f));
  CPACR = 0;
  barrier();
}
RULE(return_nocp, "B1.5.8", "a return that must load FP state while the FPU is off is NOCP") {
  enable_faults(on_again);
  on[SVCALL] = use_then_off;
  SET_S(0, F32(1.5f));
  CALL();
  order(2, SVCALL, USAGE_FAULT);
  EQUAL(LAST->cfsr, NOCP);
  EQUAL(LAST->frame, seen[0].frame);
  EQUAL(GET_S(0), F32(1.5f));
}

static uint32_t right_place;
static void spoil(struct seen *s) {
  right_place = FPCAR;
  FPCAR = HOLE;
  SET_S(0, F32(7.0f));
}
static void repair(struct seen *s) { FPCAR = right_place; }
RULE(lazy_bus_fault, "B1.5.7, B3.2.15", "a bus error while the state is stored is LSPERR; the instruction is executed again") {
  enable_faults(repair);
  SHPR(SVCALL) = 0x80;
  on[SVCALL] = spoil;
  SET_S(0, F32(1.5f));
  CALL();
  order(2, SVCALL, BUS_FAULT);
  EQUAL(LAST->cfsr & ~(uint32_t)BFARVALID, LSPERR);
  EQUAL(GET_S(0), F32(1.5f));
}

static void two_frames(struct seen *s) {
  if (s->exception == SVCALL) pend_system(PENDSVSET);
  else SET_S(0, F32(7.0f));
}
RULE(chained_lazy, "B1.5.7, B1.5.11", "a chained handler may be the one that stores the state") {
  on[SVCALL] = on[PENDSV] = two_frames;
  SET_S(0, F32(1.5f));
  CALL();
  order(2, SVCALL, PENDSV);
  EQUAL(LAST->exc_return, 0xffffffe9);
  EQUAL(LAST->frame[8], F32(1.5f));
  EQUAL(GET_S(0), F32(1.5f));
}

RULE(fpscr_bits, "A2.5.3", "FPSCR keeps its flags and modes; the other bits are 0") {
  set_fpscr(0xffffffff);
  EQUAL(get_fpscr(), 0xf7c0009f);
  set_fpscr(0);
  __asm volatile("vmov.f32 s0, #1.0\n vmov.f32 s1, #2.0\n vcmp.f32 s0, s1" ::: "memory");
  EQUAL(get_fpscr(), 0x80000000);
  uint32_t flags;
  __asm volatile("vmrs apsr_nzcv, fpscr\n mrs %0, apsr" : "=r"(flags)::"cc");
  EQUAL(flags & 0xf0000000, 0x80000000);
}

enum { HFRDY = 16, MMRDY = 32, BFRDY = 64, READY = HFRDY | MMRDY | BFRDY };
RULE(fpccr_ready, "B3.2.21", "FPCCR remembers which faults could have been taken when the frame was made") {
  on[SVCALL] = look;
  SET_S(0, 0);
  CALL();
  EQUAL(fpccr & READY, HFRDY);
  enable_faults(note);
  CALL();
  EQUAL(fpccr & READY, READY);
  SHPR(BUS_FAULT) = 0x80;
  WRITE_SPECIAL(basepri, 0x40);
  CALL();
  EQUAL(fpccr & READY, HFRDY | MMRDY);
  WRITE_SPECIAL(basepri, 0);
}
