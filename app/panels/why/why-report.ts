/** The answer to "Why is nothing happening?" as Markdown, for a forum post or an issue. */
import type { EvidenceLink, WhyAnswer } from '../../../sim-worker/contract/diagnosis';
import type { StatusView } from '../../../sim-worker/contract/status-view';
import { ampscopeVersion } from '../../../sim-worker/contract/version';
import { secondsText, sizeText } from '../../derive/format';
import { placeOf } from '../evidence-words';

const linkText = (link: EvidenceLink): string => {
  const { name, text } = placeOf(link);
  return `\`${name === '' ? text : `${name} ${text}`}\``;
};
const proven = (sentence: string, links: readonly EvidenceLink[]): string =>
  links.length === 0 ? sentence : `${sentence} (${links.map(linkText).join(', ')})`;

/** `browser`: as it names itself. */
export function whyReport(answer: WhyAnswer, time: number, status: StatusView, browser: string): string {
  const { chain, evidence, ruledOut, mend, rule } = answer;
  const lines = [
    '## Why is nothing happening?',
    '',
    `**${answer.answer}**`,
    ...(chain.length === 0 ? [] : ['', '### Who waits for whom', '']),
    ...chain.map(({ title, state, waitsFor }, i) => {
      const next = waitsFor === '' ? '' : ` — ${waitsFor}`;
      return `${i + 1}. \`${title}\`: ${state}${next}`;
    }),
    ...(evidence.length === 0 ? [] : ['', '### How we know', '']),
    ...evidence.map(({ sentence, links }) => `- ${proven(sentence, links)}`),
    ...(ruledOut.length === 0 ? [] : ['', '### Not the cause', '']),
    ...ruledOut.map(({ fact, means }) => `- \`${fact}\`: ${means}`),
    '',
    '### What to do',
    '',
    mend,
    '',
    `- firmware: ${status.firmware === undefined ? 'none' : `\`${status.firmware.name}\`, ${sizeText(status.firmware.size)}`}`,
    `- board: STM32MP157C-${status.board.toUpperCase()}, ${status.boot} boot`,
    `- virtual time: ${secondsText(time).replaceAll('\u00a0', ' ')} s`,
    `- remoteproc0: ${status.rproc}; M4: ${status.m4.state}`,
    ...(rule === undefined ? [] : [`- rule: \`${rule}\``]),
    `- ampscope ${ampscopeVersion}, ${browser}`,
  ];
  return `${lines.join('\n')}\n`;
}
