/** A fault as Markdown, for a forum post or an issue. */
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import { asText } from '../../sim-worker/contract/event-text';
import type { StatusView } from '../../sim-worker/contract/views';
import { addressText, secondsText, sizeText } from '../derive/format';

const lastEvents = 20;

export function faultReport(status: StatusView, events: readonly SocEvent[]): string {
  const { fault, firmware } = status;
  const lines = [
    `## ${fault?.title ?? status.stopReason}`,
    '',
    fault?.sentence ?? status.headline,
    '',
    `- firmware: ${firmware === undefined ? 'none' : `\`${firmware.name}\`, ${sizeText(firmware.size)}`}`,
    `- board: STM32MP157C-${status.board.toUpperCase()}, ${status.boot} boot`,
    `- virtual time: ${secondsText(status.time).replaceAll('\u00a0', ' ')} s`,
    `- M4: ${status.m4.state}, PC \`${addressText(fault?.pc ?? status.m4.pc)}\`${inFunction(fault?.function ?? status.m4.function)}`,
    `- remoteproc0: ${status.rproc}`,
    '',
    `What to do: ${fault?.whatToDo ?? '–'}`,
  ];
  if (events.length > 0) {
    lines.push(
      '',
      `The last ${Math.min(lastEvents, events.length)} events:`,
      '',
      '```',
      ...events.slice(-lastEvents).map(asText),
      '```',
    );
  }
  return `${lines.join('\n')}\n`;
}

const inFunction = (name: string): string => (name === '' ? '' : ` in \`${name}\``);
