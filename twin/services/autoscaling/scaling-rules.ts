import type { AdjustmentType, Step } from './policy.ts';

/** What a policy looks at when its alarm asks. */
export type Load = {
  /** Members in service whose warm-up is over: the metric is their average. */
  readonly warm: number;
  readonly desired: number;
  readonly isWarming: boolean;
};

/**
 * The capacity that brings the average to the target, rounded up (A26). Out by the ratio at once; in by one instance at
 * a time, and not while one warms up (A21).
 */
export function trackTarget(load: Load, metric: number, target: number, inStep: number): number {
  const needed = Math.ceil((load.warm * metric) / target - 1e-9);
  if (metric > target) return Math.max(load.desired, needed, load.warm + 1);
  if (load.isWarming || needed >= load.desired) return load.desired;
  return Math.max(needed, load.desired - inStep);
}

/** The capacity of the step that the metric's distance from the threshold falls in; undefined when it falls in none. */
export function takeStep(
  load: Load,
  distance: number,
  rule: { adjustmentType: AdjustmentType; steps: readonly Step[]; minimumMagnitude: number },
): number | undefined {
  const step = rule.steps.find((candidate) => holds(candidate, distance));
  if (!step) return undefined;
  const isOut = rule.adjustmentType === 'ExactCapacity' ? step.adjustment > load.desired : step.adjustment > 0;
  if (!isOut) return load.isWarming ? load.desired : Math.min(load.desired, adjusted(load.desired, step.adjustment, rule));
  // Warming instances count: the same breach again asks for what is already on its way (A21).
  return Math.max(load.desired, adjusted(load.isWarming ? load.warm : load.desired, step.adjustment, rule));
}

// Above the threshold a lower bound belongs to its step, below it an upper bound does (A19).
function holds(step: Step, distance: number): boolean {
  return distance >= 0 ? distance >= step.lower && distance < step.upper : distance > step.lower && distance <= step.upper;
}

function adjusted(base: number, adjustment: number, rule: { adjustmentType: AdjustmentType; minimumMagnitude: number }): number {
  switch (rule.adjustmentType) {
    case 'ExactCapacity':
      return adjustment;
    case 'ChangeInCapacity':
      return base + adjustment;
    case 'PercentChangeInCapacity': {
      const change = roundPercent((base * adjustment) / 100);
      const size = Math.max(Math.abs(change), rule.minimumMagnitude);
      return base + Math.sign(adjustment) * size;
    }
    default:
      return rule.adjustmentType satisfies never;
  }
}

/** Rounds a change by percent: toward zero, but never to nothing (A20). */
export function roundPercent(change: number): number {
  if (change > 0 && change < 1) return 1;
  if (change < 0 && change > -1) return -1;
  return Math.trunc(change);
}
