/** Pins that a Linux driver takes when it probes: `pinctrl-0` of each node. Source: stm32mp15-pinctrl.dtsi and the boards' device trees. */
import type { Board } from '../../contract/protocol';
import type { LinuxBus } from '../kernel/ports';

/** Bank, number, and alternate function 0-15 or `analog`. */
export type PinUse = { readonly pin: string; readonly use: number | 'analog' };

const ethernet =
  'PG5:11 PG4:11 PG13:11 PG14:11 PC2:11 PE2:11 PB11:11 PC1:11 PA2:11 PC4:11 PC5:11 PB0:11 PB1:11 PA1:11 PA7:11';
const i2c5 = 'PA11:4 PA12:4';
const sdmmc3 = 'PF0:9 PF4:9 PF5:9 PD7:10 PF1:9 PG15:10';
const uart4 = 'PG11:6 PB2:8';

/** By ETZPC id. Bank Z is not among them. */
const rows: Readonly<Record<Board, Readonly<Record<number, string>>>> = {
  dk2: {
    17: 'PC7:2',
    18: 'PD14:2 PD15:2 PD13:2',
    19: 'PH11:2',
    22: 'PH6:2',
    27: 'PI3:5 PB9:5 PA9:5',
    30: 'PD5:7 PD4:7 PD6:7 PD3:7',
    31: 'PB10:7 PG8:8 PB12:8 PB13:7',
    32: uart4,
    34: 'PD12:5 PF15:5',
    37: i2c5,
    38: 'PB6:5',
    40: 'PE8:7 PE7:7',
    48: 'PE9:1 PE11:1 PE14:1',
    59: 'PI5:10 PI6:10 PI7:10 PE0:10 PF11:10',
    72: 'PA4:analog PA5:analog',
    86: sdmmc3,
    94: ethernet,
  },
  ev1: {
    16: 'PA3:1',
    22: 'PH6:2',
    31: 'PB10:7 PG8:8 PB12:8 PI10:8',
    32: uart4,
    35: 'PH4:4 PH5:4',
    37: i2c5,
    38: 'PA15:4',
    39: 'PA4:analog PA5:analog',
    49: 'PI2:3',
    62: 'PH13:9 PI9:9',
    70: 'PH8:13 PB7:13 PA6:13 PH9:13 PH10:13 PH11:13 PH12:13 PH14:13 PI4:13 PB8:13 PE6:13 PI1:13 PH7:13 PI3:13 PH15:13',
    72: 'PF12:analog',
    86: sdmmc3,
    91: 'PD4:12 PD5:12 PD11:12 PD12:12 PD14:12 PD15:12 PD0:12 PD1:12 PE7:12 PE8:12 PE9:12 PE10:12 PG9:12 PD6:12',
    92: 'PF10:9 PF8:10 PF9:10 PF7:9 PF6:9 PH2:9 PH3:9 PG10:11 PG7:11 PB6:10 PC0:10',
    94: ethernet,
  },
};

export function pinsOf(board: Board, id: number): readonly PinUse[] {
  const row = rows[board][id];
  if (row === undefined) return [];
  return row.split(' ').map((entry) => {
    const [pin = '', use = ''] = entry.split(':');
    return { pin, use: use === 'analog' ? use : Number(use) };
  });
}

const firstBank = 0x5000_2000;
const bankSize = 0x1000;
const mode = { offset: 0x00, alternate: 2, analog: 3 } as const;
/** AFRL; AFRH follows. */
const alternateFunction = 0x20;

/** stm32_pmx_set_mode(): the function, then the mode. Bias, speed and drive are left as they are. True when anything changed. */
export function muxPin(bus: LinuxBus, { pin, use }: PinUse): boolean {
  const bank = firstBank + bankSize * (pin.charCodeAt(1) - 'A'.charCodeAt(0));
  const number = Number(pin.slice(2));
  const changed =
    use !== 'analog' && change(bus, bank + alternateFunction + 4 * (number >>> 3), 4 * (number & 7), 0xf, use);
  const wanted = use === 'analog' ? mode.analog : mode.alternate;
  return change(bus, bank + mode.offset, 2 * number, 3, wanted) || changed;
}

function change(bus: LinuxBus, address: number, shift: number, mask: number, value: number): boolean {
  const before = bus.read(address, 4);
  if (((before >>> shift) & mask) === value) return false;
  bus.write(address, ((before & ~(mask << shift)) | (value << shift)) >>> 0, 4);
  return true;
}
