/** Findings, the answer to "why", and the table of rules, as text and as data. */
import type { EvidenceLink, Finding, WhyAnswer } from '../contract/diagnosis';
import { hex } from '../contract/units';
import { describeRules } from '../diagnose/all';

/** As `--json` prints it. */
export type Diagnosis = { readonly id: string } & Pick<
  Finding,
  'title' | 'seen' | 'evidence' | 'why' | 'mend' | 'certainty' | 'since'
>;

export const asDiagnosis = ({ rule, title, seen, evidence, why, mend, certainty, since }: Finding): Diagnosis => ({
  id: rule,
  title,
  seen,
  evidence,
  why,
  mend,
  certainty,
  since,
});

function linkText(link: EvidenceLink): string {
  switch (link.kind) {
    case 'event':
      return `#${link.seq} ${link.text}`;
    case 'register':
      return `${link.block}.${link.register} = ${hex(link.value)}`;
    case 'memory':
      return `${link.text} at ${hex(link.address)}`;
    case 'code':
      return `${link.text} (${hex(link.address)})`;
    case 'log':
    case 'file':
      return link.text;
  }
}

const evidenceLines = (evidence: Finding['evidence']): readonly string[] =>
  evidence.flatMap(({ sentence, links }) => [`  - ${sentence}`, ...links.map((link) => `      ${linkText(link)}`)]);

const marks = { sure: '!', likely: '?', unsimulated: '-', harmless: 'i' } as const;

export const diagnosisLines = ({ id, title, seen, evidence, why, mend, certainty }: Diagnosis): readonly string[] => [
  `${marks[certainty]} ${title}  [${id}, ${certainty}]`,
  `  Seen: ${seen}`,
  ...evidenceLines(evidence),
  `  Why: ${why}`,
  `  Mend: ${mend}`,
];

const sides = { 1: 'Linux', 2: 'M4' } as const;

export const whyLines = ({ answer, chain, evidence, ruledOut, mend }: WhyAnswer): readonly string[] => [
  `Why is nothing happening? ${answer}`,
  ...chain.flatMap(({ side, title, state, waitsFor, culprit }) => [
    `  ${culprit ? '▲' : '■'} ${side === undefined || title.startsWith(sides[side]) ? '' : `${sides[side]}: `}${title}: ${state}`,
    ...(waitsFor === '' ? [] : [`  │ ${waitsFor}`]),
  ]),
  ...evidenceLines(evidence),
  ...ruledOut.map(({ fact, means }) => `  not the cause: ${fact} (${means})`),
  `  Mend: ${mend}`,
];

export function listRules(json: boolean): string {
  const rules = describeRules();
  if (json) return JSON.stringify(rules);
  return rules.map(({ id, title, doc, sources }) => `${id}  ${title}\n    ${doc} (${sources.join(', ')})`).join('\n');
}
