import type { Timer } from '../../clock.ts';
import type { Watched } from './watched.ts';

/** The states of an alarm. */
export const ALARM_STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** How missing data points are treated (C4). */
export const MISSING_DATA = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type MissingData = (typeof MISSING_DATA)[number];

/** How a value is compared with a static threshold. */
export const COMPARISONS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What an alarm watches and how. */
export type AlarmConfiguration = {
  readonly description?: string | undefined;
  readonly watched: Watched;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missingData: MissingData;
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
};

/** A state with why and since when. */
export type StateRecord = {
  readonly value: AlarmState;
  readonly reason: string;
  readonly reasonData?: string | undefined;
  readonly atMs: number;
};

/** An alarm as it is now. */
export type Alarm = {
  readonly name: string;
  readonly arn: string;
  /** How events name the one metric of the alarm. */
  readonly metricId: string;
  configuration: AlarmConfiguration;
  updatedMs: number;
  actionsEnabled: boolean;
  state: StateRecord;
  /** When its data are looked at next; undefined while they cannot change. */
  timer?: Timer | undefined;
  tags: Record<string, string>;
};
