import type { AttributeValue } from './attribute-value.ts';
import { validation } from './errors.ts';
import { type Token, tokenize } from './lexer.ts';
import { overlap, type Path, printPath } from './path.ts';
import type { Placeholders } from './placeholders.ts';
import { isReserved } from './reserved-words.ts';

/** What a comparison or a SET can stand on. */
export type Operand = { kind: 'path'; path: Path } | { kind: 'value'; value: AttributeValue } | { kind: 'size'; path: Path };

/** Reads tokens one after the other; the grammars of conditions, updates and projections stand on it. */
export class Parser {
  readonly parameter: string;
  readonly #tokens: readonly Token[];
  readonly #placeholders: Placeholders;
  #at = 0;

  constructor(parameter: string, expression: string, placeholders: Placeholders) {
    this.parameter = parameter;
    this.#tokens = tokenize(parameter, expression);
    this.#placeholders = placeholders;
  }

  get token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  get following(): Token {
    return (this.#tokens[this.#at + 1] ?? this.token) as Token;
  }

  fail(): never {
    throw validation(`Invalid ${this.parameter}: Syntax error; token: "${this.token.text}", near: "${this.#near()}"`);
  }

  next(): Token {
    const token = this.token;
    this.#at++;
    return token;
  }

  isSign(...signs: string[]): boolean {
    return this.token.kind === 'sign' && signs.includes(this.token.text);
  }

  /** Key words are not case sensitive. */
  isWord(...words: string[]): boolean {
    return this.token.kind === 'word' && words.includes(this.token.text.toUpperCase());
  }

  take(sign: string): void {
    if (!this.isSign(sign)) this.fail();
    this.next();
  }

  takeWord(word: string): void {
    if (!this.isWord(word)) this.fail();
    this.next();
  }

  skip(sign: string): boolean {
    if (!this.isSign(sign)) return false;
    this.next();
    return true;
  }

  end(): void {
    if (this.token.kind !== 'end') this.fail();
  }

  isCall(): boolean {
    return this.token.kind === 'word' && this.following.text === '(';
  }

  path(): Path {
    const steps: (string | number)[] = [this.#name()];
    for (;;) {
      if (this.skip('.')) steps.push(this.#name());
      else if (this.skip('[')) {
        if (this.token.kind !== 'index') this.fail();
        steps.push(Number(this.next().text));
        this.take(']');
      } else return steps;
    }
  }

  value(): AttributeValue {
    if (this.token.kind !== 'value') this.fail();
    return this.#placeholders.value(this.parameter, this.next().text);
  }

  /** A path, a placeholder's value or, where a condition allows it, `size(path)`. */
  operand(): Operand {
    if (this.token.kind === 'value') return { kind: 'value', value: this.value() };
    if (!this.isCall()) return { kind: 'path', path: this.path() };
    if (this.token.text !== 'size') this.fail();
    this.next();
    this.take('(');
    const path = this.path();
    this.take(')');
    return { kind: 'size', path };
  }

  #name(): string {
    if (this.token.kind === 'name') return this.#placeholders.name(this.parameter, this.next().text);
    if (this.token.kind !== 'word') this.fail();
    const word = this.next().text;
    if (isReserved(word)) throw validation(`Invalid ${this.parameter}: Attribute name is a reserved keyword; reserved keyword: ${word}`);
    return word;
  }

  #near(): string {
    return this.#tokens
      .slice(Math.max(0, this.#at - 1), this.#at + 2)
      .filter((token) => token.kind !== 'end')
      .map((token) => token.text)
      .join(' ');
  }
}

/** The paths of a ProjectionExpression, or undefined for all attributes. */
export function parseProjection(expression: string | undefined, placeholders: Placeholders): Path[] | undefined {
  if (expression === undefined) return undefined;
  const parser = new Parser('ProjectionExpression', expression, placeholders);
  const paths: Path[] = [];
  do paths.push(parser.path());
  while (parser.skip(','));
  parser.end();
  refuseOverlaps('ProjectionExpression', paths);
  return paths;
}

/** DynamoDB takes each part of an item once an expression. */
export function refuseOverlaps(parameter: string, paths: readonly Path[]): void {
  for (const [index, path] of paths.entries()) {
    for (const other of paths.slice(index + 1)) {
      if (!overlap(path, other)) continue;
      const names = `path one: [${printPath(path)}], path two: [${printPath(other)}]`;
      throw validation(
        `Invalid ${parameter}: Two document paths overlap with each other; must remove or rewrite one of these paths; ${names}`,
      );
    }
  }
}
