/* The registers of the STM32MP15x that the demos use, as the Cortex-M4 sees them. Names as in RM0436. */
#ifndef STM32MP1_H
#define STM32MP1_H

#include <stdint.h>

/* Inter-processor communication controller. C1 is the Cortex-A7, C2 the Cortex-M4. */
typedef struct {
  volatile uint32_t C1CR;
  volatile uint32_t C1MR;
  volatile uint32_t C1SCR;
  volatile uint32_t C1TOC2SR; /* bit n-1: channel n, A7 to M4, is occupied */
  volatile uint32_t C2CR;     /* 0 RXOIE, 16 TXFIE */
  volatile uint32_t C2MR;     /* 0-5 CHnOM, 16-21 CHnFM; 1 = masked */
  volatile uint32_t C2SCR;    /* write 1: 0-5 clear a received flag, 16-21 set an own flag */
  volatile uint32_t C2TOC1SR; /* bit n-1: channel n, M4 to A7, is occupied */
} IPCC_TypeDef;

#define IPCC ((IPCC_TypeDef *)0x4C001000u)

#define IPCC_CR_RXOIE 0x00000001u
#define IPCC_CR_TXFIE 0x00010000u
#define IPCC_MR_ALL 0x003F003Fu
#define IPCC_SCR_CLEAR_ALL 0x0000003Fu
#define IPCC_OCCUPIED(channel) (1u << ((channel) - 1u))
#define IPCC_SET(channel) (0x10000u << ((channel) - 1u))

/* Reset and clock control: the M4's own gates. */
#define RCC_MC_AHB3ENSETR (*(volatile uint32_t *)0x50000AA0u)
#define RCC_MC_AHB3ENSETR_IPCCEN 0x00001000u

/* Nested vectored interrupt controller (Armv7-M). */
#define NVIC_ISER ((volatile uint32_t *)0xE000E100u)
#define NVIC_IPR ((volatile uint8_t *)0xE000E400u)

#define IPCC_RX1_IRQn 103u /* a channel to the M4 is occupied */
#define IPCC_TX1_IRQn 104u /* a channel from the M4 is free */

/* System control block (Armv7-M). */
#define SCB_CCR (*(volatile uint32_t *)0xE000ED14u)
#define SCB_CCR_UNALIGN_TRP 0x00000008u
#define SCB_CCR_DIV_0_TRP 0x00000010u

/* Memory protection unit (Armv7-M). */
#define MPU_CTRL (*(volatile uint32_t *)0xE000ED94u)
#define MPU_CTRL_ENABLE 0x00000001u
#define MPU_CTRL_PRIVDEFENA 0x00000004u
#define MPU_RBAR (*(volatile uint32_t *)0xE000ED9Cu)
#define MPU_RBAR_VALID 0x00000010u
#define MPU_RASR (*(volatile uint32_t *)0xE000EDA0u)
#define MPU_RASR_ENABLE 0x00000001u
#define MPU_RASR_SIZE(log2) (((log2) - 1u) << 1)
#define MPU_RASR_NO_ACCESS 0x00000000u
#define MPU_RASR_FULL_ACCESS 0x03000000u
#define MPU_RASR_XN 0x10000000u

static inline void nvic_enable(uint32_t irq, uint8_t priority) {
  NVIC_IPR[irq] = (uint8_t)(priority << 4); /* four priority bits */
  NVIC_ISER[irq >> 5] = 1u << (irq & 31u);
}

static inline void irq_disable(void) { __asm volatile("cpsid i" ::: "memory"); }
static inline void irq_enable(void) { __asm volatile("cpsie i" ::: "memory"); }

/* Sleeps until an interrupt is pending, even while PRIMASK holds it back. */
static inline void wait_for_interrupt(void) { __asm volatile("dsb\n\twfi" ::: "memory"); }

/* Everything written before is in memory before anything written after. */
static inline void memory_barrier(void) { __asm volatile("dmb" ::: "memory"); }

#endif
