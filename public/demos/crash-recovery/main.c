/* crash-recovery: a firmware that WWDG1 watches. Three words kill it; the watchdog resets the M4, and Linux starts it anew. */
#include "common/ipcc.h"
#include "common/memory.h"
#include "common/rpmsg.h"
#include "common/stm32mp1.h"
#include "common/trace.h"

/* Window watchdog of the M4. One count is 32 * 4096 clocks of PCLK1: 1.25 ms at 104 MHz. */
#define WWDG_CR (*(volatile uint32_t *)0x4000A000u)
#define WWDG_CFR (*(volatile uint32_t *)0x4000A004u)
#define WWDG_CR_WDGA 0x80u
#define WWDG_CFR_WDGTB_32 (5u << 11)
/* 64 counts until the reset: 80 ms. */
#define FULL 0x7Fu
/* The first seven counts, 9 ms, are too early for a refresh. */
#define WINDOW 0x78u

#define RCC_MC_APB1ENSETR (*(volatile uint32_t *)0x50000A80u)
#define RCC_MC_APB1ENSETR_WWDG1EN (1u << 28)
/* Why the M4 was reset; writing 1 clears a flag. */
#define RCC_MC_RSTSCLRR (*(volatile uint32_t *)0x50000C00u)
#define RCC_MC_RSTSCLRR_WWDG1RSTF (1u << 10)

#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)
#define SYST_CSR_RUN 7u
/* 12.5 ms of a 209 MHz clock. */
#define TICK (2612500u - 1u)

static struct rpmsg_endpoint line;
static bool was_bitten;

static volatile bool ticked;
void SysTick_Handler(void) { ticked = true; }

static void refresh(void) { WWDG_CR = FULL; }

static void start_watchdog(void) {
  RCC_MC_APB1ENSETR = RCC_MC_APB1ENSETR_WWDG1EN;
  WWDG_CFR = WWDG_CFR_WDGTB_32 | WINDOW;
  WWDG_CR = WWDG_CR_WDGA | FULL;
  SYST_RVR = TICK;
  SYST_CVR = 0;
  SYST_CSR = SYST_CSR_RUN;
}

static void hang(void) {
  irq_disable();
  for (;;) {
  }
}

/* Nobody has enabled UsageFault, so it escalates to HardFault, whose handler is an endless loop. */
static void fault(void) { __asm volatile("udf #0"); }

static void hurry(void) {
  refresh();
  refresh();
}

static const struct {
  const char *word;
  const char *what;
  void (*act)(void);
} ways[] = {
    {"hang", "an endless loop: nobody refreshes the watchdog\n", hang},
    {"fault", "a HardFault: its handler refreshes nothing\n", fault},
    {"hurry", "two refreshes in a row: the second comes too early\n", hurry},
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

/* Inside rpmsg_receive_one(): only notes the word, so that the buffer goes back to Linux before the end. */
static void on_message(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length) {
  (void)endpoint;
  memcpy(wanted, data, length);
  while (length > 0 && wanted[length - 1] <= ' ') length--;
  wanted_length = length;
}

static void obey(void) {
  for (uint32_t i = 0; i < WAYS; i++) {
    if (!is_word(ways[i].word, wanted, wanted_length)) continue;
    say(ways[i].what);
    ways[i].act();
    return;
  }
  say(was_bitten ? "I am back: the watchdog had reset me\n" : "I was started by Linux\n");
  say("hang, fault, hurry: three ways to let the watchdog bite\n");
}

int main(void) {
  was_bitten = (RCC_MC_RSTSCLRR & RCC_MC_RSTSCLRR_WWDG1RSTF) != 0;
  RCC_MC_RSTSCLRR = RCC_MC_RSTSCLRR_WWDG1RSTF;
  ipcc_init();
  trace_text(was_bitten ? "crash-recovery: back after the watchdog\n" : "crash-recovery: waiting for Linux\n");
  rpmsg_wait_for_linux();
  rpmsg_init();
  /* The interrupt handler acknowledges: `stop` need not wait its 500 ms. */
  ipcc_listen(CHANNEL_SHUTDOWN);
  rpmsg_create_endpoint(&line, "rpmsg-tty", on_message);
  start_watchdog();
  for (;;) {
    ipcc_take(CHANNEL_VRING0);
    ipcc_take(CHANNEL_VRING1);
    ipcc_take(CHANNEL_SHUTDOWN);
    if (ticked) {
      ticked = false;
      refresh();
    }
    if (rpmsg_receive_one()) {
      rpmsg_receive_done();
      obey();
    } else {
      ipcc_sleep();
    }
  }
}
