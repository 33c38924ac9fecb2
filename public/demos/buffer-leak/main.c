/* buffer-leak: holds each buffer that it receives "for later" and never gives it back. The seventeenth message finds none. */
#include "common/ipcc.h"
#include "common/memory.h"
#include "common/rpmsg.c" /* its functions always give a buffer back: not to do so takes its private ones */
#include "common/trace.h"

#define MOST_HELD 16u

static struct rpmsg_endpoint line;
static uint16_t held[MOST_HELD];
static uint32_t held_count;
/* The word "tidy" repairs the firmware: what is held goes back, and from then on everything does at once. */
static bool tidy;

static void log_count(const char *words, uint32_t number) {
  trace_text(words);
  trace_number(number);
  trace_text("\n");
}

/* As rpmsg_receive_one(), but the buffer stays here. */
static bool hold_one(uint16_t *buffer) {
  if (!has_available(&rx)) return false;
  *buffer = take_available(&rx);
  struct rpmsg_header *message = buffer_of(&rx, *buffer);
  line.receive(&line, message->data, message->len <= RPMSG_MAX_PAYLOAD ? message->len : RPMSG_MAX_PAYLOAD);
  return true;
}

static void on_message(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length) {
  (void)endpoint;
  if (length >= 4u && memcmp(data, "tidy", 4) == 0) tidy = true;
}

static void release_all(void) {
  uint32_t count = held_count;
  while (held_count > 0) {
    uint16_t buffer = held[--held_count];
    give_back(&rx, buffer, rx.desc[buffer].len);
  }
  rpmsg_receive_done();
  log_count("given back: ", count);
}

static void receive_messages(void) {
  while (held_count < MOST_HELD && hold_one(&held[held_count])) {
    held_count++;
    log_count("held: ", held_count);
    if (tidy) release_all();
  }
}

int main(void) {
  ipcc_init();
  rpmsg_wait_for_linux();
  rpmsg_init();
  /* The interrupt handler acknowledges: `stop` need not wait its 500 ms. */
  ipcc_listen(CHANNEL_SHUTDOWN);
  rpmsg_create_endpoint(&line, "rpmsg-raw", on_message);
  for (;;) {
    ipcc_take(CHANNEL_VRING0);
    ipcc_take(CHANNEL_VRING1);
    ipcc_take(CHANNEL_SHUTDOWN);
    receive_messages();
    ipcc_sleep();
  }
}
