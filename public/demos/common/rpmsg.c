/* The remote side of virtio-rpmsg: two rings in shared memory, filled by Linux with descriptors, emptied here. */
#include "rpmsg.h"

#include <stddef.h>

#include "ipcc.h"
#include "memory.h"
#include "resource-table.h"
#include "stm32mp1.h"

struct vring_desc {
  uint64_t addr;
  uint32_t len;
  uint16_t flags;
  uint16_t next;
};

struct vring_avail {
  uint16_t flags; /* 1: Linux wants no bell for returned buffers */
  uint16_t idx;
  uint16_t ring[];
};

struct vring_used_elem {
  uint32_t id;
  uint32_t len;
};

struct vring_used {
  uint16_t flags; /* 1: we want no bell for new buffers */
  uint16_t idx;
  struct vring_used_elem ring[];
};

#define NO_INTERRUPT 1u
#define NO_NOTIFY 1u

struct vring {
  uint32_t num;
  uint16_t next; /* our place in the avail ring; runs freely modulo 65536 */
  uint32_t channel;
  volatile struct vring_desc *desc;
  volatile struct vring_avail *avail;
  volatile struct vring_used *used;
};

struct rpmsg_header {
  uint32_t src;
  uint32_t dst;
  uint32_t reserved;
  uint16_t len;
  uint16_t flags;
  uint8_t data[];
};

struct rpmsg_ns_message {
  char name[RPMSG_NAME_SIZE];
  uint32_t addr;
  uint32_t flags; /* 0 create, 1 destroy */
};

static struct vring tx; /* vring0: empty buffers from Linux, to be filled here */
static struct vring rx; /* vring1: full buffers from Linux */
static struct rpmsg_endpoint *endpoints;
static uint32_t next_address = RPMSG_FIRST_ADDRESS;

static bool linux_is_ready(void) { return (resource_table.vdev.status & VIRTIO_STATUS_DRIVER_OK) != 0; }

/* Linux rings channel 1 right after DRIVER_OK, so sleeping between two looks misses nothing. */
void rpmsg_wait_for_linux(void) {
  ipcc_listen(CHANNEL_VRING0);
  ipcc_listen(CHANNEL_VRING1);
  while (!linux_is_ready()) {
    ipcc_sleep();
    ipcc_take(CHANNEL_VRING0);
  }
}

static void open_ring(struct vring *ring, uint32_t index, uint32_t channel) {
  const volatile struct fw_rsc_vdev_vring *place = &resource_table.vdev.vring[index];
  uint32_t base = place->da, num = place->num, align = place->align;
  uint32_t avail = base + num * sizeof(struct vring_desc);
  uint32_t used = avail + sizeof(uint16_t) * (3u + num);
  ring->num = num;
  ring->next = 0;
  ring->channel = channel;
  ring->desc = (volatile struct vring_desc *)base;
  ring->avail = (volatile struct vring_avail *)avail;
  ring->used = (volatile struct vring_used *)((used + align - 1u) & ~(align - 1u));
}

void rpmsg_init(void) {
  open_ring(&tx, 0, CHANNEL_VRING0);
  open_ring(&rx, 1, CHANNEL_VRING1);
  tx.used->flags = NO_NOTIFY;
}

static bool has_available(const struct vring *ring) { return ring->next != ring->avail->idx; }

static uint16_t take_available(struct vring *ring) {
  memory_barrier();
  return ring->avail->ring[ring->next++ & (ring->num - 1u)];
}

static void give_back(struct vring *ring, uint16_t id, uint32_t length) {
  volatile struct vring_used *used = ring->used;
  volatile struct vring_used_elem *element = &used->ring[used->idx & (ring->num - 1u)];
  element->id = id;
  element->len = length;
  memory_barrier();
  used->idx++;
}

static void ring_if_wanted(const struct vring *ring) {
  memory_barrier();
  if ((ring->avail->flags & NO_INTERRUPT) == 0) ipcc_ring(ring->channel);
}

static struct rpmsg_header *buffer_of(const struct vring *ring, uint16_t id) {
  return (struct rpmsg_header *)(uint32_t)ring->desc[id].addr;
}

/* Asks for a bell only while there is nothing; looks again afterwards, as Linux may just have given a buffer back. */
bool rpmsg_can_send(void) {
  if (has_available(&tx)) return true;
  tx.used->flags = 0;
  memory_barrier();
  if (!has_available(&tx)) return false;
  tx.used->flags = NO_NOTIFY;
  return true;
}

static bool send_to(uint32_t src, uint32_t dst, const void *data, uint32_t length) {
  if (!linux_is_ready() || !has_available(&tx)) return false;
  if ((tx.used->flags & NO_NOTIFY) == 0) tx.used->flags = NO_NOTIFY;
  uint16_t id = take_available(&tx);
  struct rpmsg_header *message = buffer_of(&tx, id);
  if (length > RPMSG_MAX_PAYLOAD) length = RPMSG_MAX_PAYLOAD;
  message->src = src;
  message->dst = dst;
  message->reserved = 0;
  message->len = (uint16_t)length;
  message->flags = 0;
  memcpy(message->data, data, length);
  /* As OpenAMP does: the length of the buffer, not of the message, which the header tells. */
  give_back(&tx, id, tx.desc[id].len);
  ring_if_wanted(&tx);
  return true;
}

bool rpmsg_send(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length) {
  if (endpoint->destination == RPMSG_ADDR_ANY) return false;
  return send_to(endpoint->address, endpoint->destination, data, length);
}

bool rpmsg_create_endpoint(struct rpmsg_endpoint *endpoint, const char *name, rpmsg_receive_t receive) {
  memset(endpoint, 0, sizeof *endpoint);
  for (uint32_t i = 0; i < RPMSG_NAME_SIZE - 1u && name[i] != '\0'; i++) endpoint->name[i] = name[i];
  endpoint->address = next_address++;
  endpoint->destination = RPMSG_ADDR_ANY;
  endpoint->receive = receive;
  endpoint->next = endpoints;
  endpoints = endpoint;
  if ((resource_table.vdev.gfeatures & (1u << VIRTIO_RPMSG_F_NS)) == 0) return true;

  struct rpmsg_ns_message announcement = {.addr = endpoint->address};
  memcpy(announcement.name, endpoint->name, RPMSG_NAME_SIZE);
  return send_to(endpoint->address, RPMSG_NS_ADDRESS, &announcement, sizeof announcement);
}

static struct rpmsg_endpoint *endpoint_at(uint32_t address) {
  struct rpmsg_endpoint *endpoint = endpoints;
  while (endpoint != NULL && endpoint->address != address) endpoint = endpoint->next;
  return endpoint;
}

bool rpmsg_receive_one(void) {
  if (!has_available(&rx)) return false;
  uint16_t id = take_available(&rx);
  uint32_t size = rx.desc[id].len;
  struct rpmsg_header *message = buffer_of(&rx, id);
  message->reserved = id; /* OpenAMP keeps the descriptor's number here while it holds the buffer */
  struct rpmsg_endpoint *endpoint = endpoint_at(message->dst);
  if (endpoint != NULL) {
    /* Linux does not announce itself: its address is learned from its first message. */
    if (endpoint->destination == RPMSG_ADDR_ANY) endpoint->destination = message->src;
    uint32_t length = message->len <= RPMSG_MAX_PAYLOAD ? message->len : RPMSG_MAX_PAYLOAD;
    endpoint->receive(endpoint, message->data, length);
  }
  give_back(&rx, id, size);
  return true;
}

void rpmsg_receive_done(void) { ring_if_wanted(&rx); }
