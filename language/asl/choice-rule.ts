import { COMPARISONS, TYPE_TESTS, wildcardMatches } from './choice-compare.ts';
import { Fault } from './errors.ts';
import { isObject, type Json } from './json.ts';
import { compileSelector, type Report, type Selector, type View } from './template.ts';

/** A compiled condition of a JSONPath choice rule. */
export type Condition = (view: View, data: Json) => boolean;

const NESTING_LIMIT = 100;
const OUTER_FIELDS = new Set(['Next', 'Comment', 'Assign']);

/** Compiles a rule with all that is nested in it; problems are reported. */
export function compileCondition(rule: Json, location: string, report: Report, depth = 0): Condition {
  const never: Condition = () => false;
  if (!isObject(rule) || depth > NESTING_LIMIT) {
    report(location, 'A choice rule must be an object.');
    return never;
  }
  if (depth > 0 && 'Next' in rule) report(`${location}/Next`, 'The field "Next" is not allowed in a nested choice rule.');
  const all = rule.And ?? rule.Or;
  if (all !== undefined) {
    const rules = Array.isArray(all) ? all : [];
    const name = rule.And !== undefined ? 'And' : 'Or';
    if (rules.length === 0) report(`${location}/${name}`, `The field "${name}" must be a non-empty array.`);
    const parts = rules.map((r, i) => compileCondition(r, `${location}/${name}[${i}]`, report, depth + 1));
    return name === 'And' ? (view, data) => parts.every((p) => p(view, data)) : (view, data) => parts.some((p) => p(view, data));
  }
  if (rule.Not !== undefined) {
    const inner = compileCondition(rule.Not, `${location}/Not`, report, depth + 1);
    return (view, data) => !inner(view, data);
  }
  return compileComparison(rule, location, report) ?? never;
}

function compileComparison(rule: { [k: string]: Json }, location: string, report: Report): Condition | undefined {
  const operators = Object.keys(rule).filter((key) => key !== 'Variable' && !OUTER_FIELDS.has(key));
  const operator = operators[0];
  if (rule.Variable === undefined) report(location, 'The field "Variable" is required.');
  if (operator === undefined || operators.length > 1) {
    report(location, 'A choice rule must have exactly one comparison operator.');
    return undefined;
  }
  const variable = compileSelector(rule.Variable ?? '$', `${location}/Variable`, report, false);
  if (variable === undefined) return undefined;
  return compileOperator(operator, rule[operator] as Json, variable, `${location}/${operator}`, report);
}

function compileOperator(operator: string, operand: Json, variable: Selector, location: string, report: Report): Condition | undefined {
  const read: Selector = (view, data) => variable(view, data, invalidValue);
  const test = TYPE_TESTS.get(operator);
  if (test !== undefined || operator === 'IsPresent') {
    if (typeof operand !== 'boolean') report(location, `The field "${operator}" must be a boolean.`);
    if (test !== undefined) return (view, data) => test(read(view, data, invalidValue)) === operand;
    return (view, data) => isPresent(variable, view, data) === operand;
  }
  if (operator === 'StringMatches') {
    if (typeof operand !== 'string') report(location, 'The field "StringMatches" must be a string.');
    return (view, data) => {
      const value = read(view, data, invalidValue);
      return typeof value === 'string' && wildcardMatches(value, String(operand));
    };
  }
  const comparison = COMPARISONS.get(operator);
  if (comparison !== undefined) return (view, data) => comparison(read(view, data, invalidValue), operand);
  const twin = operator.endsWith('Path') ? COMPARISONS.get(operator.slice(0, -4)) : undefined;
  if (twin === undefined) {
    report(location, `The comparison operator "${operator}" is not supported.`);
    return undefined;
  }
  const other = compileSelector(operand, location, report, false);
  return (view, data) => other !== undefined && twin(read(view, data, invalidValue), other(view, data, invalidValue));
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

function invalidValue(path: { text: string }): Fault {
  return new Fault(`Invalid path '${path.text}': The choice state's condition path references an invalid value.`);
}
