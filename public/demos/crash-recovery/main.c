/* crash-recovery: a firmware that WWDG1 watches. Three words kill it; the watchdog resets the M4, and Linux starts it anew. */
#include "common/ipcc.h"
#include "common/rpmsg.h"
#include "common/stm32mp1.h"
#include "common/trace.h"
#include "common/words.h"

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

static void why(void) { words_say(was_bitten ? "I am back: the watchdog had reset me\n" : "I was started by Linux\n"); }

static const struct word words[] = {
    {"why", "what started this firmware", why},
    {"hang", "an endless loop: nobody refreshes the watchdog", hang},
    {"fault", "a HardFault: its handler refreshes nothing", fault},
    {"hurry", "two refreshes in a row: the second comes too early", hurry},
};

int main(void) {
  was_bitten = (RCC_MC_RSTSCLRR & RCC_MC_RSTSCLRR_WWDG1RSTF) != 0;
  RCC_MC_RSTSCLRR = RCC_MC_RSTSCLRR_WWDG1RSTF;
  ipcc_init();
  trace_text(was_bitten ? "crash-recovery: back after the watchdog\n" : "crash-recovery: waiting for Linux\n");
  rpmsg_wait_for_linux();
  rpmsg_init();
  /* The interrupt handler acknowledges: `stop` need not wait its 500 ms. */
  ipcc_listen(CHANNEL_SHUTDOWN);
  words_init();
  start_watchdog();
  for (;;) {
    ipcc_take(CHANNEL_VRING0);
    ipcc_take(CHANNEL_VRING1);
    ipcc_take(CHANNEL_SHUTDOWN);
    if (ticked) {
      ticked = false;
      refresh();
    }
    if (!words_obey(words, sizeof words / sizeof words[0])) ipcc_sleep();
  }
}
