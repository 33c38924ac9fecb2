/** `$((…))`: integers of 64 bits, the operators of C, variables by name. */

/** Thrown out of an expansion; the command it belongs to fails with these words. */
export class ExpansionProblem extends Error {}

export type Variables = {
  readonly get: (name: string) => string | undefined;
  readonly set: (name: string, value: string) => void;
};

const token =
  /\s*(?:(0[xX][0-9a-fA-F]+|\d+)|([A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^!~<>=?:(),]))/y;
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const assigning = /^(?:<<|>>|[-+*/%&|^])?=$/;
/** How deep brackets and variables that hold expressions may go. */
const deepest = 100;

export function evaluate(text: string, variables: Variables, depth = 0): bigint {
  if (depth > deepest) throw problem();
  return new Evaluator(tokensOf(text), variables, depth).all();
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  const source = text.trimEnd();
  while (token.lastIndex < source.length) {
    const match = token.exec(source);
    if (match === null) throw problem();
    tokens.push(match[0].trim());
  }
  return tokens;
}

const problem = (): ExpansionProblem => new ExpansionProblem('arithmetic syntax error');

class Evaluator {
  readonly #tokens: readonly string[];
  readonly #variables: Variables;
  #depth: number;
  #at = 0;
  /** Above 0 in a branch that is read and not done. */
  #skipping = 0;

  constructor(tokens: readonly string[], variables: Variables, depth: number) {
    this.#tokens = tokens;
    this.#variables = variables;
    this.#depth = depth;
  }

  all(): bigint {
    if (this.#tokens.length === 0) return 0n;
    const result = this.#comma();
    if (this.#at < this.#tokens.length) throw problem();
    return result;
  }

  #take(sign: string): boolean {
    if (this.#tokens[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #comma(): bigint {
    let result = this.#assignment();
    while (this.#take(',')) result = this.#assignment();
    return result;
  }

  #assignment(): bigint {
    const name = this.#tokens[this.#at] ?? '';
    const sign = this.#tokens[this.#at + 1] ?? '';
    if (!isName(name) || !assigning.test(sign)) return this.#choice();
    this.#at += 2;
    const right = this.#assignment();
    const result = sign === '=' ? right : this.#compute(sign.slice(0, -1), this.#value(name), right);
    return this.#set(name, result);
  }

  #choice(): bigint {
    const condition = this.#binary(0);
    if (!this.#take('?')) return condition;
    const first = this.#when(condition !== 0n, () => this.#assignment());
    if (!this.#take(':')) throw problem();
    const second = this.#when(condition === 0n, () => this.#assignment());
    return condition !== 0n ? first : second;
  }

  #when(wanted: boolean, read: () => bigint): bigint {
    if (!wanted) this.#skipping++;
    const result = read();
    if (!wanted) this.#skipping--;
    return result;
  }

  #binary(level: number): bigint {
    const signs = levels[level];
    if (signs === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let sign = this.#tokens[this.#at]; sign !== undefined && signs.includes(sign); sign = this.#tokens[this.#at]) {
      this.#at++;
      const settled = (sign === '||' && left !== 0n) || (sign === '&&' && left === 0n);
      const right = this.#when(!settled, () => this.#binary(level + 1));
      left = this.#compute(sign, left, right);
    }
    return left;
  }

  #unary(): bigint {
    if (this.#depth++ > deepest) throw problem();
    const sign = this.#tokens[this.#at];
    const result =
      sign !== undefined && ['-', '+', '!', '~', '++', '--'].includes(sign) ? this.#signed(sign) : this.#power();
    this.#depth--;
    return result;
  }

  #signed(sign: string): bigint {
    this.#at++;
    const name = this.#tokens[this.#at] ?? '';
    if ((sign === '++' || sign === '--') && isName(name)) {
      this.#at++;
      return this.#set(name, this.#value(name) + (sign === '++' ? 1n : -1n));
    }
    const operand = this.#unary();
    if (sign === '!') return operand === 0n ? 1n : 0n;
    if (sign === '~') return ~operand;
    return wrapped(sign === '-' ? -operand : operand);
  }

  #power(): bigint {
    const base = this.#operand();
    if (!this.#take('**')) return base;
    const exponent = this.#unary();
    if (exponent < 0n) throw new ExpansionProblem('exponent less than 0');
    return wrapped(exponent > 63n && base !== 0n && base !== 1n && base !== -1n ? 0n : base ** (exponent % 64n));
  }

  #operand(): bigint {
    const word = this.#tokens[this.#at++];
    if (word === undefined) throw problem();
    if (word === '(') {
      const result = this.#comma();
      if (!this.#take(')')) throw problem();
      return result;
    }
    if (/^\d/.test(word)) return numberOf(word);
    if (!isName(word)) throw problem();
    const result = this.#value(word);
    if (this.#take('++')) this.#set(word, result + 1n);
    else if (this.#take('--')) this.#set(word, result - 1n);
    return result;
  }

  #value(name: string): bigint {
    const text = this.#variables.get(name) ?? '';
    return text === '' ? 0n : evaluate(text, this.#variables, this.#depth + 1);
  }

  #set(name: string, value: bigint): bigint {
    const result = wrapped(value);
    if (this.#skipping === 0) this.#variables.set(name, String(result));
    return result;
  }

  #compute(sign: string, a: bigint, b: bigint): bigint {
    if ((sign === '/' || sign === '%') && b === 0n) {
      if (this.#skipping > 0) return 0n;
      throw new ExpansionProblem('divide by zero');
    }
    return wrapped(BigInt(operations[sign]!(a, b)));
  }
}

const operations: Readonly<Record<string, (a: bigint, b: bigint) => bigint | boolean>> = {
  '||': (a, b) => a !== 0n || b !== 0n,
  '&&': (a, b) => a !== 0n && b !== 0n,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '&': (a, b) => a & b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<<': (a, b) => a << (b & 63n),
  '>>': (a, b) => a >> (b & 63n),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

const wrapped = (value: bigint): bigint => BigInt.asIntN(64, value);
const isName = (word: string): boolean => /^[A-Za-z_]/.test(word);

function numberOf(word: string): bigint {
  if (!/^0\d/.test(word)) return wrapped(BigInt(word));
  if (/[89]/.test(word)) throw problem();
  return wrapped(BigInt(`0o${word.slice(1)}`));
}
