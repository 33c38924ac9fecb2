/** Condition codes. Source: ARMv7-M ARM A7.3. */

export const conditionNames = [
  'eq',
  'ne',
  'hs',
  'lo',
  'mi',
  'pl',
  'vs',
  'vc',
  'hi',
  'ls',
  'ge',
  'lt',
  'gt',
  'le',
  'al',
] as const;

/** Does a condition, 0 (EQ) to 14 (AL), hold for N, Z, C, V? */
export function conditionHolds(flags: Int32Array, code: number): boolean {
  const n = flags[0] !== 0;
  const z = flags[1] !== 0;
  const c = flags[2] !== 0;
  const v = flags[3] !== 0;
  const holds = [z, c, n, v, c && !z, n === v, n === v && !z, true][code >> 1]!;
  return (code & 1) !== 0 && code !== 15 ? !holds : holds;
}
