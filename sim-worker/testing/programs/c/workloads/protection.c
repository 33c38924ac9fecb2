/*
 * Random regions of the MPU over 128 KiB of memory, and random loads, stores and calls into it, privileged and not: what
 * is allowed and what the fault status says goes into a hash. No region and no sub-region is smaller than a page of QEMU.
 */
#include "board.h"

#define REG(address) (*(volatile uint32_t *)(address))
enum { SHCSR = 0xe000ed24, CFSR = 0xe000ed28, MMFAR = 0xe000ed34, CTRL = 0xe000ed94, RBAR = 0xe000ed9c, RASR = 0xe000eda0 };
enum { WINDOW = 0x20010000, WINDOW_BYTES = 0x20000, MAPS = 60, PROBES = 40, RANDOM_REGIONS = 5, ALL = 3 << 24, DACCVIOL = 2 };
/* Two halfwords `bx lr`. */
#define RETURN 0x47704770u

static uint32_t seed = 77, hash = 1, refusals;

static void note(uint32_t word) { hash = (hash ^ word) * 0x01000193; }

void refused(uint32_t *frame) {
  uint32_t status = REG(CFSR);
  refusals++;
  note(status);
  if (status & DACCVIOL) {
    note(REG(MMFAR));
    frame[6] += 4;
  } else {
    note(frame[6]);
    frame[6] = frame[5] & ~1u;
  }
  REG(CFSR) = status;
}
__attribute__((naked)) void on_mem_manage(void) { __asm volatile("mov r0, sp\n b refused"); }
/* Back to privileged code. */
__attribute__((naked)) void on_svc(void) { __asm volatile("movs r0, #0\n msr control, r0\n bx lr"); }

static void region(uint32_t number, uint32_t base, uint32_t log, uint32_t attributes) {
  REG(RBAR) = base | 0x10 | number;
  REG(RASR) = attributes | (log - 1) << 1 | 1;
}

static void random_regions(void) {
  static const uint8_t rights[7] = {0, 1, 2, 3, 5, 6, 7};
  for (uint32_t n = 0; n < RANDOM_REGIONS; n++) {
    uint32_t r = random_word(&seed), log = 12 + r % 6, base = (WINDOW + (r >> 4) % WINDOW_BYTES) & ~((1u << log) - 1);
    uint32_t parts = log >= 15 && (r & 0x10000000) ? random_word(&seed) & 0xff00 : 0;
    region(n, base, log, (uint32_t)rights[(r >> 21) % 7] << 24 | (r >> 31) << 28 | parts);
    if ((r >> 29 & 3) == 3) REG(RASR) = 0;
  }
}

#define PROBE(text) __asm volatile(text : "+r"(value) : "r"(at) : "r0", "r1", "r2", "r3", "r12", "lr", "memory")
static void probe(uint32_t kind, uint32_t at) {
  uint32_t value = RETURN;
  switch (kind) {
    case 0:
      PROBE("ldr.w %0, [%1]");
      break;
    case 1:
      PROBE("str.w %0, [%1]");
      break;
    case 2:
      PROBE("ldrt %0, [%1]");
      break;
    case 3:
      PROBE("strt %0, [%1]");
      break;
    case 4:
      PROBE("ldrsb.w %0, [%1, #3]");
      break;
    case 5:
      __asm volatile("blx %0" ::"r"(at | 1) : "r0", "r1", "r2", "r3", "r12", "lr", "memory");
      break;
    default:
      /* Unprivileged; the stack and the code lie in regions that allow everything. */
      __asm volatile("movs r0, #1\n msr control, r0\n isb" ::: "r0");
      if (kind == 6) PROBE("ldr.w %0, [%1]");
      else if (kind == 7) PROBE("str.w %0, [%1]");
      else __asm volatile("blx %0" ::"r"(at | 1) : "r0", "r1", "r2", "r3", "r12", "lr", "memory");
      __asm volatile("svc 0" ::: "r0", "memory");
  }
  note(value);
}

int main(void) {
  for (uint32_t at = WINDOW; at < WINDOW + WINDOW_BYTES; at += 4) REG(at) = RETURN;
  REG(SHCSR) |= 1 << 16;
  region(7, 0, 20, ALL);
  region(6, 0x20000000, 16, ALL);
  region(5, 0x20030000, 16, ALL);
  for (int map = 0; map < MAPS; map++) {
    random_regions();
    REG(CTRL) = random_word(&seed) >> 16 & 1 ? 5 : 1;
    __asm volatile("dsb\n isb" ::: "memory");
    for (int i = 0; i < PROBES; i++) {
      uint32_t kind = (random_word(&seed) >> 8) % 9, at = WINDOW + ((random_word(&seed) >> 4) % WINDOW_BYTES & ~3u);
      probe(kind, at);
    }
  }
  REG(CTRL) = 0;
  say("%u of %u refused, hash %08x\n", (unsigned)refusals, MAPS * PROBES, (unsigned)hash);
  return refusals < 100;
}
