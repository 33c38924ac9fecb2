/** One line of the kernel log, taken apart as people read it. */

export type KernelLine = {
  /** As the kernel prints it: "[    0.402113]". */
  readonly stamp: string;
  /** Who speaks: "remoteproc remoteproc0:". May be empty. */
  readonly speaker: string;
  readonly text: string;
};

export function kernelLine(timeNs: number, text: string): KernelLine {
  const micros = Math.floor(timeNs / 1_000);
  const seconds = String(Math.floor(micros / 1_000_000)).padStart(5, ' ');
  const stamp = `[${seconds}.${String(micros % 1_000_000).padStart(6, '0')}]`;
  const speaker = /^(?:[\w.@/-]+ )?[\w.@#:/-]*\w: /.exec(text)?.[0] ?? '';
  return { stamp, speaker: speaker.trimEnd(), text: text.slice(speaker.length) };
}
