import type { Dimension } from '@aws-sdk/client-cloudwatch';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { Dimensions } from '../../metric-source.ts';

const MINUTE_SECONDS = 60;
const HIGH_RESOLUTION_SECONDS: readonly number[] = [10, 20, 30];

/** CloudWatch's answer to a value that breaks a constraint. */
export const validationError = (message: string): AwsError => new AwsError('ValidationError', message);

/** Dimensions by name. */
export const dimensionsOf = (dimensions: readonly Dimension[] | undefined): Dimensions =>
  Object.fromEntries((dimensions ?? []).map((dimension) => [dimension.Name ?? '', dimension.Value ?? '']));

/** Dimensions as the API lists them. */
export const dimensionList = (dimensions: Dimensions): { Name: string; Value: string }[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** A parameter that must be given. */
export function required<T>(name: string, value: T | undefined): T {
  if (value === undefined || value === '') throw new AwsError('MissingRequiredParameterException', `The parameter ${name} is required.`);
  return value;
}

/** A parameter that is one of a few words. */
export function oneOf<T extends string>(name: string, known: readonly T[], value: string | undefined): T {
  const found = known.find((candidate) => candidate === required(name, value));
  if (found === undefined) throw validationError(`Value '${value}' at '${name}' must be one of ${known.join(', ')}`);
  return found;
}

/** A period in seconds: whole minutes only. */
export function period(value: number | undefined): number {
  const seconds = positive('Period', value);
  if (HIGH_RESOLUTION_SECONDS.includes(seconds)) throw new NotInTwinError(`a period of ${seconds} s`, 'metrics have standard resolution');
  if (seconds % MINUTE_SECONDS !== 0) throw validationError('Period must be 10, 20, 30 or a multiple of 60');
  return seconds;
}

/** A whole number of at least one. */
export function positive(name: string, value: number | undefined): number {
  const number = required(name, value);
  if (!Number.isInteger(number) || number < 1) throw validationError(`Value '${number}' at '${name}' must be a whole number of at least 1`);
  return number;
}
