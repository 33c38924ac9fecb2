/* crash-lab: one serial line to Linux; each word written to it names a way to crash, and the firmware takes it. */
#include "common/ipcc.h"
#include "common/rpmsg.h"
#include "common/stm32mp1.h"
#include "common/trace.h"
#include "common/words.h"

/* Nothing is there on an STM32MP15x. */
#define PERIPHERAL_HOLE ((volatile uint32_t *)0x4FFF0000u)
/* A branch to it in a handler is a return, but of no kind that exists. */
#define BAD_EXC_RETURN 0xFFFFFFF5u

/* Code that the MPU forbids to run: `bx lr`, in a region of its own. */
static uint16_t data_region[128] __attribute__((aligned(256))) = {0x4770};
/* No access: what grows into it has overflowed. It lies below the stack that overflow() uses. */
static uint32_t stack_region[256] __attribute__((aligned(256)));

typedef void (*function_t)(void);

static void call_null(void) {
  volatile function_t nobody = 0;
  nobody();
}

static void divide_by_zero(void) {
  volatile uint32_t total = 1000, count = 0;
  total = total / count;
}

static void read_unaligned(void) {
  static uint8_t packet[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  volatile uint32_t *field = (volatile uint32_t *)(packet + 1);
  trace_number(*field);
}

static void run_data(void) {
  volatile function_t code = (function_t)((uintptr_t)data_region | 1u);
  code();
}

/* Each call keeps some 64 bytes, and there is room for a dozen: this one would need a thousand. */
static volatile uint32_t wanted_depth = 1000;
__attribute__((noinline)) static uint32_t deeper(uint32_t depth) {
  volatile uint32_t keep[14];
  keep[0] = depth;
  return depth == wanted_depth ? 0u : deeper(depth + 1u) + keep[0];
}

static void overflow_stack(void) {
  uint32_t *top = stack_region + sizeof stack_region / sizeof stack_region[0];
  __asm volatile("msr psp, %0\n\tmsr control, %1\n\tisb" ::"r"(top), "r"(2u) : "memory");
  deeper(1u);
}

static void write_to_hole(void) { PERIPHERAL_HOLE[4] = 0x12345678u; }

static void stop_at_breakpoint(void) { __asm volatile("bkpt #1"); }

__attribute__((naked)) void SVC_Handler(void) { __asm volatile("bx %0" ::"r"(BAD_EXC_RETURN)); }

static void return_badly(void) { __asm volatile("svc #0"); }

/* With FAULTMASK set no handler can take a fault any more. */
static void lock_up(void) { __asm volatile("cpsid f\n\tudf #0"); }

static const struct word words[] = {
    {"null", "calls a null pointer", call_null},
    {"divide", "divides by zero", divide_by_zero},
    {"unaligned", "reads a word from an odd address", read_unaligned},
    {"data", "runs data that the MPU marks execute-never", run_data},
    {"stack", "calls itself until the stack runs into its guard", overflow_stack},
    {"hole", "writes to an address where no peripheral is", write_to_hole},
    {"break", "executes BKPT", stop_at_breakpoint},
    {"return", "leaves an interrupt with an EXC_RETURN that does not exist", return_badly},
    {"lockup", "faults while FAULTMASK is set", lock_up},
};

static void protect(void) {
  SCB_CCR |= SCB_CCR_UNALIGN_TRP | SCB_CCR_DIV_0_TRP;
  MPU_RBAR = (uintptr_t)data_region | MPU_RBAR_VALID | 0u;
  MPU_RASR = MPU_RASR_FULL_ACCESS | MPU_RASR_XN | MPU_RASR_SIZE(8u) | MPU_RASR_ENABLE;
  MPU_RBAR = (uintptr_t)stack_region | MPU_RBAR_VALID | 1u;
  MPU_RASR = MPU_RASR_NO_ACCESS | MPU_RASR_XN | MPU_RASR_SIZE(8u) | MPU_RASR_ENABLE;
  MPU_CTRL = MPU_CTRL_PRIVDEFENA | MPU_CTRL_ENABLE;
  memory_barrier();
}

int main(void) {
  ipcc_init();
  protect();
  trace_text("crash-lab: waiting for Linux\n");
  rpmsg_wait_for_linux();
  rpmsg_init();
  words_init();
  for (;;) {
    ipcc_take(CHANNEL_VRING0);
    ipcc_take(CHANNEL_VRING1);
    if (!words_obey(words, sizeof words / sizeof words[0])) ipcc_sleep();
  }
}
