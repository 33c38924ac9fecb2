/** Terminal settings: struct termios as plain data, its bits, and the requests that read and set it. Source: include/uapi/asm-generic/{termbits,ioctls}.h. */

/** `cc`: control characters by their place, see `cc`; 0 means none. `speed`: baud, which nothing here depends on. */
export type Termios = {
  readonly iflag: number;
  readonly oflag: number;
  readonly cflag: number;
  readonly lflag: number;
  readonly speed: number;
  readonly cc: readonly number[];
};
/** struct winsize. */
export type TerminalSize = { readonly rows: number; readonly columns: number };

/** TCGETS, TCSETSW, TIOCGWINSZ, TIOCSWINSZ. */
export const terminalRequests = { getSettings: 0x5401, setSettings: 0x5403, getSize: 0x5413, setSize: 0x5414 } as const;

export const input = {
  IGNBRK: 0o1,
  BRKINT: 0o2,
  IGNPAR: 0o4,
  PARMRK: 0o10,
  INPCK: 0o20,
  ISTRIP: 0o40,
  INLCR: 0o100,
  IGNCR: 0o200,
  ICRNL: 0o400,
  IUCLC: 0o1000,
  IXON: 0o2000,
  IXANY: 0o4000,
  IXOFF: 0o10000,
  IMAXBEL: 0o20000,
} as const;
export const output = {
  OPOST: 0o1,
  OLCUC: 0o2,
  ONLCR: 0o4,
  OCRNL: 0o10,
  ONOCR: 0o20,
  ONLRET: 0o40,
  OFILL: 0o100,
  OFDEL: 0o200,
  NLDLY: 0o400,
  CRDLY: 0o3000,
  TABDLY: 0o14000,
  BSDLY: 0o20000,
  VTDLY: 0o40000,
  FFDLY: 0o100000,
} as const;
export const control = {
  CSIZE: 0o60,
  CS7: 0o40,
  CS8: 0o60,
  CSTOPB: 0o100,
  CREAD: 0o200,
  PARENB: 0o400,
  PARODD: 0o1000,
  HUPCL: 0o2000,
  CLOCAL: 0o4000,
  CRTSCTS: 0o20000000000,
} as const;
export const local = {
  ISIG: 0o1,
  ICANON: 0o2,
  XCASE: 0o4,
  ECHO: 0o10,
  ECHOE: 0o20,
  ECHOK: 0o40,
  ECHONL: 0o100,
  NOFLSH: 0o200,
  TOSTOP: 0o400,
  ECHOCTL: 0o1000,
  ECHOPRT: 0o2000,
  ECHOKE: 0o4000,
  IEXTEN: 0o100000,
} as const;
/** Places in `cc`. */
export const cc = {
  intr: 0,
  quit: 1,
  erase: 2,
  kill: 3,
  eof: 4,
  time: 5,
  min: 6,
  swtch: 7,
  start: 8,
  stop: 9,
  susp: 10,
  eol: 11,
  rprnt: 12,
  flush: 13,
  werase: 14,
  lnext: 15,
  eol2: 16,
} as const;

/** tty_std_termios of drivers/tty/tty_io.c. */
export const standardTermios: Termios = {
  iflag: input.ICRNL | input.IXON,
  oflag: output.OPOST | output.ONLCR,
  cflag: control.CS8 | control.CREAD | control.HUPCL,
  lflag:
    local.ISIG | local.ICANON | local.ECHO | local.ECHOE | local.ECHOK | local.ECHOCTL | local.ECHOKE | local.IEXTEN,
  speed: 38_400,
  // INIT_C_CC, by place.
  cc: [3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0],
};

/** What cfmakeraw(3) makes of settings. */
export const rawTermios = (termios: Termios): Termios => ({
  ...termios,
  iflag:
    termios.iflag &
    ~(input.IGNBRK | input.BRKINT | input.PARMRK | input.ISTRIP | input.INLCR | input.IGNCR | input.ICRNL | input.IXON),
  oflag: termios.oflag & ~output.OPOST,
  lflag: termios.lflag & ~(local.ECHO | local.ECHONL | local.ICANON | local.ISIG | local.IEXTEN),
  cflag: (termios.cflag & ~(control.CSIZE | control.PARENB)) | control.CS8,
  cc: termios.cc.map((value, place) => (place === cc.min ? 1 : place === cc.time ? 0 : value)),
});
