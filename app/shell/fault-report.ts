/** A fault as Markdown, for a forum post or an issue. */
import type { SocEvent } from '../../sim-worker/contract/event-schema';
import { asText } from '../../sim-worker/contract/event-text';
import { faultText } from '../../sim-worker/contract/fault-text';
import type { StatusView } from '../../sim-worker/contract/status-view';
import { addressText, secondsText, sizeText } from '../derive/format';

const lastEvents = 20;

export function faultReport(status: StatusView, events: readonly SocEvent[]): string {
  const { fault, firmware } = status;
  const lines = [
    `## ${fault?.title ?? status.stopReason}`,
    '',
    ...(fault === undefined ? [status.headline] : faultText(fault)),
    '',
    `- firmware: ${firmware === undefined ? 'none' : `\`${firmware.name}\`, ${sizeText(firmware.size)}`}`,
    `- board: STM32MP157C-${status.board.toUpperCase()}, ${status.boot} boot`,
    `- virtual time: ${secondsText(status.time).replaceAll('\u00a0', ' ')} s`,
    `- M4: ${status.m4.state}, now at \`${addressText(status.m4.pc)}\`${inFunction(status.m4.function)}`,
    `- remoteproc0: ${status.rproc}`,
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
