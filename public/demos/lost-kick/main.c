/* lost-kick: answers each message, but forgets the bell only after its work. A bell that rings meanwhile is forgotten too. */
#include "common/ipcc.h"
#include "common/memory.h"
#include "common/rpmsg.h"
#include "common/trace.h"

/* Two milliseconds at 209 MHz, four cycles a round. */
#define WORK 105000u

static struct rpmsg_endpoint line;
static char text[RPMSG_MAX_PAYLOAD];
static uint32_t text_length;
/* The right order. Begins with the wrong one; the words "careful" and "careless" choose. */
static bool careful;

static bool is(const char *word) {
  uint32_t i = 0;
  while (i < text_length && text[i] == word[i]) i++;
  return word[i] == '\0' && i + 1u >= text_length; /* a newline may follow */
}

/* Inside rpmsg_receive_one(): copies, because the buffer goes back to Linux right afterwards. */
static void on_message(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length) {
  (void)endpoint;
  memcpy(text, data, length);
  text_length = length;
}

static void answer(void) {
  if (is("careful")) careful = true;
  if (is("careless")) careful = false;
  trace_text("lost-kick: a message\n");
  rpmsg_send(&line, text, text_length);
}

/* What firmware does all day. Longer than Linux needs for the next message. */
static void work(void) {
  for (volatile uint32_t i = 0; i < WORK / 2u; i++) {
  }
}

static void serve(void) {
  if (careful) ipcc_take(CHANNEL_VRING1);
  while (rpmsg_receive_one()) answer();
  rpmsg_receive_done();
  work();
  /* The mistake: also erases a bell that rang since the last look into the ring. */
  if (!careful) ipcc_take(CHANNEL_VRING1);
}

int main(void) {
  ipcc_init();
  rpmsg_wait_for_linux();
  rpmsg_init();
  /* The interrupt handler acknowledges: `stop` need not wait its 500 ms. */
  ipcc_listen(CHANNEL_SHUTDOWN);
  rpmsg_create_endpoint(&line, "rpmsg-tty", on_message);
  for (;;) {
    ipcc_sleep();
    ipcc_take(CHANNEL_VRING0);
    ipcc_take(CHANNEL_SHUTDOWN);
    serve();
  }
}
