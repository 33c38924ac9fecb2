/** Expectations on the result of a run: a path into the JSON object, a comparison, a value. */
import { UsageError } from './words';

type Test = (found: unknown, wanted: string) => boolean;

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'));
const numeric =
  (compare: (a: number, b: number) => boolean): Test =>
  (found, wanted) =>
    compare(Number(found), Number(wanted));

const tests: Readonly<Record<string, Test>> = {
  '==': (found, wanted) => asText(found) === wanted,
  '!=': (found, wanted) => asText(found) !== wanted,
  '>=': numeric((a, b) => a >= b),
  '<=': numeric((a, b) => a <= b),
  '>': numeric((a, b) => a > b),
  '<': numeric((a, b) => a < b),
  contains: (found, wanted) =>
    Array.isArray(found) ? found.some((item) => asText(item).includes(wanted)) : asText(found).includes(wanted),
};

const unquoted = (text: string): string => /^(['"])(.*)\1$/s.exec(text)?.[2] ?? text;

/** Follows `.counts.ipcc.occupied`: a key may itself contain dots, so the longest match wins. */
function lookUp(value: unknown, path: readonly string[]): unknown {
  if (path.length === 0) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (let length = path.length; length > 0; length--) {
    const key = path.slice(0, length).join('.');
    if (Object.hasOwn(value, key)) return lookUp((value as Readonly<Record<string, unknown>>)[key], path.slice(length));
  }
  return undefined;
}

/** Undefined when the expectation holds, else a sentence. Throws UsageError for an expression that is none. */
export function failureOf(expression: string, result: unknown): string | undefined {
  const match = /^\s*\.?([\w.\-[\]]+)\s+(==|!=|>=|<=|>|<|contains)\s+(.+?)\s*$/s.exec(expression);
  const test = tests[match?.[2] ?? ''];
  if (match === null || test === undefined) {
    throw new UsageError(`--expect ${expression}: write a path, one of ${Object.keys(tests).join(' ')}, and a value`);
  }
  const path = (match[1] ?? '')
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((part) => part !== '');
  const found = lookUp(result, path);
  const wanted = unquoted(match[3] ?? '');
  return test(found, wanted) ? undefined : `expected ${expression.trim()}, found ${asText(found)}`;
}
