/* crash-lab: one serial line to Linux; each word written to it names a way to crash, and the firmware takes it. */
#include "common/ipcc.h"
#include "common/memory.h"
#include "common/rpmsg.h"
#include "common/stm32mp1.h"
#include "common/trace.h"

/* Nothing is there on an STM32MP15x. */
#define PERIPHERAL_HOLE ((volatile uint32_t *)0x4FFF0000u)
/* A branch to it in a handler is a return, but of no kind that exists. */
#define BAD_EXC_RETURN 0xFFFFFFF5u

static struct rpmsg_endpoint line;

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

static const struct {
  const char *word;
  const char *what;
  function_t crash;
} ways[] = {
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
#define WAYS (sizeof ways / sizeof ways[0])

static uint32_t length_of(const char *text) {
  uint32_t length = 0;
  while (text[length] != '\0') length++;
  return length;
}

static void say(const char *text) {
  trace_text(text);
  rpmsg_send(&line, text, length_of(text));
}

static bool is_word(const char *word, const char *data, uint32_t length) {
  for (uint32_t i = 0; i < length; i++) {
    if (data[i] != word[i]) return false;
  }
  return word[length] == '\0';
}

static char wanted[RPMSG_MAX_PAYLOAD];
static uint32_t wanted_length;

/* Inside rpmsg_receive_one(): only notes the word, so that the buffer goes back to Linux before the crash. */
static void on_message(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length) {
  (void)endpoint;
  memcpy(wanted, data, length);
  while (length > 0 && wanted[length - 1] <= ' ') length--;
  wanted_length = length;
}

static void help(void) {
  for (uint32_t i = 0; i < WAYS; i++) {
    say(ways[i].word);
    say(": ");
    say(ways[i].what);
    say("\n");
  }
}

static void obey(void) {
  for (uint32_t i = 0; i < WAYS; i++) {
    if (!is_word(ways[i].word, wanted, wanted_length)) continue;
    say(ways[i].what);
    say("\n");
    ways[i].crash();
    say("survived\n");
    return;
  }
  help();
}

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
  rpmsg_create_endpoint(&line, "rpmsg-tty", on_message);
  for (;;) {
    ipcc_take(CHANNEL_VRING0);
    ipcc_take(CHANNEL_VRING1);
    if (rpmsg_receive_one()) {
      rpmsg_receive_done();
      obey();
    } else {
      ipcc_sleep();
    }
  }
}
