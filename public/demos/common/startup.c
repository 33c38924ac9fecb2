/* Vector table and reset handler: what runs before main(). */
#include <stdint.h>

extern uint32_t __StackTop[];
extern uint32_t __data_start__[], __data_end__[], __data_load__[];
extern uint32_t __bss_start__[], __bss_end__[];

extern int main(void);

/* An interrupt that nobody handles ends here; the debugger then shows which one. */
void Default_Handler(void) {
  for (;;) {
  }
}

#define UNHANDLED __attribute__((weak, alias("Default_Handler")))
void NMI_Handler(void) UNHANDLED;
void HardFault_Handler(void) UNHANDLED;
void MemManage_Handler(void) UNHANDLED;
void BusFault_Handler(void) UNHANDLED;
void UsageFault_Handler(void) UNHANDLED;
void SVC_Handler(void) UNHANDLED;
void DebugMon_Handler(void) UNHANDLED;
void PendSV_Handler(void) UNHANDLED;
void SysTick_Handler(void) UNHANDLED;
void IPCC_RX1_IRQHandler(void) UNHANDLED;
void IPCC_TX1_IRQHandler(void) UNHANDLED;

/* .data and .bss are ours; .resource_table is not touched: Linux has already written to it. */
void Reset_Handler(void) {
  const uint32_t *from = __data_load__;
  for (uint32_t *to = __data_start__; to < __data_end__;) *to++ = *from++;
  for (uint32_t *to = __bss_start__; to < __bss_end__;) *to++ = 0;
  main();
  for (;;) {
  }
}

typedef void (*vector_t)(void);

#define CORE_VECTORS 16
#define INTERRUPTS 150

__attribute__((section(".isr_vector"), used)) const vector_t g_pfnVectors[CORE_VECTORS + INTERRUPTS] = {
    [0] = (vector_t)__StackTop,
    [1] = Reset_Handler,
    [2] = NMI_Handler,
    [3] = HardFault_Handler,
    [4] = MemManage_Handler,
    [5] = BusFault_Handler,
    [6] = UsageFault_Handler,
    [11] = SVC_Handler,
    [12] = DebugMon_Handler,
    [14] = PendSV_Handler,
    [15] = SysTick_Handler,
    [CORE_VECTORS ... CORE_VECTORS + 102] = Default_Handler,
    [CORE_VECTORS + 103] = IPCC_RX1_IRQHandler,
    [CORE_VECTORS + 104] = IPCC_TX1_IRQHandler,
    [CORE_VECTORS + 105 ... CORE_VECTORS + 149] = Default_Handler,
};
