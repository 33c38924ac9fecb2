/** The words of stty: flags, control characters, combinations and speeds. Source: busybox coreutils/stty.c and libbb/speed_table.c. */
import { cc, control, input, local, output, type Termios } from '../../fs/termios';

export type FlagField = 'cflag' | 'iflag' | 'oflag' | 'lflag';
/**
 * `mask`: all bits of the field that the word belongs to. `sane`: set or not set by `sane`, and then not worth
 * showing. `reversible`: `-word` clears it. `hidden`: another name, never shown.
 */
export type Mode = {
  readonly name: string;
  readonly field: FlagField;
  readonly bits: number;
  readonly mask: number;
  readonly sane: boolean | undefined;
  readonly reversible: boolean;
  readonly hidden: boolean;
};

type Options = { readonly sane?: boolean; readonly hidden?: true };
const flag =
  (field: FlagField) =>
  (name: string, bits: number, { sane, hidden }: Options = {}): Mode => ({
    name,
    field,
    bits,
    mask: bits,
    sane,
    reversible: true,
    hidden: hidden === true,
  });
const c = flag('cflag');
const i = flag('iflag');
const o = flag('oflag');
const l = flag('lflag');
const choice = (field: FlagField, name: string, bits: number, mask: number, sane?: boolean): Mode => ({
  name,
  field,
  bits,
  mask,
  sane,
  reversible: false,
  hidden: false,
});
const on = { sane: true } as const;
const off = { sane: false } as const;
const alias = { hidden: true } as const;
/** `nl1 nl0`, `cr3 … cr0`: delays, of which the last, none, is the sane one. */
const delays = (name: string, mask: number, count: number): readonly Mode[] =>
  Array.from({ length: count }, (_, at) => {
    const value = count - 1 - at;
    return choice('oflag', `${name}${value}`, (mask / (count - 1)) * value, mask, value === 0);
  });

/** In the order in which they are shown. */
export const modes: readonly Mode[] = [
  c('parenb', control.PARENB),
  c('parodd', control.PARODD),
  choice('cflag', 'cs5', 0, control.CSIZE),
  choice('cflag', 'cs6', 0o20, control.CSIZE),
  choice('cflag', 'cs7', control.CS7, control.CSIZE),
  choice('cflag', 'cs8', control.CS8, control.CSIZE),
  c('hupcl', control.HUPCL),
  c('hup', control.HUPCL, alias),
  c('cstopb', control.CSTOPB),
  c('cread', control.CREAD, on),
  c('clocal', control.CLOCAL),
  c('crtscts', control.CRTSCTS),
  i('ignbrk', input.IGNBRK, off),
  i('brkint', input.BRKINT, on),
  i('ignpar', input.IGNPAR),
  i('parmrk', input.PARMRK),
  i('inpck', input.INPCK),
  i('istrip', input.ISTRIP),
  i('inlcr', input.INLCR, off),
  i('igncr', input.IGNCR, off),
  i('icrnl', input.ICRNL, on),
  i('ixon', input.IXON),
  i('ixoff', input.IXOFF, off),
  i('tandem', input.IXOFF, alias),
  i('iuclc', input.IUCLC, off),
  i('ixany', input.IXANY, off),
  i('imaxbel', input.IMAXBEL, on),
  o('opost', output.OPOST, on),
  o('olcuc', output.OLCUC, off),
  o('ocrnl', output.OCRNL, off),
  o('onlcr', output.ONLCR, on),
  o('onocr', output.ONOCR, off),
  o('onlret', output.ONLRET, off),
  o('ofill', output.OFILL, off),
  o('ofdel', output.OFDEL, off),
  ...delays('nl', output.NLDLY, 2),
  ...delays('cr', output.CRDLY, 4),
  ...delays('tab', output.TABDLY, 4),
  ...delays('bs', output.BSDLY, 2),
  ...delays('vt', output.VTDLY, 2),
  ...delays('ff', output.FFDLY, 2),
  l('isig', local.ISIG, on),
  l('icanon', local.ICANON, on),
  l('iexten', local.IEXTEN, on),
  l('echo', local.ECHO, on),
  l('echoe', local.ECHOE, on),
  l('crterase', local.ECHOE, alias),
  l('echok', local.ECHOK, on),
  l('echonl', local.ECHONL, off),
  l('noflsh', local.NOFLSH, off),
  l('xcase', local.XCASE, off),
  l('tostop', local.TOSTOP, off),
  l('echoprt', local.ECHOPRT, off),
  l('prterase', local.ECHOPRT, alias),
  l('echoctl', local.ECHOCTL, on),
  l('ctlecho', local.ECHOCTL, alias),
  l('echoke', local.ECHOKE, on),
  l('crtkill', local.ECHOKE, alias),
];

/** With their sane values, in the order in which they are shown; `min` and `time` are numbers. */
export const characters: readonly { readonly name: keyof typeof cc; readonly sane: number }[] = [
  { name: 'intr', sane: 3 },
  { name: 'quit', sane: 28 },
  { name: 'erase', sane: 127 },
  { name: 'kill', sane: 21 },
  { name: 'eof', sane: 4 },
  { name: 'eol', sane: 0 },
  { name: 'eol2', sane: 0 },
  { name: 'swtch', sane: 0 },
  { name: 'start', sane: 17 },
  { name: 'stop', sane: 19 },
  { name: 'susp', sane: 26 },
  { name: 'rprnt', sane: 18 },
  { name: 'werase', sane: 23 },
  { name: 'lnext', sane: 22 },
  { name: 'flush', sane: 15 },
  { name: 'min', sane: 1 },
  { name: 'time', sane: 0 },
];

type Change = Partial<Record<FlagField, { readonly clear?: number; readonly set?: number }>>;
type Combination = {
  readonly apply: (termios: Termios) => Termios;
  /** `-word`; undefined where there is none. */
  readonly undo: ((termios: Termios) => Termios) | undefined;
};

export function changed(termios: Termios, change: Change): Termios {
  const field = (name: FlagField): number =>
    ((termios[name] & ~(change[name]?.clear ?? 0)) | (change[name]?.set ?? 0)) >>> 0;
  return { ...termios, cflag: field('cflag'), iflag: field('iflag'), oflag: field('oflag'), lflag: field('lflag') };
}

export const withCharacters = (termios: Termios, values: Partial<Record<keyof typeof cc, number>>): Termios => ({
  ...termios,
  cc: termios.cc.map((old, place) => {
    const given = Object.entries(values).find(([name]) => cc[name as keyof typeof cc] === place);
    return given?.[1] ?? old;
  }),
});

const by =
  (change: Change) =>
  (termios: Termios): Termios =>
    changed(termios, change);

const raw = (termios: Termios): Termios =>
  withCharacters(
    changed(termios, {
      iflag: { clear: 0xffff_ffff },
      oflag: { clear: output.OPOST },
      lflag: { clear: local.ISIG | local.ICANON | local.XCASE },
    }),
    { min: 1, time: 0 },
  );
const cooked = by({
  iflag: { set: input.BRKINT | input.IGNPAR | input.ISTRIP | input.ICRNL | input.IXON },
  oflag: { set: output.OPOST },
  lflag: { set: local.ISIG | local.ICANON },
});

function sane(termios: Termios): Termios {
  let result = withCharacters(termios, Object.fromEntries(characters.map(({ name, sane: value }) => [name, value])));
  for (const mode of modes) {
    if (mode.sane === undefined) continue;
    result = changed(result, { [mode.field]: { clear: mode.mask | mode.bits, set: mode.sane ? mode.bits : 0 } });
  }
  return result;
}

const eightBits = by({ cflag: { clear: control.PARENB | control.CSIZE, set: control.CS8 } });
const sevenBits = { clear: control.CSIZE, set: control.CS7 | control.PARENB };
const evenParity: Combination = {
  apply: by({ cflag: { clear: control.PARODD | control.CSIZE, set: sevenBits.set } }),
  undo: eightBits,
};
const crt = by({ lflag: { set: local.ECHOE | local.ECHOCTL | local.ECHOKE } });

export const combinations: Readonly<Record<string, Combination>> = {
  evenp: evenParity,
  parity: evenParity,
  oddp: { apply: by({ cflag: { ...sevenBits, set: sevenBits.set | control.PARODD } }), undo: eightBits },
  nl: {
    apply: by({ iflag: { clear: input.ICRNL }, oflag: { clear: output.ONLCR } }),
    undo: by({
      iflag: { clear: input.INLCR | input.IGNCR, set: input.ICRNL },
      oflag: { clear: output.OCRNL | output.ONLRET, set: output.ONLCR },
    }),
  },
  ek: { apply: (termios) => withCharacters(termios, { erase: 127, kill: 21 }), undo: undefined },
  sane: { apply: sane, undo: undefined },
  cooked: { apply: cooked, undo: raw },
  raw: { apply: raw, undo: cooked },
  pass8: {
    apply: by({ cflag: { clear: control.PARENB | control.CSIZE, set: control.CS8 }, iflag: { clear: input.ISTRIP } }),
    undo: by({ cflag: sevenBits, iflag: { set: input.ISTRIP } }),
  },
  litout: {
    apply: by({
      cflag: { clear: control.PARENB | control.CSIZE, set: control.CS8 },
      iflag: { clear: input.ISTRIP },
      oflag: { clear: output.OPOST },
    }),
    undo: by({ cflag: sevenBits, iflag: { set: input.ISTRIP }, oflag: { set: output.OPOST } }),
  },
  cbreak: { apply: by({ lflag: { clear: local.ICANON } }), undo: by({ lflag: { set: local.ICANON } }) },
  crt: { apply: crt, undo: undefined },
  dec: {
    apply: (termios) =>
      withCharacters(changed(crt(termios), { iflag: { clear: input.IXANY } }), { intr: 3, erase: 127, kill: 21 }),
    undo: undefined,
  },
  decctlq: { apply: by({ iflag: { clear: input.IXANY } }), undo: by({ iflag: { set: input.IXANY } }) },
  tabs: { apply: by({ oflag: { clear: output.TABDLY } }), undo: by({ oflag: { set: output.TABDLY } }) },
};

/** Speed to its bits in c_cflag. */
export const speeds: ReadonlyMap<number, number> = new Map(
  [
    [0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19_200, 38_400].map(
      (speed, bits): [number, number] => [speed, bits],
    ),
    [
      57_600, 115_200, 230_400, 460_800, 500_000, 576_000, 921_600, 1_000_000, 1_152_000, 1_500_000, 2_000_000,
      2_500_000, 3_000_000, 3_500_000, 4_000_000,
    ].map((speed, bits): [number, number] => [speed, 0o10001 + bits]),
  ].flat(),
);
