/* What rules are made of: a trap that notes every exception, hooks that decide how to go on, and expectations. */
#ifndef RULES_H
#define RULES_H
#include "board.h"

__asm(".syntax unified\n .fpu fpv4-sp-d16");

#define REG(address) (*(volatile uint32_t *)(address))
#define REG16(address) (*(volatile uint16_t *)(address))
#define REG8(address) (*(volatile uint8_t *)(address))
#define ACTLR REG(0xe000e008)
#define SYST_CSR REG(0xe000e010)
#define SYST_RVR REG(0xe000e014)
#define SYST_CVR REG(0xe000e018)
#define NVIC_ISER REG(0xe000e100)
#define NVIC_ICER REG(0xe000e180)
#define NVIC_ISPR REG(0xe000e200)
#define NVIC_ICPR REG(0xe000e280)
#define NVIC_IABR REG(0xe000e300)
#define NVIC_IPR(irq) REG8(0xe000e400 + (irq))
#define CPUID REG(0xe000ed00)
#define ICSR REG(0xe000ed04)
#define VTOR REG(0xe000ed08)
#define AIRCR REG(0xe000ed0c)
#define SCR REG(0xe000ed10)
#define CCR REG(0xe000ed14)
#define SHPR(exception) REG8(0xe000ed14 + (exception))
#define SHCSR REG(0xe000ed24)
#define CFSR REG(0xe000ed28)
#define HFSR REG(0xe000ed2c)
#define MMFAR REG(0xe000ed34)
#define BFAR REG(0xe000ed38)
#define CPACR REG(0xe000ed88)
#define MPU_TYPE REG(0xe000ed90)
#define MPU_CTRL REG(0xe000ed94)
#define MPU_RNR REG(0xe000ed98)
#define MPU_RBAR REG(0xe000ed9c)
#define MPU_RASR REG(0xe000eda0)
#define STIR REG(0xe000ef00)
#define FPCCR REG(0xe000ef34)
#define FPCAR REG(0xe000ef38)
#define FPDSCR REG(0xe000ef3c)

enum { NMI = 2, HARD_FAULT, MEM_MANAGE, BUS_FAULT, USAGE_FAULT, SVCALL = 11, DEBUG_MONITOR, PENDSV = 14, SYSTICK, IRQ0 };
enum {
  IACCVIOL = 1, DACCVIOL = 2, MUNSTKERR = 8, MSTKERR = 0x10, MLSPERR = 0x20, MMARVALID = 0x80,
  IBUSERR = 0x100, PRECISERR = 0x200, IMPRECISERR = 0x400, UNSTKERR = 0x800, STKERR = 0x1000, LSPERR = 0x2000, BFARVALID = 0x8000,
  UNDEFINSTR = 0x10000, INVSTATE = 0x20000, INVPC = 0x40000, NOCP = 0x80000, UNALIGNED = 0x1000000, DIVBYZERO = 0x2000000,
};
enum { VECTTBL = 2, FORCED = 1 << 30 };
#define DEBUGEVT 0x80000000u
enum { NONBASETHRDENA = 1, USERSETMPEND = 2, UNALIGN_TRP = 8, DIV_0_TRP = 16, BFHFNMIGN = 0x100, STKALIGN = 0x200 };
enum { PENDSTCLR = 1 << 25, PENDSTSET = 1 << 26, PENDSVCLR = 1 << 27, PENDSVSET = 1 << 28, ISRPENDING = 1 << 22, RETTOBASE = 1 << 11 };
#define NMIPENDSET 0x80000000u
enum { T_BIT = 1 << 24, REALIGNED = 1 << 9 };
/* Nothing is there on either machine. */
#define HOLE 0x60000000u

/* One exception, as its handler found things. */
struct seen {
  uint32_t exception, exc_return, cfsr, hfsr, mmfar, bfar, icsr, shcsr, control;
  /* Where the frame lies, and a copy: r0-r3, r12, lr, pc, xPSR. */
  uint32_t *frame, r[8];
  /* What the handler returns with. */
  uint32_t leave;
};
typedef void hook(struct seen *s);
extern struct seen seen[32];
extern volatile int seen_count;
/* 0 where frames lie in memory that must not be read. */
extern int copies_frames;
extern hook *on[48];
#define LAST (&seen[seen_count - 1])

/* Hooks. `skip`: goes on behind the instruction. `go_back`: to where the stacked LR points. `note`: goes on as it is. */
hook note, skip, go_back, be_privileged;

void expect(int holds, const char *what);
void equal(uint32_t value, uint32_t wanted, const char *what);
#define EXPECT(condition) expect((condition) != 0, #condition)
#define EQUAL(value, wanted) equal((uint32_t)(value), (uint32_t)(wanted), #value)
int rule_failures(void);
/* How many exceptions there were, and which. */
void order(int count, ...);

struct rule {
  const char *name, *section, *sentence, *end;
  void (*body)(void);
};
#define RULE_ENDING(name, manual, sentence, end)                                                             \
  static void name(void);                                                                                     \
  __attribute__((section(".rules"), used)) static const struct rule rule_##name = {#name, manual, sentence, end, name}; \
  static void name(void)
/* `manual`: sections of the ARMv7-M manual. */
#define RULE(name, manual, sentence) RULE_ENDING(name, manual, sentence, "exit 0")

static inline void barrier(void) { __asm volatile("dsb\n isb" ::: "memory"); }
static inline void pend(int irq) {
  NVIC_ISPR = 1u << irq;
  barrier();
}
static inline void pend_system(uint32_t bit) {
  ICSR = bit;
  barrier();
}
/* All three with their own handler, which hooks `with`. */
void enable_faults(hook *with);
/* Of the present table. */
void copy_vectors(volatile uint32_t *to, int count);
void enable_irq(int irq, uint8_t priority, hook *with);

#define READ_SPECIAL(name)                                \
  __extension__({                                         \
    uint32_t v_;                                          \
    __asm volatile("mrs %0, " #name : "=r"(v_)::"memory"); \
    v_;                                                   \
  })
#define WRITE_SPECIAL(name, value) __asm volatile("msr " #name ", %0\n isb" ::"r"(value) : "memory")

/* The top of a stack for thread mode with PSP. */
extern uint32_t process_stack[256];
#define PROCESS_TOP ((uint32_t)(process_stack + 256))
/* In thread mode on the process stack, privileged or not (CONTROL 2 or 3); comes back by SVC 99, see `be_privileged`. */
#define ON_PROCESS_STACK(control, text)                                                                        \
  do {                                                                                                         \
    on[SVCALL] = be_privileged;                                                                                \
    __asm volatile("msr psp, %0\n msr control, %1\n isb\n" text "\n svc 99\n movs r0, #0\n msr control, r0\n isb" \
                   ::"r"(PROCESS_TOP), "r"(control)                                                            \
                   : "r0", "r1", "r2", "r3", "r12", "lr", "cc", "memory");                                     \
  } while (0)
#define UNPRIVILEGED(text) ON_PROCESS_STACK(3, text)

#endif
