import type { AlarmState, Comparison, MissingData } from './alarm.ts';

/** What an evaluation sees: the newest data point last, undefined where one is missing; more of them than `periods` (C3). */
export type Evaluation = {
  readonly points: readonly (number | undefined)[];
  readonly periods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
  readonly breaches: (value: number) => boolean;
};

/** The state that an alarm's data ask for; undefined keeps the present one. M out of N, and missing data as documented (C2 to C5). */
export function evaluate(given: Evaluation): AlarmState | undefined {
  const { periods, datapointsToAlarm, missingData, breaches } = given;
  const real = given.points.filter((point) => point !== undefined);
  // With enough real points in the range the treatment of missing ones is not needed.
  if (real.length >= periods) return verdict(real.slice(-periods).filter(breaches).length, datapointsToAlarm);
  const breaching = real.filter(breaches).length;
  switch (missingData) {
    case 'breaching':
      return verdict(breaching + periods - real.length, datapointsToAlarm);
    case 'notBreaching':
      return verdict(breaching, datapointsToAlarm);
    case 'missing':
      return fromReal(given, real.length, breaching) ?? (isLateBreach(given) ? 'ALARM' : 'INSUFFICIENT_DATA');
    case 'ignore':
      return fromReal(given, real.length, breaching);
    default:
      return missingData satisfies never;
  }
}

/** Compares a value with a threshold. */
export function comparer(comparison: Comparison, threshold: number): (value: number) => boolean {
  switch (comparison) {
    case 'GreaterThanOrEqualToThreshold':
      return (value) => value >= threshold;
    case 'GreaterThanThreshold':
      return (value) => value > threshold;
    case 'LessThanThreshold':
      return (value) => value < threshold;
    case 'LessThanOrEqualToThreshold':
      return (value) => value <= threshold;
    default:
      return comparison satisfies never;
  }
}

function verdict(breaching: number, needed: number): AlarmState {
  return breaching >= needed ? 'ALARM' : 'OK';
}

// Few real points: enough breaches are an alarm, a good point among them is none; nothing or breaches alone leave it open.
function fromReal({ datapointsToAlarm }: Evaluation, real: number, breaching: number): AlarmState | undefined {
  if (breaching >= datapointsToAlarm) return 'ALARM';
  return breaching < real ? 'OK' : undefined;
}

// All real points breach: the oldest must be as old as the number of points that an alarm needs, lest one late point alone
// raises it (C5).
function isLateBreach({ points, datapointsToAlarm }: Evaluation): boolean {
  const oldest = points.findIndex((point) => point !== undefined);
  return oldest >= 0 && points.length - oldest >= datapointsToAlarm;
}
