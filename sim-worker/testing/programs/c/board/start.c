/* Vectors and the way to main(). Programs that want a handler define it. */
#include "board.h"

extern char ram_end[];
int main(void);

void reset(void) {
  /* The FPU is for everybody (CPACR). */
  *(volatile uint32_t *)0xe000ed88 |= 0xfu << 20;
  __asm volatile("dsb\n isb");
  finish(main());
}

void unexpected(void) {
  uint32_t number;
  __asm volatile("mrs %0, ipsr" : "=r"(number));
  say("unexpected exception %u, CFSR %08x\n", (unsigned)number, (unsigned)*(volatile uint32_t *)0xe000ed28);
  finish(1);
}

#define HANDLER(name) void name(void) __attribute__((weak, alias("unexpected")))
HANDLER(on_nmi);
HANDLER(on_hard_fault);
HANDLER(on_mem_manage);
HANDLER(on_bus_fault);
HANDLER(on_usage_fault);
HANDLER(on_svc);
HANDLER(on_debug_monitor);
HANDLER(on_pendsv);
HANDLER(on_systick);
HANDLER(on_irq);

typedef void (*handler)(void);
__attribute__((section(".vectors"), used)) static const handler vectors[16 + 32] = {
    (handler)ram_end, reset, on_nmi, on_hard_fault, on_mem_manage, on_bus_fault, on_usage_fault, 0, 0, 0, 0,
    on_svc, on_debug_monitor, 0, on_pendsv, on_systick, [16 ... 47] = on_irq,
};
