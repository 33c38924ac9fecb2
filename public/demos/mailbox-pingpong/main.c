/* mailbox-pingpong: the bare mailbox without OpenAMP. Linux writes a request, the M4 overwrites it with an answer.

   Channel 5, because remoteproc uses 1 to 4 (vring0, vring1, shutdown, detach) and Linux' mailbox-test driver is given
   the fifth in the device tree:

     mailbox-test@10046000 {
       compatible = "mailbox-test";
       reg = <0x10046000 0x80>, <0x10046000 0x80>;   one buffer, for both directions
       mboxes = <&ipcc 4>;                           Linux counts from 0
       mbox-names = "tx";
     };

   Half-duplex: both sides share one buffer and take turns. Whose turn it is, the channel's flag from the A7 says:
     occupied   the request is in the buffer, the M4's turn
     free       the answer is in the buffer, the A7's turn
   The driver shows an answer only after a bell from the M4, so the M4 also rings on the same channel. */
#include "common/memory.h"
#include "common/stm32mp1.h"

#define CHANNEL 5u
#define MESSAGE_SIZE 128u /* MBOX_MAX_MSG_LEN of the driver */

/* In SRAM3 between the rpmsg buffers and ST's region mcu-rsc-table, outside everything that the linker places. */
#define shared_message ((volatile char *)0x10046000u)

static uint32_t answers;

/* Text under construction; what does not fit is left out, and a NUL is always there. */
struct text {
  uint32_t length;
  char characters[MESSAGE_SIZE];
};

static void put_char(struct text *text, char c) {
  if (text->length < MESSAGE_SIZE - 1u) text->characters[text->length++] = c;
}

static void put_text(struct text *text, const char *source) {
  while (*source != '\0') put_char(text, *source++);
}

static void put_number(struct text *text, uint32_t number) {
  if (number >= 10u) put_number(text, number / 10u);
  put_char(text, (char)('0' + number % 10u));
}

static char upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c; }

/* "hello" becomes "pong 1: HELLO". */
static void answer_message(void) {
  struct text answer;
  memset(&answer, 0, sizeof answer);
  put_text(&answer, "pong ");
  put_number(&answer, ++answers);
  put_text(&answer, ": ");
  for (uint32_t i = 0; i < MESSAGE_SIZE && shared_message[i] != '\0'; i++) put_char(&answer, upper(shared_message[i]));
  for (uint32_t i = 0; i < MESSAGE_SIZE; i++) shared_message[i] = answer.characters[i];
}

void IPCC_RX1_IRQHandler(void) {
  if ((IPCC->C1TOC2SR & IPCC_OCCUPIED(CHANNEL)) == 0) return;
  answer_message();
  memory_barrier();
  /* The bell comes before the turn: once the channel is free, Linux may write the next request. */
  IPCC->C2SCR = IPCC_SET(CHANNEL);
  IPCC->C2SCR = IPCC_OCCUPIED(CHANNEL);
}

int main(void) {
  RCC_MC_AHB3ENSETR = RCC_MC_AHB3ENSETR_IPCCEN;
  nvic_enable(IPCC_RX1_IRQn, 1);
  IPCC->C2CR = 0;
  IPCC->C2MR = IPCC_MR_ALL;
  IPCC->C2SCR = IPCC_SCR_CLEAR_ALL;
  IPCC->C2CR = IPCC_CR_RXOIE;
  IPCC->C2MR = IPCC_MR_ALL & ~IPCC_OCCUPIED(CHANNEL);
  for (;;) wait_for_interrupt();
}
