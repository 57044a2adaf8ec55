import { PatternProblem } from './errors.ts';
import { InexactNumber } from './number-text.ts';
import type { ValueTest } from './scalar.ts';

/** `{"numeric": [">", 0, "<=", 5]}`; the reasons of a refusal are worded as AWS words them. */
export function numericTest(terms: unknown): ValueTest {
  if (!Array.isArray(terms)) throw new PatternProblem('Value of numeric must be an array.');
  const [operator, operand] = terms as unknown[];
  if (typeof operator !== 'string') throw new PatternProblem(`Invalid member in numeric match: ${tokenText(operator)}`);
  switch (operator) {
    case '=': {
      const wanted = numeric(operand, 'equals');
      refuseMore(terms);
      return equal(comparableNumber(wanted));
    }
    case '<':
    case '<=': {
      const top = numeric(operand, operator);
      refuseMore(terms);
      return between(Number.NEGATIVE_INFINITY, false, comparableNumber(top), operator === '<');
    }
    case '>':
    case '>=': {
      const bottom = numeric(operand, operator);
      if (terms.length > 2) return closedRange(terms, bottom, operator === '>');
      return between(comparableNumber(bottom), operator === '>', Number.POSITIVE_INFINITY, false);
    }
    default:
      throw new PatternProblem(`Unrecognized numeric range operator: ${operator}`);
  }
}

function closedRange(terms: unknown[], rawBottom: number | InexactNumber, openBottom: boolean): ValueTest {
  const operator = terms[2];
  if (typeof operator !== 'string') throw new PatternProblem(`Bad value in numeric range: ${tokenText(operator)}`);
  if (operator !== '<' && operator !== '<=') throw new PatternProblem(`Bad numeric range operator: ${operator}`);
  const rawTop = numeric(terms[3], operator);
  if (terms.length > 4) throw new PatternProblem('Too many terms in numeric range expression');
  const [bottom, top] = [comparableNumber(rawBottom), comparableNumber(rawTop)];
  if (bottom >= top) throw new PatternProblem('Bottom must be less than top');
  return between(bottom, openBottom, top, operator === '<');
}

const equal =
  (wanted: number): ValueTest =>
  (value) =>
    value === wanted;

function between(bottom: number, openBottom: boolean, top: number, openTop: boolean): ValueTest {
  return (value) => typeof value === 'number' && (openBottom ? value > bottom : value >= bottom) && (openTop ? value < top : value <= top);
}

function numeric(operand: unknown, operator: string): number | InexactNumber {
  if (!isNumeric(operand)) throw new PatternProblem(`Value of ${operator} must be numeric`);
  return operand;
}

/** A number of the pattern, whether or not it can be compared. */
export const isNumeric = (operand: unknown): operand is number | InexactNumber =>
  typeof operand === 'number' || operand instanceof InexactNumber;

/** Refuses what a 64-bit double cannot hold. */
export function comparableNumber(operand: number | InexactNumber): number {
  if (operand instanceof InexactNumber) throw new PatternProblem(`Cannot compare number : ${operand.text}`);
  if (!Number.isFinite(operand)) throw new PatternProblem(`Cannot compare number : ${operand}`);
  return operand;
}

function refuseMore(terms: unknown[]): void {
  if (terms.length > 2) throw new PatternProblem('Too many elements in numeric expression');
}

/** A value as the service's parser prints the token it stopped at. */
function tokenText(value: unknown): string {
  if (value === undefined) return ']';
  if (Array.isArray(value)) return '[';
  if (value instanceof InexactNumber) return value.text;
  return typeof value === 'object' && value !== null ? '{' : String(value);
}
