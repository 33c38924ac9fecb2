/* sdb: ten megabytes for Linux through buffers in DDR; rpmsg carries only where they are and that they are full. */
#include "common/ipcc.h"
#include "common/memory.h"
#include "common/rpmsg.h"
#include "common/stm32mp1.h"
#include "common/trace.h"

#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)
#define SYST_CSR_RUN 7u
/* 50 ms of a 209 MHz clock: nobody tells the M4 that a buffer was read, so it takes its time. */
#define TICK (10450000u - 1u)

#define TOTAL (10u << 20)
#define MOST_BUFFERS 8u

struct buffer {
  uint32_t address;
  uint32_t size;
};

static struct rpmsg_endpoint channel;
static struct buffer buffers[MOST_BUFFERS];
static uint32_t buffer_count;
static uint32_t next_buffer;
static uint32_t remaining; /* bytes */
static uint32_t counter;   /* the next word of the data */

static volatile bool ticked;
void SysTick_Handler(void) { ticked = true; }

static int32_t digit_of(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  return -1;
}

/* Digits from `*at` on, to the first other letter. */
static uint32_t number_at(const char *text, uint32_t length, uint32_t base, uint32_t *at) {
  uint32_t number = 0;
  for (; *at < length; (*at)++) {
    int32_t digit = digit_of(text[*at]);
    if (digit < 0 || (uint32_t)digit >= base) break;
    number = number * base + (uint32_t)digit;
  }
  return number;
}

/* `B<id>A<address>L<size>`, the two last ones hexadecimal: Linux has made a buffer. The first one begins a new run. */
static void on_message(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length) {
  (void)endpoint;
  const char *text = data;
  uint32_t at = 1;
  uint32_t id = number_at(text, length, 10, &at);
  if (id >= MOST_BUFFERS || at >= length || text[at] != 'A') return;
  at++;
  uint32_t address = number_at(text, length, 16, &at);
  if (at >= length || text[at] != 'L') return;
  at++;
  buffers[id].address = address;
  buffers[id].size = number_at(text, length, 16, &at);
  buffer_count = id + 1u;
  if (id > 0) return;
  next_buffer = 0;
  counter = 0;
  remaining = TOTAL;
}

/* There is no DMA in this demo: the core itself writes into DDR, four words at a time. */
static void fill(const struct buffer *buffer, uint32_t bytes) {
  uint32_t *word = (uint32_t *)buffer->address;
  for (uint32_t i = 0; i < bytes / 16u; i++) {
    word[0] = counter;
    word[1] = counter + 1u;
    word[2] = counter + 2u;
    word[3] = counter + 3u;
    word += 4;
    counter += 4u;
  }
}

/* `B<id>L<size>` with eight hexadecimal digits: the buffer is full. */
static void tell(uint32_t id, uint32_t size) {
  char text[11] = {'B', (char)('0' + id), 'L'};
  for (uint32_t i = 0; i < 8u; i++) text[3u + i] = "0123456789abcdef"[(size >> (28u - 4u * i)) & 15u];
  rpmsg_send(&channel, text, sizeof text);
}

static void send_one(void) {
  if (remaining == 0 || buffer_count == 0) return;
  uint32_t id = next_buffer++ % buffer_count;
  uint32_t bytes = buffers[id].size < remaining ? buffers[id].size : remaining;
  fill(&buffers[id], bytes);
  remaining -= bytes;
  tell(id, bytes);
  trace_text("sdb: buffer ");
  trace_number(id);
  trace_text(" is full, still to send ");
  trace_number(remaining);
  trace_text("\n");
}

int main(void) {
  ipcc_init();
  trace_text("sdb: waiting for Linux\n");
  rpmsg_wait_for_linux();
  rpmsg_init();
  /* The interrupt handler acknowledges: `stop` need not wait its 500 ms. */
  ipcc_listen(CHANNEL_SHUTDOWN);
  rpmsg_create_endpoint(&channel, "rpmsg-sdb-channel", on_message);
  SYST_RVR = TICK;
  SYST_CVR = 0;
  SYST_CSR = SYST_CSR_RUN;
  for (;;) {
    ipcc_take(CHANNEL_VRING0);
    ipcc_take(CHANNEL_VRING1);
    ipcc_take(CHANNEL_SHUTDOWN);
    if (ticked) {
      ticked = false;
      send_one();
    }
    if (rpmsg_receive_one()) rpmsg_receive_done();
    else ipcc_sleep();
  }
}
