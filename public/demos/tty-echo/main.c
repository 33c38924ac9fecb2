/* tty-echo: two serial lines to Linux, /dev/ttyRPMSG0 and /dev/ttyRPMSG1, each sending back what it gets. */
#include "common/ipcc.h"
#include "common/memory.h"
#include "common/resource-table.h"
#include "common/rpmsg.h"
#include "common/trace.h"

#define UARTS 2u
#define QUEUE_SIZE 16u

struct message {
  uint32_t length;
  uint8_t data[RPMSG_MAX_PAYLOAD];
};

/* One serial line: its endpoint, and the messages that still have to be echoed. */
struct virtual_uart {
  struct rpmsg_endpoint endpoint; /* first, so that the endpoint's address is the line's */
  uint32_t head;                  /* messages taken in, ever */
  uint32_t tail;                  /* messages echoed, ever */
  struct message queue[QUEUE_SIZE];
};

static struct virtual_uart uarts[UARTS];
static uint32_t messages;

static bool has_echo(const struct virtual_uart *uart) { return uart->head != uart->tail; }
static bool has_room(const struct virtual_uart *uart) { return uart->head - uart->tail < QUEUE_SIZE; }

static void log_message(const struct virtual_uart *uart, uint32_t length) {
  trace_text("[");
  trace_number(++messages);
  trace_text("] virtual UART ");
  trace_number((uint32_t)(uart - uarts));
  trace_text(": ");
  trace_number(length);
  trace_text(length == 1 ? " byte\n" : " bytes\n");
}

/* Runs inside rpmsg_receive_one(): copies, because the buffer goes back to Linux right afterwards. */
static void on_message(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length) {
  struct virtual_uart *uart = (struct virtual_uart *)endpoint;
  struct message *slot = &uart->queue[uart->head % QUEUE_SIZE];
  slot->length = length;
  memcpy(slot->data, data, length);
  uart->head++;
  log_message(uart, length);
}

static bool every_line_has_room(void) {
  for (uint32_t i = 0; i < UARTS; i++) {
    if (!has_room(&uarts[i])) return false;
  }
  return true;
}

/* Takes messages while each line can keep one more; the others wait in the ring. True: the ring is empty. */
static bool receive_messages(void) {
  uint32_t received = 0;
  bool empty = false;
  while (!empty && every_line_has_room()) {
    empty = !rpmsg_receive_one();
    if (!empty) received++;
  }
  if (received > 0) rpmsg_receive_done();
  return empty;
}

/* False: Linux has no buffer for us now, and rings when it has one. */
static bool echo_messages(void) {
  for (uint32_t i = 0; i < UARTS; i++) {
    struct virtual_uart *uart = &uarts[i];
    while (has_echo(uart)) {
      if (!rpmsg_can_send()) return false;
      const struct message *message = &uart->queue[uart->tail % QUEUE_SIZE];
      rpmsg_send(&uart->endpoint, message->data, message->length);
      uart->tail++;
    }
  }
  return true;
}

static void open_lines(void) {
  for (uint32_t i = 0; i < UARTS; i++) {
    if (!rpmsg_create_endpoint(&uarts[i].endpoint, "rpmsg-tty", on_message)) {
      trace_text("tty-echo: no buffer was free for the announcement\n");
    }
  }
}

int main(void) {
  ipcc_init();
  trace_text("tty-echo: waiting for Linux\n");
  rpmsg_wait_for_linux();
  rpmsg_init();
  trace_text("tty-echo: Linux is ready, vring0 at ");
  trace_hex(resource_table.vdev.vring[0].da);
  trace_text(", vring1 at ");
  trace_hex(resource_table.vdev.vring[1].da);
  trace_text("\n");
  open_lines();

  for (;;) {
    /* The bells are taken before the rings are read: one that comes later causes another round. */
    ipcc_take(CHANNEL_VRING0);
    ipcc_take(CHANNEL_VRING1);
    bool all_taken = receive_messages();
    bool all_echoed = echo_messages();
    if (all_taken || !all_echoed) ipcc_sleep();
  }
}
