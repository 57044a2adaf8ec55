import { choicePath, payload } from './check-path.ts';
import { checkQueryText, query } from './check-query.ts';
import { type Check, checkObject, type Rule, type Spot } from './check-spot.ts';
import { flag, listOf, text } from './check-values.ts';
import { assign } from './check-variables.ts';
import { COMPARISONS, TYPE_TESTS } from './choice-compare.ts';
import type { JsonObject } from './json.ts';
import { isExpression } from './jsonata.ts';
import { parseTimestamp } from './timestamp.ts';

/** A literal time: RFC 3339 with the capital letters that the language asks for. */
export const timestamp: Check = (value, spot) => {
  if (typeof value !== 'string' || /[tz]/.test(value) || parseTimestamp(value) === undefined)
    spot.error('String does not match RFC3339 timestamp');
};

const numeric: Check = (value, spot) => {
  if (typeof value !== 'number') spot.error('Expected value of type Number');
};

function operand(operator: string): Check {
  if (operator.startsWith('String')) return text;
  if (operator.startsWith('Numeric')) return numeric;
  // Whether the service judges the time in a rule is not known; one that is none compares to nothing.
  return operator.startsWith('Timestamp') ? text : flag;
}

const OPERATORS: Readonly<Record<string, Check>> = Object.fromEntries([
  ...[...COMPARISONS.keys()].flatMap((name): [string, Check][] => [
    [name, operand(name)],
    [`${name}Path`, choicePath],
  ]),
  ...[...TYPE_TESTS.keys(), 'IsPresent'].map((name): [string, Check] => [name, flag]),
  ['StringMatches', text],
]);

const SELECTORS = ['And', 'Or', 'Not', 'Variable'];

/** What a rule of JSONPath tests; the rules inside And, Or and Not have nothing else. */
const TEST: Rule = {
  fields: {},
  jsonPath: {
    ...OPERATORS,
    Variable: choicePath,
    And: listOf((value, spot) => checkObject(NESTED, value, spot)),
    Or: listOf((value, spot) => checkObject(NESTED, value, spot)),
    Not: (value, spot) => checkObject(NESTED, value, spot),
  },
  also: (rule, spot) => {
    if (!spot.setting.jsonata) checkTest(rule, spot);
  },
};

const NESTED: Rule = { ...TEST, fields: { Comment: text } };

function checkTest(rule: JsonObject, spot: Spot): void {
  const selectors = SELECTORS.filter((name) => rule[name] !== undefined);
  if (selectors.length !== 1)
    spot.error(`The object must have only one of the following fields, [${[...SELECTORS, 'Condition'].join(', ')}]`);
  const operators = Object.keys(rule).filter((name) => Object.hasOwn(OPERATORS, name));
  if (operators.length > 1) spot.error(`There should only be one of the following fields: [${operators.join(', ')}]`);
  if (rule.Variable !== undefined && operators.length === 0) spot.error('This object should have one comparison operator');
}

const condition: Check = (value, spot) => {
  if (isExpression(value)) checkQueryText(value, spot);
  else if (typeof value !== 'boolean') spot.error('Value should be a boolean or a JSONata expression');
};

const assigned: Check = assign((value, spot) => (spot.setting.jsonata ? query : payload)(value, spot));

const CHOICE: Rule = {
  ...TEST,
  fields: { Next: text, Comment: text, Assign: assigned },
  jsonata: { Condition: condition, Output: query },
  required: ['Next'],
};

/** Choices: each rule has a Next of its own; in JSONata also a Condition. */
export const choices: Check = listOf((value, spot) => {
  checkObject(spot.setting.jsonata ? { ...CHOICE, required: ['Condition', 'Next'] } : CHOICE, value, spot);
});
