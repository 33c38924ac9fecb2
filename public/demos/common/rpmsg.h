/* Messages between Linux and the firmware: the remote side of virtio-rpmsg, compatible with OpenAMP's. */
#ifndef RPMSG_H
#define RPMSG_H

#include <stdbool.h>
#include <stdint.h>

#define RPMSG_BUFFER_SIZE 512u
#define RPMSG_HEADER_SIZE 16u
#define RPMSG_MAX_PAYLOAD (RPMSG_BUFFER_SIZE - RPMSG_HEADER_SIZE)
#define RPMSG_NAME_SIZE 32u
#define RPMSG_ADDR_ANY 0xFFFFFFFFu
#define RPMSG_NS_ADDRESS 53u
#define RPMSG_FIRST_ADDRESS 0x400u

struct rpmsg_endpoint;

/* `data` points into the shared buffer, which goes back to Linux right after the call: copy what is needed. */
typedef void (*rpmsg_receive_t)(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length);

struct rpmsg_endpoint {
  char name[RPMSG_NAME_SIZE];
  uint32_t address;
  uint32_t destination; /* RPMSG_ADDR_ANY until Linux has written the first message */
  rpmsg_receive_t receive;
  struct rpmsg_endpoint *next;
};

/* Sleeps until Linux has set DRIVER_OK in the resource table. */
void rpmsg_wait_for_linux(void);

/* Takes the rings from the resource table. Only after rpmsg_wait_for_linux(): before, there are none. */
void rpmsg_init(void);

/* Gives the endpoint the next free address, from 0x400 on, and announces it to Linux. False: no buffer was free. */
bool rpmsg_create_endpoint(struct rpmsg_endpoint *endpoint, const char *name, rpmsg_receive_t receive);

/* Sends to the endpoint's destination. False: no buffer is free now, or the destination is not yet known. */
bool rpmsg_send(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length);

/* Hands the next message to its endpoint and the buffer back to Linux. False: there is none. */
bool rpmsg_receive_one(void);

/* Tells Linux that buffers came back, if Linux wants to know. Once after a row of rpmsg_receive_one(). */
void rpmsg_receive_done(void);

/* Is a buffer free for rpmsg_send()? If not, Linux will ring channel 1 when it has given one back. */
bool rpmsg_can_send(void);

#endif
