import { checkQueryText } from './check-query.ts';
import { type Check, checkObject, type Rule } from './check-spot.ts';
import { isObject, type Json } from './json.ts';
import { isExpression } from './jsonata.ts';

/** Takes any value. */
export const anything: Check = () => undefined;

/** A string that stands for itself. */
export const text: Check = (value, spot) => {
  if (typeof value !== 'string') spot.error('Expected value of type [STRING]');
};

/** A boolean. */
export const flag: Check = (value, spot) => {
  if (typeof value !== 'boolean') spot.error('Expected value of type [BOOLEAN]');
};

/** An object that is judged elsewhere. */
export const object: Check = (value, spot) => {
  if (!isObject(value)) spot.error('Expected value of type [OBJECT]');
};

/** One of the given strings. */
export function oneOf(...values: string[]): Check {
  return (value, spot) => {
    if (typeof value !== 'string') spot.error('Expected value of type [STRING]');
    else if (!values.includes(value)) spot.error(`Value should be one of the following: [${values.join(', ')}]`);
  };
}

/** A list whose entries are judged one by one; `mayBeEmpty` where the service takes an empty one. */
export function listOf(check: Check, mayBeEmpty = false): Check {
  return (value, spot) => {
    if (!Array.isArray(value)) {
      spot.error('Expected value of type [ARRAY]');
      return;
    }
    if (value.length === 0 && !mayBeEmpty) spot.error('Value cannot be empty');
    for (const [i, item] of value.entries()) check(item, spot.item(i));
  };
}

/** An object that follows a rule. */
export function ruled(rule: Rule): Check {
  return (value, spot) => checkObject(rule, value, spot);
}

/** A whole number; in a state of JSONata, or an expression that gives one. */
export function integer(minimum: number, maximum = Number.MAX_VALUE): Check {
  return number('Integer', Number.isInteger, minimum, maximum, true);
}

/** A whole number that no expression may stand for. */
export function constantInteger(minimum: number, maximum: number): Check {
  return number('Integer', Number.isInteger, minimum, maximum, false);
}

/** A number, or an expression that gives one. */
export function fraction(minimum: number, maximum = Number.MAX_VALUE, orExpression = true): Check {
  return number('Number', () => true, minimum, maximum, orExpression);
}

function number(type: string, fits: (value: number) => boolean, minimum: number, maximum: number, orExpression: boolean): Check {
  return (value: Json, spot) => {
    if (orExpression && spot.setting.jsonata && isExpression(value)) checkQueryText(value, spot);
    else if (typeof value !== 'number' || !fits(value)) spot.error(`Expected value of type ${type}`);
    else if (value < minimum) spot.error(`Minimum value is ${minimum}`);
    else if (value > maximum) spot.error(`Maximum value is ${maximum}`);
  };
}
