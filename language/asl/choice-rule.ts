import { COMPARISONS, TYPE_TESTS, wildcardMatches } from './choice-compare.ts';
import { Fault } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import { compileSelector, type NotFound, type Report, type Selector, type View } from './template.ts';

/** A compiled condition of a JSONPath choice rule. */
export type Condition = (view: View, data: Json) => boolean;

/** Members of a rule that are neither its variable nor its operator. */
const OTHER_FIELDS = new Set(['Variable', 'Next', 'Comment', 'Assign']);

/** Compiles a rule that has been checked, with all that is nested in it. */
export function compileCondition(rule: JsonObject, location: string, report: Report): Condition {
  const inner = (one: Json, at: string): Condition => compileCondition(one as JsonObject, `${location}/${at}`, report);
  const all = (name: 'And' | 'Or'): Condition[] => (rule[name] as Json[]).map((one, i) => inner(one, `${name}[${i}]`));
  if (rule.And !== undefined) {
    const parts = all('And');
    return (view, data) => parts.every((part) => part(view, data));
  }
  if (rule.Or !== undefined) {
    const parts = all('Or');
    return (view, data) => parts.some((part) => part(view, data));
  }
  if (rule.Not !== undefined) {
    const part = inner(rule.Not, 'Not');
    return (view, data) => !part(view, data);
  }
  return compileComparison(rule, location, report) ?? (() => false);
}

function compileComparison(rule: JsonObject, location: string, report: Report): Condition | undefined {
  const operator = Object.keys(rule).find((field) => !OTHER_FIELDS.has(field)) as string;
  const operand = rule[operator] as Json;
  const variable = compileSelector(rule.Variable, `${location}/Variable`, report, false);
  if (variable === undefined) return undefined;
  if (operator === 'IsPresent') return (view, data) => isPresent(variable, view, data) === operand;
  const read = (view: View, data: Json): Json => variable(view, data, invalidValue);
  const test = TYPE_TESTS.get(operator);
  if (test !== undefined) return (view, data) => test(read(view, data)) === operand;
  if (operator === 'StringMatches')
    return (view, data) => {
      const value = read(view, data);
      return typeof value === 'string' && wildcardMatches(value, operand as string);
    };
  const comparison = COMPARISONS.get(operator);
  if (comparison !== undefined) return (view, data) => comparison(read(view, data), operand);
  const twin = COMPARISONS.get(operator.replace(/Path$/, ''));
  const other = compileSelector(operand, `${location}/${operator}`, report, false);
  return twin && other && ((view, data) => twin(read(view, data), other(view, data, invalidValue)));
}

function isPresent(variable: Selector, view: View, data: Json): boolean {
  try {
    variable(view, data, (path) => new Absent(path.text));
    return true;
  } catch (error) {
    if (error instanceof Absent) return false;
    throw error;
  }
}

/** Only carries "not there" out of a selector. */
class Absent extends Fault {}

const invalidValue: NotFound = (path) =>
  new Fault(`Invalid path '${path.text}': The choice state's condition path references an invalid value.`);
