/** The mailbox as a panel shows it: twelve lamps and the registers behind them. */

export type Lamp = {
  /** Who rings: 1 Linux, 2 M4. */
  readonly from: 1 | 2;
  readonly channel: number;
  readonly occupied: boolean;
  /** The receiver's CHnOM. */
  readonly receiverMasked: boolean;
  /** The sender's CHnFM. */
  readonly freeMasked: boolean;
  /** Virtual time in ns at which the flag last changed, if it did. */
  readonly since: number | undefined;
  /** What Linux uses this channel for; empty when unused. */
  readonly use: string;
  /** How often it was rung. */
  readonly rung: number;
};
export type IpccView = {
  /** Virtual time in ns at which it was so: other views may be newer while the machine runs. */
  readonly time: number;
  readonly lamps: readonly Lamp[];
  readonly registers: Readonly<Record<string, number>>;
  readonly clocked: boolean;
  readonly lines: readonly {
    readonly name: string;
    readonly to: 1 | 2;
    readonly level: boolean;
    readonly enabled: boolean;
  }[];
};
