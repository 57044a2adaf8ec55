import type { Capacity } from './capacity.ts';
import { type Context, validationError } from './context.ts';
import type { Group } from './group.ts';
import type { Policies } from './policies.ts';

export type LimitChange = { minSize?: number | undefined; maxSize?: number | undefined; desired?: number | undefined };

/** Changes a group's limits and capacity together, as AWS checks them. */
export class Limits {
  readonly #context: Context;
  readonly #capacity: Capacity;
  readonly #policies: Policies;

  constructor(context: Context, capacity: Capacity, policies: Policies) {
    this.#context = context;
    this.#capacity = capacity;
    this.#policies = policies;
  }

  /** Applies a change or throws ValidationError with nothing changed; `who` begins the cause text. */
  change(group: Group, change: LimitChange, who: string): void {
    const min = change.minSize ?? group.minSize;
    const max = change.maxSize ?? group.maxSize;
    checkLimits(min, max, change.desired);
    const desired = change.desired ?? Math.min(max, Math.max(min, group.desired));
    const isSame = min === group.minSize && max === group.maxSize && desired === group.desired;
    group.minSize = min;
    group.maxSize = max;
    if (isSame) return;
    this.#context.cloud.journal.write('activity', { what: 'group-limits', id: group.name, min, max, reason: who });
    this.#capacity.setDesired(group, desired, `${who} of AutoScalingGroup constraints to min: ${min}, max: ${max}, desired: ${desired}`);
    this.#policies.wake(group);
  }
}

/** The rules between minimum, maximum and desired capacity. */
export function checkLimits(min: number, max: number, desired: number | undefined): void {
  if (min < 0 || max < 0) throw validationError('Group sizes must not be negative');
  if (max < min) throw validationError(`Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
  if (desired !== undefined && (desired < min || desired > max)) {
    throw validationError(`Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`);
  }
}
