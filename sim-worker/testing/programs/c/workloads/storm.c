/*
 * A storm of exceptions: thread mode and all handlers pend, mask, enable and reprioritise at random, fault, and use the
 * FPU. What every handler finds is added to a hash and kept in a log; nothing here depends on time.
 */
#include "board.h"

#define REG(address) (*(volatile uint32_t *)(address))
#define REG8(address) (*(volatile uint8_t *)(address))
#define NVIC(offset) REG(0xe000e000 + (offset))
enum { ISER = 0x100, ICER = 0x180, ISPR = 0x200, ICPR = 0x280, IABR = 0x300, ICSR = 0xd04, AIRCR = 0xd0c, SHCSR = 0xd24 };
enum { IRQS = 16, ALL = (1 << IRQS) - 1, ACTIONS = 2500, STORMS = 12, LOG = 512, DEEPEST = 30, HARD_FAULT = 3, USAGE_FAULT = 6 };

typedef struct {
  uint32_t exc_return, icsr, shcsr, active, pending, masks, sp, xpsr;
} entry;
static entry log[LOG];
static uint32_t seed, hash = 1, left, entries, most, depth;
static volatile float kept = 1;

#define GET(name) __extension__({ uint32_t v_; __asm volatile("mrs %0, " #name : "=r"(v_)::"memory"); v_; })
#define SET(name, value) __asm volatile("msr " #name ", %0\n isb" ::"r"(value) : "memory")

static uint32_t draw(void) { return random_word(&seed) >> 8; }
static uint8_t priority(void) { return (uint8_t)(draw() << 4); }

/* Of what is not active: else a handler could be made to preempt itself. */
static void reprioritise(uint32_t r) {
  static const struct {
    uint8_t exception, active;
  } system[4] = {{14, 10}, {15, 11}, {11, 7}, {USAGE_FAULT, 3}};
  uint32_t irq = r >> 1 & (IRQS - 1), n = r >> 1 & 3;
  if (r & 1) {
    if (!(NVIC(IABR) >> irq & 1)) REG8(0xe000e400 + irq) = priority();
  } else if (!(NVIC(SHCSR) >> system[n].active & 1)) REG8(0xe000ed14 + system[n].exception) = priority();
}

static void act(void) {
  uint32_t r = draw(), irq = 1u << (r >> 8 & (IRQS - 1)), inside = GET(ipsr);
  switch (r & 15) {
    case 0:
    case 1:
    case 2:
      NVIC(ISPR) = irq;
      break;
    case 3:
      NVIC(ISPR) = draw() & draw() & ALL;
      break;
    case 4:
      NVIC(ICPR) = irq;
      break;
    case 5:
    case 6:
      reprioritise(r >> 8);
      break;
    case 7:
      NVIC(r & 0x80 ? ICER : ISER) = irq;
      break;
    case 8:
      SET(basepri, r & 0x80 ? priority() : 0);
      break;
    case 9:
      if (r & 0x40) __asm volatile("cpsid i" ::: "memory");
      else __asm volatile("cpsie i" ::: "memory");
      break;
    case 10:
      /* PendSV and SysTick, set or cleared. */
      NVIC(ICSR) = 1u << (25 + (r >> 8 & 3));
      break;
    case 11:
      NVIC(ICSR) = (r & 0x300) == 0 ? 0x80000000u : 1u << 28;
      break;
    case 12:
      NVIC(AIRCR) = 0x05fa0000 | (3 + (r >> 8) % 5) << 8;
      break;
    case 13:
      if (inside == 0 && !(GET(primask) | GET(basepri)) && NVIC(IABR) == 0) __asm volatile("svc 0" ::: "memory");
      break;
    case 14:
      if (inside == 0 || inside > HARD_FAULT) __asm volatile("udf #0" ::: "memory");
      break;
    default:
      kept = kept * 0.75f + (float)(r >> 16);
  }
  __asm volatile("dsb\n isb" ::: "memory");
}

static void note(uint32_t word) { hash = (hash ^ word) * 0x01000193; }

void stormed(uint32_t exc_return, uint32_t *frame) {
  uint32_t number = GET(ipsr);
  entry e = {exc_return, NVIC(ICSR), NVIC(SHCSR), NVIC(IABR), NVIC(ISPR), GET(basepri) | GET(primask), (uint32_t)frame, frame[7]};
  const uint32_t *words = (const uint32_t *)&e;
  for (unsigned i = 0; i < sizeof e / 4; i++) note(words[i]);
  log[entries++ % LOG] = e;
  if (++depth > most) most = depth;
  if (number == HARD_FAULT || number == USAGE_FAULT) frame[6] += 2;
  for (uint32_t n = draw() % 5; n > 0 && left > 0 && depth < DEEPEST; n--) left--, act();
  depth--;
}

__asm(".syntax unified\n .thumb\n .type storm, %function\n storm: mov r0, lr\n mov r1, sp\n push {r4, lr}\n bl stormed\n pop {r4, pc}");
#define STORM(name) __asm(".global " #name "\n .thumb_set " #name ", storm")
STORM(on_nmi);
STORM(on_hard_fault);
STORM(on_usage_fault);
STORM(on_svc);
STORM(on_pendsv);
STORM(on_systick);
STORM(on_irq);

static void storm_of(uint32_t first) {
  seed = first;
  left = ACTIONS;
  NVIC(ISER) = ALL;
  for (int i = 0; i < IRQS; i++) REG8(0xe000e400 + i) = priority();
  while (left > 0) left--, act();
  /* What still waits is let through. */
  NVIC(ISER) = ALL;
  SET(basepri, 0);
  __asm volatile("cpsie i\n dsb\n isb" ::: "memory");
}

int main(void) {
  NVIC(SHCSR) |= 1 << 18;
  int failed = 0;
  for (uint32_t n = 1; n <= STORMS; n++) {
    storm_of(n * 20240229);
    failed |= depth != 0 || NVIC(IABR) != 0 || NVIC(ISPR) != 0;
    say("%u exceptions, up to %u deep, hash %08x, sum %.3f\n", (unsigned)entries, (unsigned)most, (unsigned)hash, (double)kept);
  }
  return failed || most < 4;
}
