import { cidrTest, sameAddressTest } from './address.ts';
import { anythingButTest } from './anything-but.ts';
import { refuseComplexWildcards } from './complexity.ts';
import { PatternProblem } from './errors.ts';
import { InexactNumber } from './number-text.ts';
import { numericTest } from './numeric.ts';
import { asObject, type FieldCriteria, type Scalar, type ValueTest } from './scalar.ts';
import { ignoreCaseTest, type TextTest, wildcardTest } from './text.ts';

const ONE_KEY_REASON = 'Only one key allowed in match expression';

/** What one match expression adds to its field: a test, a literal, or the wish that the field be absent. */
type Alternative = { test: ValueTest } | { literal: Scalar } | 'absence';

/** Reads the array that stands at a field of a pattern. */
export function parseCriteria(elements: readonly unknown[]): FieldCriteria {
  if (elements.length === 0) throw new PatternProblem('Empty arrays are not allowed');
  const literals = new Set<Scalar>();
  const tests: ValueTest[] = [];
  let acceptsAbsence = false;
  for (const element of elements) {
    const alternative = parseElement(element);
    if (alternative === 'absence') acceptsAbsence = true;
    else if ('literal' in alternative) literals.add(alternative.literal);
    else tests.push(alternative.test);
  }
  refuseComplexWildcards(elements);
  return { literals, tests, acceptsAbsence };
}

function parseElement(element: unknown): Alternative {
  if (typeof element === 'string') {
    const test = sameAddressTest(element);
    return test === undefined ? { literal: element } : { test };
  }
  if (element === null || typeof element === 'number' || typeof element === 'boolean') return { literal: element };
  // The service compares the digits as they are written; events here have lost theirs, so the nearest double stands for them.
  if (element instanceof InexactNumber) return { literal: Number(element.text) };
  const expression = asObject(element);
  if (expression === undefined) throw new PatternProblem('Match value must be String, number, true, false, or null');
  return parseExpression(expression);
}

function parseExpression(expression: Record<string, unknown>): Alternative {
  const names = Object.keys(expression);
  const name = names[0];
  if (name === undefined) throw new PatternProblem('Match expression name not found');
  const alternative = parseOperator(name, expression[name]);
  if (names.length > 1) {
    const counted = name === 'numeric' || name === 'anything-but';
    throw new PatternProblem(counted ? 'Too many elements in numeric expression' : ONE_KEY_REASON);
  }
  return alternative;
}

function parseOperator(name: string, operand: unknown): Alternative {
  switch (name) {
    case 'exactly':
      return { literal: text(operand, 'exact') };
    case 'prefix':
      return affix(name, operand);
    case 'suffix':
      return affix(name, operand);
    case 'equals-ignore-case':
      return ofText(ignoreCaseTest(text(operand, name), 'whole'));
    case 'wildcard':
      return ofText(wildcardTest(text(operand, name)));
    case 'anything-but':
      return { test: anythingButTest(operand) };
    case 'numeric':
      return { test: numericTest(operand) };
    case 'cidr':
      // The service itself speaks of a prefix here.
      return { test: cidrTest(text(operand, 'prefix')) };
    case 'exists':
      if (typeof operand !== 'boolean') throw new PatternProblem('exists match pattern must be either true or false.');
      return operand ? { test: () => true } : 'absence';
    default:
      throw new PatternProblem(`Unrecognized match type ${name}`);
  }
}

function affix(name: 'prefix' | 'suffix', operand: unknown): Alternative {
  const nested = asObject(operand);
  if (nested !== undefined) return ofText(ignoreCaseTest(nestedIgnoreCase(name, nested), name === 'prefix' ? 'start' : 'end'));
  const wanted = text(operand, name);
  return ofText(name === 'prefix' ? (value) => value.startsWith(wanted) : (value) => value.endsWith(wanted));
}

function nestedIgnoreCase(name: 'prefix' | 'suffix', nested: Record<string, unknown>): string {
  const names = Object.keys(nested);
  const inner = names[0];
  if (inner === undefined) throw new PatternProblem(`${name === 'prefix' ? 'Prefix' : 'Suffix'} expression name not found`);
  if (inner !== 'equals-ignore-case') throw new PatternProblem(`Unsupported ${name} pattern: ${inner}`);
  const wanted = text(nested[inner], inner);
  if (names.length > 1) throw new PatternProblem(ONE_KEY_REASON);
  return wanted;
}

function text(operand: unknown, name: string): string {
  if (typeof operand !== 'string') throw new PatternProblem(`${name} match pattern must be a string`);
  return operand;
}

function ofText(test: TextTest): Alternative {
  return { test: (value) => typeof value === 'string' && test(value) };
}
