/* What every demo with rpmsg asks of Linux: a virtio device with two rings, and a place for the log. */
#include "common/resource-table.h"

#include <stddef.h>

#include "common/trace.h"

#define VRING_BUFFERS 16u
#define VRING_ALIGN 16u

__attribute__((section(".resource_table"), used)) volatile struct remote_resource_table resource_table = {
    .version = 1,
    .num = 2,
    .offset = {offsetof(struct remote_resource_table, vdev), offsetof(struct remote_resource_table, trace)},
    .vdev =
        {
            .type = RSC_VDEV,
            .id = VIRTIO_ID_RPMSG,
            .dfeatures = 1u << VIRTIO_RPMSG_F_NS,
            .num_of_vrings = 2,
            .vring =
                {
                    {.da = RSC_ANY_ADDRESS, .align = VRING_ALIGN, .num = VRING_BUFFERS, .notifyid = 0},
                    {.da = RSC_ANY_ADDRESS, .align = VRING_ALIGN, .num = VRING_BUFFERS, .notifyid = 1},
                },
        },
    .trace = {.type = RSC_TRACE, .da = (uint32_t)system_log_buf, .len = TRACE_SIZE, .name = "cm4_log"},
};
