import { Fault } from './errors.ts';
import { type Json, type JsonObject, typeName } from './json.ts';
import { isExpression } from './jsonata.ts';
import { compileQuery, compileSelector, fieldFault, type Report, type Template, type View } from './template.ts';

/** A field that yields a number, checked. A promise only where JSONata has to run. */
export type NumberField = (view: View, data: Json) => number | Promise<number>;

/** What a number field takes. */
export type NumberRule = {
  /** The least and the greatest value allowed. */
  minimum: number;
  maximum: number;
  fraction?: boolean;
  /** Numbers written as strings are taken, too (tolerated failures, as the service does). */
  text?: boolean;
  /** How the service words an out-of-range value found while running. */
  range?: string;
};

/** Any whole number of seconds that the service takes (facts F10). */
export const SECONDS: NumberRule = { minimum: 1, maximum: 99_999_999 };

/** Compiles `name` (a literal, or an expression in JSONata) or its twin `namePath` (JSONPath). */
export function compileNumber(
  name: string,
  state: JsonObject,
  jsonata: boolean,
  location: string,
  report: Report,
  rule: NumberRule,
): NumberField | undefined {
  const literal = state[name];
  const path = state[`${name}Path`];
  if (literal !== undefined && path !== undefined) report(location, `Only one of "${name}" and "${name}Path" is allowed.`);
  if (literal !== undefined) return compileLiteral(name, literal, jsonata, `${location}/${name}`, report, rule);
  return path === undefined ? undefined : compilePath(name, path, `${location}/${name}Path`, report, rule);
}

function compileLiteral(
  name: string,
  literal: Json,
  jsonata: boolean,
  location: string,
  report: Report,
  rule: NumberRule,
): NumberField | undefined {
  if (jsonata && isExpression(literal)) {
    const template = compileQuery(literal, name, location, report);
    return (view, data) => checked(template, literal, name, rule, view, data);
  }
  if (typeof literal !== 'number' || !fits(literal, rule)) {
    report(location, `The field "${name}" must be ${rule.fraction ? 'a number' : 'an integer'} from ${rule.minimum} to ${rule.maximum}.`);
    return undefined;
  }
  return () => literal;
}

function fits(value: number, rule: NumberRule): boolean {
  return value >= rule.minimum && value <= rule.maximum && (rule.fraction === true || Number.isInteger(value));
}

function checked(template: Template, source: string, name: string, rule: NumberRule, view: View, data: Json): number | Promise<number> {
  const check = (value: Json): number => {
    if (typeof value !== 'number') {
      throw fieldFault(
        `The JSONata expression '${source.slice(2, -2).trim()}' specified for the field '${name}' returned an unexpected result type. Expected 'number', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
        name,
      );
    }
    if (!fits(value, rule)) {
      throw fieldFault(
        `The JSONata expression '${source.slice(2, -2).trim()}' specified for the field '${name}' returned a value outside of the acceptable range: ${value}`,
        name,
      );
    }
    return value;
  };
  const value = template(view, data);
  return value instanceof Promise ? value.then(check) : check(value);
}

function compilePath(name: string, path: Json, location: string, report: Report, rule: NumberRule): NumberField | undefined {
  const selector = compileSelector(path, location, report, false);
  if (selector === undefined) return undefined;
  return (view, data) => {
    const found = selector(view, data, () => new Fault(`The ${name}Path parameter does not reference an input value: ${path}`));
    const value = rule.text === true && typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
    if (typeof value !== 'number' || Number.isNaN(value) || (rule.fraction !== true && !Number.isInteger(value)))
      throw notANumber(name, path, found, rule);
    if (!fits(value, rule)) throw new Fault(outOfRange(name, path, value, rule));
    return value;
  };
}

function notANumber(name: string, path: Json, found: Json, rule: NumberRule): Fault {
  if (rule.text !== true)
    return new Fault(`The ${name}Path parameter cannot be parsed as a long value: ${path} == ${JSON.stringify(found)}`);
  const shown = typeof found === 'string' ? found : JSON.stringify(found);
  return new Fault(`The ${name}Path field refers to value "${shown}" which is not a valid ${rule.fraction ? 'float' : 'integer'}: ${path}`);
}

function outOfRange(name: string, path: Json, value: number, rule: NumberRule): string {
  if (rule.range !== undefined) return `${name} ${rule.range}`;
  return value < rule.minimum
    ? `${name} cannot be ${rule.minimum === 0 ? 'negative' : `less than ${rule.minimum}`}.`
    : `The value of ${name} is too large: ${path} == ${value}`;
}
