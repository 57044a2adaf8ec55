import { PatternProblem } from './errors.ts';
import type { ValueTest } from './scalar.ts';

/** `{"numeric": [">", 0, "<=", 5]}`; the reasons of a refusal are worded as AWS words them. */
export function numericTest(terms: unknown): ValueTest {
  if (!Array.isArray(terms)) throw new PatternProblem('Value of numeric must be an array.');
  const [operator, operand] = terms as unknown[];
  if (typeof operator !== 'string') throw new PatternProblem(`Invalid member in numeric match: ${tokenText(operator)}`);
  switch (operator) {
    case '=': {
      const wanted = comparable(operand, 'equals');
      refuseMore(terms);
      return (value) => value === wanted;
    }
    case '<':
    case '<=': {
      const top = comparable(operand, operator);
      refuseMore(terms);
      return between(Number.NEGATIVE_INFINITY, false, top, operator === '<');
    }
    case '>':
    case '>=': {
      const bottom = comparable(operand, operator);
      if (terms.length === 2) return between(bottom, operator === '>', Number.POSITIVE_INFINITY, false);
      return closedRange(terms, bottom, operator === '>');
    }
    default:
      throw new PatternProblem(`Unrecognized numeric range operator: ${operator}`);
  }
}

function closedRange(terms: unknown[], bottom: number, openBottom: boolean): ValueTest {
  const operator = terms[2];
  if (typeof operator !== 'string') throw new PatternProblem(`Bad value in numeric range: ${tokenText(operator)}`);
  if (operator !== '<' && operator !== '<=') throw new PatternProblem(`Bad numeric range operator: ${operator}`);
  const top = comparable(terms[3], operator);
  if (terms.length > 4) throw new PatternProblem('Too many terms in numeric range expression');
  if (bottom >= top) throw new PatternProblem('Bottom must be less than top');
  return between(bottom, openBottom, top, operator === '<');
}

function between(bottom: number, openBottom: boolean, top: number, openTop: boolean): ValueTest {
  return (value) => typeof value === 'number' && (openBottom ? value > bottom : value >= bottom) && (openTop ? value < top : value <= top);
}

function comparable(operand: unknown, operator: string): number {
  if (typeof operand !== 'number') throw new PatternProblem(`Value of ${operator} must be numeric`);
  return comparableNumber(operand);
}

/** Refuses what a 64-bit double cannot hold. */
export function comparableNumber(operand: number): number {
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
  return typeof value === 'object' && value !== null ? '{' : String(value);
}
