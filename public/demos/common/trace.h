/* The log that Linux shows as /sys/kernel/debug/remoteproc/remoteproc0/trace0. */
#ifndef TRACE_H
#define TRACE_H

#include <stdint.h>

#define TRACE_SIZE 2048u

/* The resource table tells Linux where it is. */
extern char system_log_buf[TRACE_SIZE];

void trace_text(const char *text);
void trace_number(uint32_t number);
void trace_hex(uint32_t number);

#endif
