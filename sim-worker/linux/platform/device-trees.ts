/** Which peripherals each board's device tree gives to Linux, and which to the M4 through the resource manager. Source: stm32mp15xx-dkx.dtsi, stm32mp157c-{dk2,ed1,ev1}.dts, and the same with -m4-examples. */
import type { Board, DeviceTreeName } from '../../contract/protocol';

export type DeviceTree = {
  /** /proc/device-tree/model. */
  readonly model: string;
  /** ETZPC ids whose node is okay for Linux. */
  readonly linux: readonly number[];
  /** ETZPC ids with a node under m4_system_resources. */
  readonly m4: readonly number[];
  /** Nodes there that are no peripheral. */
  readonly m4More: readonly string[];
  /** ETZPC id to its `vref-supply`. */
  readonly vref: Readonly<Record<number, string>>;
};

/** DMA1, DMA2 and DMAMUX1 are okay in every tree that does not say otherwise. */
const dma = [88, 89, 90];

/** On the DK2 the nodes of what the secure firmware keeps (I2C4, RNG1, HASH1, CRYP1) are switched off by U-Boot. */
export const deviceTrees: Readonly<Record<Board, Readonly<Record<DeviceTreeName, DeviceTree>>>> = {
  dk2: {
    standard: {
      model: 'STMicroelectronics STM32MP157C-DK2 Discovery Board',
      linux: [27, 30, 32, 34, 38, 59, 69, 72, 85, ...dma, 94],
      m4: [],
      m4More: [],
      vref: { 39: 'vrefbuf', 72: 'vrefbuf' },
    },
    'm4-examples': {
      model: 'STMicroelectronics STM32MP157C-DK2 configured to run M4 examples',
      linux: [27, 30, 32, 34, 38, 59, 69, 85, 88, 90, 94],
      m4: [16, 37, 39, 40, 48, 53, 71, 72, 73, 74, 75, 89],
      m4More: ['button', 'm4_led'],
      vref: { 39: 'vrefbuf', 72: 'vrefbuf' },
    },
  },
  ev1: {
    standard: {
      model: 'STMicroelectronics STM32MP157C eval daughter on eval mother',
      linux: [5, 7, 8, 9, 20, 32, 35, 37, 38, 62, 70, 85, ...dma, 91, 92, 94],
      m4: [],
      m4More: [],
      vref: { 39: 'vdda', 72: 'vdda' },
    },
    'm4-examples': {
      model: 'STMicroelectronics STM32MP157C-EV1 configured to run M4 examples',
      linux: [5, 7, 8, 9, 20, 32, 35, 38, 62, 85, 88, 90, 94],
      m4: [16, 31, 37, 39, 52, 71, 72, 73, 74, 75, 89, 92],
      m4More: ['m4_led'],
      vref: { 39: 'vdda', 72: 'vdda' },
    },
  },
};
