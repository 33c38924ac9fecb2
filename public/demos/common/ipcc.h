/* The mailbox: twelve bells between the two processors. A bell carries no data. */
#ifndef IPCC_H
#define IPCC_H

#include <stdbool.h>
#include <stdint.h>

/* Uses of the channels by Linux' remoteproc driver. */
enum { CHANNEL_VRING0 = 1, CHANNEL_VRING1 = 2, CHANNEL_SHUTDOWN = 3, CHANNEL_DETACH = 4 };

/* Switches the mailbox on with every channel masked. Bells rung before this are forgotten. */
void ipcc_init(void);

/* Lets a channel interrupt the M4 from now on. */
void ipcc_listen(uint32_t channel);

/* Rings the A7. Waits while the A7 has not yet answered the bell before: a second ring would be lost in the first. */
void ipcc_ring(uint32_t channel);

/* Has the channel rung since it was asked last? */
bool ipcc_take(uint32_t channel);

/* Sleeps until some channel has rung. Returns at once when one already has. */
void ipcc_sleep(void);

#endif
