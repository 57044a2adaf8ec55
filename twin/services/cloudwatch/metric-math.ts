import { AwsError, NotInTwinError } from '../../errors.ts';
import { type MathToken, mathTokens } from './metric-math-tokens.ts';

/** An expression of metric math (CloudWatch User Guide: using metric math), as far as alarms here use it. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'series'; readonly id: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Expression[] }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Expression; readonly right: Expression };

/** The functions that are evaluated, each with how many arguments it takes. */
const FUNCTIONS = { FILL: [2, 2], IF: [2, 3], AVG: [1, 1], MAX: [1, 1], MIN: [1, 1], SUM: [1, 1] } as const;
export type FunctionName = keyof typeof FUNCTIONS;

/** How tightly an operator binds its two sides. */
const BINDING: Readonly<Record<string, number>> = {
  '||': 1,
  OR: 1,
  '&&': 2,
  AND: 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '^': 7,
};
/** A text nested deeper is no expression that a person wrote; CloudWatch takes 2,048 characters. */
const MAX_DEPTH = 50;
const MAX_CHARACTERS = 2_048;

/** Parses an expression; what CloudWatch knows and is not evaluated here is refused by name. */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_CHARACTERS) throw invalid(text, `it is longer than ${MAX_CHARACTERS} characters`);
  const parser = new Parser(text, mathTokens(text));
  return parser.whole();
}

/** The ids of the series in an expression, in their order. */
export function seriesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'series':
      return [expression.id];
    case 'list':
      return expression.items.flatMap(seriesIn);
    case 'call':
      return expression.args.flatMap(seriesIn);
    case 'operation':
      return [...seriesIn(expression.left), ...seriesIn(expression.right)];
    default:
      return expression satisfies never;
  }
}

const invalid = (text: string, why: string): AwsError =>
  new AwsError('ValidationError', `Invalid metrics list: the expression ${JSON.stringify(text)} cannot be read: ${why}.`);

class Parser {
  readonly #text: string;
  readonly #tokens: readonly MathToken[];
  #at = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly MathToken[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#expression(0);
    if (this.#next !== undefined) throw this.#unexpected();
    return expression;
  }

  get #next(): MathToken | undefined {
    return this.#tokens[this.#at];
  }

  #expression(least: number): Expression {
    if (++this.#depth > MAX_DEPTH) throw invalid(this.#text, `it is nested deeper than ${MAX_DEPTH}`);
    let left = this.#operand();
    for (let operator = this.#next; operator !== undefined; operator = this.#next) {
      const binding = BINDING[operator.text] ?? 0;
      if (binding <= least) break;
      this.#at++;
      left = { kind: 'operation', operator: operator.text, left, right: this.#expression(binding) };
    }
    this.#depth--;
    return left;
  }

  #operand(): Expression {
    const token = this.#next;
    if (token === undefined) throw invalid(this.#text, 'it ends too early');
    this.#at++;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'id') return { kind: 'series', id: token.text };
    if (token.kind === 'name') return this.#call(token.text);
    switch (token.text) {
      case '-':
        return { kind: 'operation', operator: '-', left: { kind: 'number', value: 0 }, right: this.#expression(BINDING['*'] as number) };
      case '(': {
        const inner = this.#expression(0);
        this.#take(')');
        return inner;
      }
      case '[':
        return { kind: 'list', items: this.#until(']') };
      default:
        this.#at--;
        throw this.#unexpected();
    }
  }

  #call(name: string): Expression {
    this.#take('(');
    const args = this.#until(')');
    if (!isKnown(name)) throw new NotInTwinError(`the metric math function ${name}`);
    const [least, most] = FUNCTIONS[name];
    if (args.length < least || args.length > most) throw invalid(this.#text, `${name} takes ${most} arguments`);
    return { kind: 'call', name, args };
  }

  #until(end: string): Expression[] {
    const items = [this.#expression(0)];
    while (this.#next?.text === ',') {
      this.#at++;
      items.push(this.#expression(0));
    }
    this.#take(end);
    return items;
  }

  #take(text: string): void {
    if (this.#next?.text !== text) throw this.#unexpected();
    this.#at++;
  }

  #unexpected(): AwsError {
    return invalid(this.#text, this.#next === undefined ? 'it ends too early' : `nobody expects ${this.#next.text} there`);
  }
}

const isKnown = (name: string): name is FunctionName => Object.hasOwn(FUNCTIONS, name);
