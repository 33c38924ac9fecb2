/**
 * Where the M4's registers lie in guest memory, in words from `registerFileBase`; every engine works on these bytes.
 *
 *   0    r0-r15: 13 is the stack pointer in use, 15 the address of the next instruction
 *   16   s0-s31, raw bits
 *   48   N, Z, C, V: 0 or 1 each
 *   52   Q: 0 or 1
 *   53   GE: bits 3 to 0
 *   54   FPSCR, with its own N Z C V
 *   55   ITSTATE: 0 outside of an IT block
 *   56   T: the Thumb bit; 0 makes the next instruction fault
 *   57   IPSR: number of the running exception
 *   58   PRIMASK, 59 BASEPRI, 60 FAULTMASK
 *   61   CONTROL: nPRIV, SPSEL, FPCA
 *   62   the stack pointer that is not in use
 *   63   event register of WFE
 *   64   exclusive monitor: 1 while armed, 65 its address
 *   66   sleep: 0 awake, 1 WFI, 2 WFE
 *   67   EXC_RETURN of an exception whose frame is stacked and whose handler is not entered yet; 0 when there is none
 *   80   f64: cycles of the processor clock since the machine was made, sleep included
 *   82   f64: of these, asleep
 *   84   f64: instructions retired
 *   86   f64: cycle count at which the run loop comes up for air
 */
export const layout = {
  r: 0,
  s: 16,
  flags: 48,
  q: 52,
  ge: 53,
  fpscr: 54,
  itState: 55,
  thumb: 56,
  ipsr: 57,
  primask: 58,
  basepri: 59,
  faultmask: 60,
  control: 61,
  otherSp: 62,
  event: 63,
  monitorArmed: 64,
  monitorAddress: 65,
  sleep: 66,
  entering: 67,
  counters: 80,
} as const;

/** Words that a checkpoint copies. */
export const layoutWords = 96;

/** Places in the counters, which are f64. */
export const counter = { cycles: 0, asleep: 1, instructions: 2, limit: 3 } as const;

/** CONTROL bits. */
export const control = { nPriv: 1, spSel: 2, fpca: 4 } as const;
