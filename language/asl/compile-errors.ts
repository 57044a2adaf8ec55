import type { StateSource } from './compile-context.ts';
import { isObject, type Json } from './json.ts';
import type { Catcher, Retrier } from './model.ts';

const INTERVAL_LIMIT_SECONDS = 99_999_999;
const DELAY_LIMIT_SECONDS = 31_622_400; // a year; the service's limit of MaxDelaySeconds

/** Compiles Retry. */
export function compileRetry(source: StateSource): Retrier[] {
  return list(source, 'Retry').map(([entry, location]) => {
    const number = (field: string, otherwise: number, minimum: number, maximum: number, fraction = false): number => {
      const value = entry[field];
      if (value === undefined) return otherwise;
      if (typeof value === 'number' && value >= minimum && value <= maximum && (fraction || Number.isInteger(value))) return value;
      source.report(
        `${location}/${field}`,
        `The field "${field}" must be ${fraction ? 'a number' : 'an integer'} from ${minimum} to ${maximum}.`,
      );
      return otherwise;
    };
    const jitter = entry.JitterStrategy;
    if (jitter !== undefined && jitter !== 'FULL' && jitter !== 'NONE')
      source.report(`${location}/JitterStrategy`, 'The field "JitterStrategy" must be "FULL" or "NONE".');
    checkMembers(source, entry, location, [
      'ErrorEquals',
      'IntervalSeconds',
      'MaxAttempts',
      'BackoffRate',
      'MaxDelaySeconds',
      'JitterStrategy',
      'Comment',
    ]);
    return {
      errors: errorNames(source, entry.ErrorEquals, location),
      intervalSeconds: number('IntervalSeconds', 1, 1, INTERVAL_LIMIT_SECONDS),
      maxAttempts: number('MaxAttempts', 3, 0, INTERVAL_LIMIT_SECONDS),
      backoffRate: number('BackoffRate', 2, 1, Number.MAX_VALUE, true),
      maxDelaySeconds: number('MaxDelaySeconds', Number.POSITIVE_INFINITY, 1, DELAY_LIMIT_SECONDS),
      fullJitter: jitter === 'FULL',
    };
  });
}

/** Compiles Catch. */
export function compileCatch(source: StateSource): Catcher[] {
  return list(source, 'Catch').map(([entry, location], i) => {
    const inner = source.inner(entry, location);
    checkMembers(source, entry, location, ['ErrorEquals', 'Next', 'Comment', 'Assign', source.jsonata ? 'Output' : 'ResultPath']);
    inner.required('Next');
    return {
      errors: errorNames(source, entry.ErrorEquals, location),
      next: inner.text('Next') ?? '',
      assign: inner.objectTemplate('Assign', `Catch[${i}]/Assign`),
      output: source.jsonata ? inner.template('Output', `Catch[${i}]/Output`) : undefined,
      resultPath: source.jsonata ? undefined : inner.resultPath(),
    };
  });
}

function list(source: StateSource, field: string): [{ [k: string]: Json }, string][] {
  const value = source.definition[field];
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    source.report(source.at(field), `The field "${field}" must be an array.`);
    return [];
  }
  return value.flatMap((entry, i): [{ [k: string]: Json }, string][] => {
    const location = `${source.at(field)}[${i}]`;
    if (!isObject(entry)) {
      source.report(location, 'The value must be an object.');
      return [];
    }
    const names = entry.ErrorEquals;
    if (Array.isArray(names) && names.includes('States.ALL') && (names.length > 1 || i < value.length - 1)) {
      source.report(`${location}/ErrorEquals`, '"States.ALL" must appear alone and in the last entry.');
    }
    return [[entry, location]];
  });
}

function errorNames(source: StateSource, value: Json | undefined, location: string): string[] {
  if (Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string')) return value as string[];
  source.report(`${location}/ErrorEquals`, 'The field "ErrorEquals" must be a non-empty array of strings.');
  return [];
}

function checkMembers(source: StateSource, entry: { [k: string]: Json }, location: string, allowed: readonly string[]): void {
  for (const field of Object.keys(entry)) {
    if (!allowed.includes(field)) source.report(`${location}/${field}`, `The field "${field}" is not supported here.`);
  }
}
