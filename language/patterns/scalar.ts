import { InexactNumber } from './number-text.ts';

/** A leaf of an event, as JSON knows it. */
export type Scalar = string | number | boolean | null;

/** Says whether one leaf of the event satisfies one element of a pattern's array. */
export type ValueTest = (value: Scalar) => boolean;

/** What a pattern says of one field: any of these holds. */
export type FieldCriteria = {
  /** Values compared as they are; kept apart from the tests because a set answers in one look. */
  literals: ReadonlySet<Scalar>;
  tests: readonly ValueTest[];
  /** `{"exists": false}` is among the alternatives. */
  acceptsAbsence: boolean;
};

/** One leaf against all alternatives of a field. */
export function satisfies(criteria: FieldCriteria, value: Scalar): boolean {
  if (criteria.literals.has(value)) return true;
  for (const test of criteria.tests) if (test(value)) return true;
  return false;
}

/** The JSON object in `value`, or undefined when it is anything else. */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof InexactNumber) return undefined;
  return value as Record<string, unknown>;
}
