import { PatternProblem } from './errors.ts';
import { comparableNumber, isNumeric } from './numeric.ts';
import { asObject, type ValueTest } from './scalar.ts';
import { ignoreCaseTest, type TextTest, wildcardTest } from './text.ts';

const IGNORE_CASE_REASON = 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.';
const AFFIX_REASON = 'prefix/suffix match pattern must be a string';

type TextOperator = { reason: string; build: (text: string) => TextTest };

const TEXT_OPERATORS: ReadonlyMap<string, TextOperator> = new Map([
  ['equals-ignore-case', { reason: IGNORE_CASE_REASON, build: (text) => ignoreCaseTest(text, 'whole') }],
  ['prefix', { reason: AFFIX_REASON, build: (text) => affix(text, (value) => value.startsWith(text)) }],
  ['suffix', { reason: AFFIX_REASON, build: (text) => affix(text, (value) => value.endsWith(text)) }],
  ['wildcard', { reason: 'wildcard match pattern must be a string', build: wildcardTest }],
] satisfies [string, TextOperator][]);

/** `{"anything-but": …}` in all its forms: a leaf of another type is always something else, so it matches. */
export function anythingButTest(operand: unknown): ValueTest {
  const nested = asObject(operand);
  return nested === undefined ? otherThanValues(operand) : otherThanTexts(nested);
}

function otherThanValues(operand: unknown): ValueTest {
  refuseUnlessListOrScalar(operand);
  const values = Array.isArray(operand) ? (operand as unknown[]) : [operand];
  const excluded = new Set<unknown>();
  const types = new Set<string>();
  for (const value of values) {
    if (typeof value !== 'string' && !isNumeric(value)) {
      throw new PatternProblem('Inside anything but list, start|null|boolean is not supported.');
    }
    types.add(typeof value === 'string' ? 'string' : 'number');
    excluded.add(typeof value === 'string' ? value : comparableNumber(value));
  }
  if (types.size !== 1) {
    throw new PatternProblem('Inside anything but list, either all values are number or string, mixed type is not supported');
  }
  return (value) => !excluded.has(value);
}

function otherThanTexts(nested: Record<string, unknown>): ValueTest {
  const names = Object.keys(nested);
  const name = names[0];
  if (name === undefined) throw new PatternProblem('Anything-But expression name not found');
  const operator = TEXT_OPERATORS.get(name);
  if (operator === undefined) throw new PatternProblem(`Unsupported anything-but pattern: ${name}`);
  const operand = nested[name];
  refuseUnlessListOrScalar(operand);
  const tests = (Array.isArray(operand) ? (operand as unknown[]) : [operand]).map((text) => {
    if (typeof text !== 'string') throw new PatternProblem(operator.reason);
    return operator.build(text);
  });
  if (tests.length === 0) throw new PatternProblem('Empty arrays are not allowed');
  if (names.length > 1) throw new PatternProblem('Too many elements in numeric expression');
  return (value) => typeof value !== 'string' || !tests.some((test) => test(value));
}

function refuseUnlessListOrScalar(operand: unknown): void {
  if (typeof operand === 'string' || isNumeric(operand) || Array.isArray(operand)) return;
  throw new PatternProblem('Value of anything-but must be an array or single string/number value.');
}

function affix(text: string, test: TextTest): TextTest {
  if (text === '') throw new PatternProblem('Null prefix/suffix not allowed');
  return test;
}
