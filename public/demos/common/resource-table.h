/* The table in which a firmware tells Linux what it needs, and in which Linux answers. Layout: linux/remoteproc.h. */
#ifndef RESOURCE_TABLE_H
#define RESOURCE_TABLE_H

#include <stdint.h>

#define RSC_TRACE 2u
#define RSC_VDEV 3u
#define RSC_ANY_ADDRESS 0xFFFFFFFFu
#define VIRTIO_ID_RPMSG 7u
#define VIRTIO_RPMSG_F_NS 0u /* feature bit: name service */
#define VIRTIO_STATUS_DRIVER_OK 4u

struct fw_rsc_vdev_vring {
  uint32_t da; /* Linux writes where the ring is */
  uint32_t align;
  uint32_t num;
  uint32_t notifyid;
  uint32_t pa;
};

struct fw_rsc_vdev {
  uint32_t type;
  uint32_t id;
  uint32_t notifyid;
  uint32_t dfeatures;
  uint32_t gfeatures; /* Linux writes what both sides can do */
  uint32_t config_len;
  uint8_t status; /* Linux writes its progress: 1 seen, 3 driver found, 7 ready */
  uint8_t num_of_vrings;
  uint8_t reserved[2];
  struct fw_rsc_vdev_vring vring[2];
};

struct fw_rsc_trace {
  uint32_t type;
  uint32_t da;
  uint32_t len;
  uint32_t reserved;
  char name[32];
};

struct remote_resource_table {
  uint32_t version;
  uint32_t num;
  uint32_t reserved[2];
  uint32_t offset[2];
  struct fw_rsc_vdev vdev;
  struct fw_rsc_trace trace;
};

_Static_assert(sizeof(struct remote_resource_table) == 140, "Linux reads this layout byte by byte");

/* Linux changes it while the firmware runs: every access has to be a real one. */
extern volatile struct remote_resource_table resource_table;

#endif
