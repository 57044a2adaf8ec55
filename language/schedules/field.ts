import { ScheduleProblem } from './errors.ts';

/** What a field of a cron expression may hold. */
export type FieldRange = {
  name: string;
  min: number;
  max: number;
  /** Names of the values from `min` on, such as JAN or SUN. */
  names?: readonly string[];
  /** Whether `5/10` runs from 5 to the end (AWS) or is refused (Unix asks for a range). */
  openStep: boolean;
};

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/** The fields of EventBridge's six-field cron. */
export const AWS_FIELDS = {
  minute: { name: 'minutes', min: 0, max: 59, openStep: true },
  hour: { name: 'hours', min: 0, max: 23, openStep: true },
  dayOfMonth: { name: 'day-of-month', min: 1, max: 31, openStep: true },
  month: { name: 'month', min: 1, max: 12, names: MONTHS, openStep: true },
  dayOfWeek: { name: 'day-of-week', min: 1, max: 7, names: WEEKDAYS, openStep: true },
  year: { name: 'year', min: 1970, max: 2199, openStep: true },
} as const satisfies Record<string, FieldRange>;

/** The fields of the five-field cron of scheduled actions; Sunday is 0 and 7. */
export const UNIX_FIELDS = {
  minute: { ...AWS_FIELDS.minute, openStep: false },
  hour: { ...AWS_FIELDS.hour, openStep: false },
  dayOfMonth: { ...AWS_FIELDS.dayOfMonth, openStep: false },
  month: { ...AWS_FIELDS.month, openStep: false },
  dayOfWeek: { name: 'day-of-week', min: 0, max: 7, names: WEEKDAYS, openStep: false },
} as const satisfies Record<string, FieldRange>;

/** Reads `*`, values, names, ranges, steps and lists into the ascending values they stand for. */
export function parseValues(text: string, range: FieldRange): number[] {
  const values = new Set<number>();
  for (const item of text.split(',')) for (const value of parseItem(item, range)) values.add(value);
  return [...values].sort((one, other) => one - other);
}

function parseItem(item: string, range: FieldRange): number[] {
  const [base = '', stepText, ...rest] = item.split('/');
  if (rest.length > 0) throw refusal(item, range);
  const step = stepText === undefined ? 1 : parseStep(stepText, range);
  const [from, to] = parseRange(base, stepText !== undefined, range);
  const values: number[] = [];
  for (let value = from; value <= to; value += step) values.push(value);
  return values;
}

function parseRange(base: string, stepped: boolean, range: FieldRange): [number, number] {
  if (base === '*') return [range.min, range.max];
  const [first = '', last, ...rest] = base.split('-');
  if (rest.length > 0) throw refusal(base, range);
  const from = parseValue(first, range);
  if (last === undefined) {
    if (stepped && !range.openStep) throw new ScheduleProblem(`The ${range.name} field takes a step after * or a range only.`);
    return [from, stepped ? range.max : from];
  }
  const to = parseValue(last, range);
  if (to < from) throw new ScheduleProblem(`The range ${base} of the ${range.name} field runs backwards.`);
  return [from, to];
}

/** Reads one value, by number or by name. */
export function parseValue(text: string, range: FieldRange): number {
  const named = range.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named !== -1) return range.min + named;
  if (!/^\d{1,4}$/.test(text)) throw refusal(text, range);
  const value = Number(text);
  if (value < range.min || value > range.max) throw refusal(text, range);
  return value;
}

function parseStep(text: string, range: FieldRange): number {
  const step = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (step < 1 || step > range.max) throw new ScheduleProblem(`The step ${text} is not valid in the ${range.name} field.`);
  return step;
}

function refusal(text: string, range: FieldRange): ScheduleProblem {
  return new ScheduleProblem(`The value ${text || "''"} is not valid in the ${range.name} field (${range.min}-${range.max}).`);
}
