import type { Decision } from './glossary.ts';

/** What scaling in looks at. Sizes are instances; CPU is the group's average over the last minutes, in percent. */
export type ClosingFacts = {
  desired: number;
  /** Instances in service. */
  inService: number;
  /** Instances that are on their way in or out: launching, draining, terminating. */
  moving: number;
  baseline: { min: number; max: number; desired: number };
  /** Absent: the metric could not be read. */
  cpuPercent: number | undefined;
  /** What the group's own policy holds it to. */
  targetCpuPercent: number;
  nowMs: number;
  giveUpMs: number;
};

export type ClosingDecision = Decision<'lower' | 'wait' | 'restore' | 'overdue'> & { desired?: number };

/** A step takes at most this share of the nodes in service, so that a misjudged load is met by the rest. */
const LARGEST_STEP_SHARE = 0.5;
/** The remaining nodes may be loaded up to this share of the target, or target tracking would scale out again at once. */
const HEADROOM = 0.9;

/**
 * The next step on the way back to the baseline: at most as many nodes leave as the others can carry, and one batch is
 * drained before the next is chosen. A load that cannot be known lets nobody leave.
 */
export function planScaleIn(facts: ClosingFacts): ClosingDecision {
  const { desired, inService, moving, baseline, nowMs, giveUpMs } = facts;
  if (moving > 0) return late(facts) ?? { action: 'wait', reason: `${moving} instances are still on their way in or out.` };
  if (desired <= baseline.max && inService <= baseline.max && fits(facts, baseline.desired) === desired)
    return { action: 'restore', reason: `${inService} instances serve; the baseline allows ${baseline.min} to ${baseline.max}.` };
  const next = fits(facts, baseline.desired);
  if (next < desired)
    return { action: 'lower', desired: next, reason: `At ${facts.cpuPercent} % CPU on ${inService} nodes, ${next} nodes carry the load.` };
  if (desired <= baseline.max) return { action: 'restore', reason: `The load needs ${desired} nodes, which the baseline allows.` };
  const why = facts.cpuPercent === undefined ? 'The load is not known.' : `At ${facts.cpuPercent} % CPU no node can be spared.`;
  return nowMs >= giveUpMs
    ? { action: 'overdue', reason: `${why} ${desired} nodes stay: dearer, never down.` }
    : { action: 'wait', reason: why };
}

function late({ nowMs, giveUpMs, moving }: ClosingFacts): ClosingDecision | undefined {
  if (nowMs < giveUpMs) return undefined;
  return { action: 'overdue', reason: `${moving} instances are still on their way in or out, and the time is up.` };
}

/** The smallest size, not below `floor`, that carries the present load with headroom, taken in steps of at most half. */
function fits({ desired, inService, cpuPercent, targetCpuPercent, baseline }: ClosingFacts, floor: number): number {
  if (cpuPercent === undefined || inService === 0) return desired;
  const carried = Math.ceil((cpuPercent * inService) / (targetCpuPercent * HEADROOM));
  const least = Math.max(carried, floor, baseline.min, Math.ceil(inService * (1 - LARGEST_STEP_SHARE)));
  return Math.min(desired, least);
}
