import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Timer } from '../../clock.ts';

/** One step of a step policy; bounds are relative to the alarm's threshold (A19). */
export type Step = { lower: number; upper: number; adjustment: number };

export type AdjustmentType = 'ChangeInCapacity' | 'PercentChangeInCapacity' | 'ExactCapacity';

/** How a policy computes the capacity. */
export type Rule =
  | {
      kind: 'target-tracking';
      targetValue: number;
      mayScaleIn: boolean;
      configuration: object;
      /** The metrics list of its alarms, where it tracks an expression. */
      metrics?: readonly MetricDataQuery[];
    }
  | { kind: 'step'; adjustmentType: AdjustmentType; steps: readonly Step[]; minimumMagnitude: number };

export type Policy = {
  readonly name: string;
  readonly arn: string;
  rule: Rule;
  warmupSeconds?: number | undefined;
  isEnabled: boolean;
  /** The alarms that a target-tracking policy made for itself. */
  alarmNames: string[];
  /** Alarms in ALARM that act on this policy, with their next repetition (C10). */
  readonly active: Map<string, Timer | undefined>;
};
