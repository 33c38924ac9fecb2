/* The mailbox: takes bells in the interrupt, keeps one software flag per channel for the main loop. */
#include "ipcc.h"

#include "stm32mp1.h"

#define CHANNELS 6u

/* Bit n-1: channel n has rung. Set in the interrupt, cleared in the main loop. */
static volatile uint32_t rung;

void ipcc_init(void) {
  RCC_MC_AHB3ENSETR = RCC_MC_AHB3ENSETR_IPCCEN;
  nvic_enable(IPCC_RX1_IRQn, 1);
  IPCC->C2CR = 0;
  IPCC->C2MR = IPCC_MR_ALL;
  IPCC->C2SCR = IPCC_SCR_CLEAR_ALL;
  IPCC->C2CR = IPCC_CR_RXOIE | IPCC_CR_TXFIE;
}

/* The interrupt handler changes the mask as well, hence the lock. */
void ipcc_listen(uint32_t channel) {
  irq_disable();
  IPCC->C2MR &= ~IPCC_OCCUPIED(channel);
  irq_enable();
}

void ipcc_ring(uint32_t channel) {
  while ((IPCC->C2TOC1SR & IPCC_OCCUPIED(channel)) != 0) {
  }
  memory_barrier();
  IPCC->C2SCR = IPCC_SET(channel);
}

bool ipcc_take(uint32_t channel) {
  irq_disable();
  bool taken = (rung & IPCC_OCCUPIED(channel)) != 0;
  rung &= ~IPCC_OCCUPIED(channel);
  irq_enable();
  return taken;
}

/* With interrupts held back, a bell between the test and WFI stays pending and ends the sleep. */
void ipcc_sleep(void) {
  irq_disable();
  if (rung == 0) wait_for_interrupt();
  irq_enable();
}

/* Per channel: mask it, note that it has rung, clear the flag so that the A7 may ring again, unmask it. */
void IPCC_RX1_IRQHandler(void) {
  uint32_t pending = IPCC->C1TOC2SR & ~IPCC->C2MR & IPCC_SCR_CLEAR_ALL;
  for (uint32_t channel = 1; channel <= CHANNELS; channel++) {
    uint32_t bit = IPCC_OCCUPIED(channel);
    if ((pending & bit) == 0) continue;
    IPCC->C2MR |= bit;
    rung |= bit;
    IPCC->C2SCR = bit;
    IPCC->C2MR &= ~bit;
  }
}
