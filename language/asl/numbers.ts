import type { StateSource } from './compile-context.ts';
import { Fault } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import { isExpression, unexpectedType } from './jsonata.ts';
import { compileQuery, compileSelector, fieldFault, invalidPath, type NotFound, type View } from './template.ts';

/** A field that yields a number, checked. A promise only where JSONata has to run. */
export type NumberField = (view: View, data: Json) => number | Promise<number>;

/** What a number field takes. */
export type NumberRule = {
  /** The least and the greatest value allowed. */
  minimum: number;
  maximum: number;
  fraction?: boolean;
  /** A Map's numbers may be written as strings, and have messages of their own. */
  text?: boolean;
  /** How the service words what is no number, or out of range, behind a path. */
  notANumber?: (name: string, path: string, shown: string) => string;
  range?: (name: string, path: string, value: number) => string;
  /** How it words a path that finds nothing. */
  notFound?: (name: string, path: string) => NotFound;
};

/** Any whole number of seconds that the service takes (facts F10). */
export const SECONDS: NumberRule = { minimum: 1, maximum: 99_999_999 };

/** Compiles `name` (a literal, or an expression in JSONata) or its twin `namePath` (JSONPath) of a definition that has been checked. */
export function compileNumber(source: StateSource, name: string, rule: NumberRule, label = name): NumberField | undefined {
  const { definition } = source;
  const literal = definition[name];
  if (source.jsonata && isExpression(literal)) return compileExpression(source, literal, name, label, rule);
  if (typeof literal === 'number') return () => literal;
  return typeof definition[`${name}Path`] === 'string' ? compilePath(source, definition, name, rule) : undefined;
}

function compileExpression(source: StateSource, literal: string, name: string, label: string, rule: NumberRule): NumberField {
  const template = compileQuery(literal, label, source.at(name), source.report);
  const check = (value: Json): number => {
    if (typeof value !== 'number') throw unexpectedType(literal.slice(2, -2).trim(), label, 'number', value);
    if (!isWhole(value, rule)) throw fieldFault(`The ${name} field cannot be parsed as an integer: ${value}`, label);
    if (!isWithin(value, rule)) throw fieldFault(outsideOf(name, value, rule), label);
    return value;
  };
  return (view, data) => {
    const value = template(view, data);
    return value instanceof Promise ? value.then(check) : check(value);
  };
}

function outsideOf(name: string, value: number, { minimum, maximum }: NumberRule): string {
  return maximum === Number.MAX_SAFE_INTEGER
    ? `${name} must be at least ${minimum} but was: ${value}`
    : `${name} must be between ${minimum} and ${maximum} but was: ${value}`;
}

function isWhole(value: number, rule: NumberRule): boolean {
  return rule.fraction === true || Number.isInteger(value);
}

function isWithin(value: number, rule: NumberRule): boolean {
  return value >= rule.minimum && value <= rule.maximum;
}

function compilePath(source: StateSource, definition: JsonObject, name: string, rule: NumberRule): NumberField | undefined {
  const path = definition[`${name}Path`] as string;
  const selector = compileSelector(path, source.at(`${name}Path`), source.report, false);
  if (selector === undefined) return undefined;
  const notFound = rule.notFound?.(name, path) ?? invalidPath;
  return (view, data) => {
    const found = selector(view, data, notFound);
    const value = rule.text === true && typeof found === 'string' && /^\s*[+-]?\d/.test(found) ? Number(found) : found;
    if (typeof value !== 'number' || Number.isNaN(value) || !isWhole(value, rule)) throw notANumber(name, path, found, rule);
    if (!isWithin(value, rule)) throw new Fault(rule.range?.(name, path, value) ?? outOfRange(name, path, value, rule));
    return value;
  };
}

function notANumber(name: string, path: string, found: Json, rule: NumberRule): Fault {
  const shown = typeof found === 'string' ? found : JSON.stringify(found);
  const words = rule.notANumber ?? (rule.text === true ? notOfItsType(rule) : notALong);
  return new Fault(words(name, path, shown));
}

function notOfItsType(rule: NumberRule): NonNullable<NumberRule['notANumber']> {
  const type = rule.fraction === true ? 'float' : 'integer';
  return (name, path, shown) => `The ${name}Path field refers to value "${shown}" which is not a valid ${type}: ${path}`;
}

function notALong(name: string, path: string, shown: string): string {
  return `The ${name}Path parameter cannot be parsed as a long value: ${path} == ${shown}`;
}

function outOfRange(name: string, path: string, value: number, rule: NumberRule): string {
  if (value < 0) return `The ${name}Path parameter references a negative value: ${path} == ${value}`;
  return value < rule.minimum ? `${name} cannot be less than ${rule.minimum}.` : `The value of ${name} is too large: ${path} == ${value}`;
}
