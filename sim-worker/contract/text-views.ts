/** What is written and read as text: the console, the ttys, the kernel log, the trace and the ITM. */

/** Text that grows: `text` follows what the page has (`from` characters); `reset` says that it begins anew. */
export type ConsoleView = { readonly reset: boolean; readonly from: number; readonly text: string };

export type TtyView = {
  readonly ports: readonly {
    readonly port: number;
    readonly service: string;
    readonly local: number;
    readonly remote: number;
    readonly open: boolean;
    /** What this tty carried, newest last: at most 64 KiB and 4,000 pieces, 500 while the machine runs. */
    readonly traffic: readonly {
      readonly time: number;
      readonly toM4: boolean;
      readonly text: string;
      readonly seq: number | undefined;
    }[];
    /** How many pieces came before the first of `traffic`. */
    readonly forgotten: number;
  }[];
  /** Why there is none. */
  readonly absent: string;
};
export type LogView = {
  readonly lines: readonly { readonly time: number; readonly text: string; readonly seq: number }[];
};
export type TraceView = {
  readonly absent: string;
  readonly name: string;
  readonly address: number;
  readonly length: number;
  readonly text: string;
  readonly hidden: string;
};

/** What firmware prints through the ITM's stimulus ports, and what lets it. */
/** Serial ports that are switched on, or were: what has gone over the wire, seen from its other end. */
export type UartView = {
  readonly ports: readonly {
    /** `USART3`. */
    readonly name: string;
    /** Bits per second; 0 while nothing sets a pace. */
    readonly baud: number;
    /** At most the last 64 KiB. */
    readonly text: string;
  }[];
};

export type ItmView = {
  /** DEMCR.TRCENA: the trace blocks of the core are on. */
  readonly traceEnabled: boolean;
  /** ITM_TCR.ITMENA. */
  readonly itmEnabled: boolean;
  /** ITM_TER: bit n lets port n through. */
  readonly ports: number;
  /** The ports that have carried text, at most the last 64 Ki characters of each. */
  readonly texts: readonly { readonly port: number; readonly text: string }[];
};
