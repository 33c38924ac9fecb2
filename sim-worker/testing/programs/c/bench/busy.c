/* Firmware that works all the time and looks at the bells between two pieces of work; what comes through /dev/ttyRPMSG0 goes back. */
#include "common/ipcc.h"
#include "common/memory.h"
#include "common/resource-table.h"
#include "common/rpmsg.h"

/* The bench watches it; it is written only once, among data that are written all the time. */
volatile uint32_t watched;
static uint32_t table[256], hash = 1;
static uint8_t kept[RPMSG_MAX_PAYLOAD];
static uint32_t length;

static void work(void) {
  for (uint32_t i = 0; i < 2048; i++) {
    hash = (hash ^ (hash >> 8)) * 16777619u + table[hash & 255];
    table[i & 255] += hash;
  }
}

static void on_message(struct rpmsg_endpoint *endpoint, const void *data, uint32_t size) {
  (void)endpoint;
  memcpy(kept, data, length = size);
}

int main(void) {
  static struct rpmsg_endpoint line;
  watched = 1;
  for (uint32_t i = 0; i < 256; i++) table[i] = i * 2654435761u;
  ipcc_init();
  rpmsg_wait_for_linux();
  rpmsg_init();
  rpmsg_create_endpoint(&line, "rpmsg-tty", on_message);
  for (;;) {
    work();
    if (!ipcc_take(CHANNEL_VRING0) && !ipcc_take(CHANNEL_VRING1)) continue;
    while (rpmsg_can_send() && rpmsg_receive_one()) {
      if (length > 0) rpmsg_send(&line, kept, length);
      length = 0;
    }
    rpmsg_receive_done();
  }
}
