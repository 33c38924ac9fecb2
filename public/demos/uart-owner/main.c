/* uart-owner: touches UART4, which belongs to Linux' console, when Linux says so. A refused access is a BusFault, and survived. */
#include "common/ipcc.h"
#include "common/rpmsg.h"
#include "common/stm32mp1.h"
#include "common/trace.h"
#include "common/words.h"

#define UART4_ISR (*(volatile uint32_t *)0x4001001Cu)
#define UART4_TDR (*(volatile uint32_t *)0x40010028u)

/* The M4's own gate of UART4's clock: while neither side has it open, the block reads 0 and ignores writes. */
#define RCC_MC_APB1ENSETR (*(volatile uint32_t *)0x50000A80u)
#define RCC_MC_APB1ENCLRR (*(volatile uint32_t *)0x50000A84u)
#define RCC_UART4EN (1u << 16)

#define SCB_SHCSR (*(volatile uint32_t *)0xE000ED24u)
#define SCB_SHCSR_BUSFAULTENA (1u << 17)
#define SCB_CFSR (*(volatile uint32_t *)0xE000ED28u)
#define SCB_CFSR_PRECISERR (1u << 9)

static volatile bool refused;

/* A load stops at the instruction that cannot be finished: go on behind it. A store is refused later and needs nothing. */
__attribute__((used)) static void note_refusal(uint32_t *frame) {
  if ((SCB_CFSR & SCB_CFSR_PRECISERR) != 0) {
    uint16_t opcode = *(const uint16_t *)frame[6];
    frame[6] += opcode >= 0xE800u ? 4u : 2u;
  }
  SCB_CFSR = SCB_CFSR;
  refused = true;
}

__attribute__((naked)) void BusFault_Handler(void) { __asm volatile("mov r0, sp\n\tb note_refusal"); }

static void tell(const char *when_answered) {
  __asm volatile("dsb" ::: "memory");
  words_say(refused ? "refused: UART4 is not mine\n" : when_answered);
}

static void read_status(void) {
  refused = false;
  RCC_MC_APB1ENSETR = RCC_UART4EN;
  (void)UART4_ISR;
  tell("UART4 answered\n");
  RCC_MC_APB1ENCLRR = RCC_UART4EN;
}

/* Does not wait for "transmit register empty": on a dead or foreign block that flag may never come. */
static void write_letter(void) {
  refused = false;
  RCC_MC_APB1ENSETR = RCC_UART4EN;
  UART4_TDR = 'M';
  tell("UART4 took my letter\n");
  RCC_MC_APB1ENCLRR = RCC_UART4EN;
}

static const struct word words[] = {
    {"read", "reads UART4's status register", read_status},
    {"write", "writes one letter to UART4", write_letter},
};

int main(void) {
  SCB_SHCSR |= SCB_SHCSR_BUSFAULTENA;
  ipcc_init();
  trace_text("uart-owner: waiting for Linux\n");
  rpmsg_wait_for_linux();
  rpmsg_init();
  /* The interrupt handler acknowledges: `stop` need not wait its 500 ms. */
  ipcc_listen(CHANNEL_SHUTDOWN);
  words_init();
  for (;;) {
    ipcc_take(CHANNEL_VRING0);
    ipcc_take(CHANNEL_VRING1);
    ipcc_take(CHANNEL_SHUTDOWN);
    if (!words_obey(words, sizeof words / sizeof words[0])) ipcc_sleep();
  }
}
