import type { Decision } from './glossary.ts';

/** What the opening of a window looks at; times are epoch milliseconds. */
export type OpeningFacts = {
  /** Targets that the load balancer calls healthy now. */
  healthyTargets: number;
  /** The window's minimum. */
  neededTargets: number;
  nowMs: number;
  /** After this instant nobody waits any longer. */
  giveUpMs: number;
};

/** Whether a window is open, is still opening, or has failed to open. */
export function judgeOpening(facts: OpeningFacts): Decision<'ready' | 'wait' | 'shortfall'> {
  const { healthyTargets, neededTargets, nowMs, giveUpMs } = facts;
  const counted = `${healthyTargets} of ${neededTargets} targets are healthy`;
  if (healthyTargets >= neededTargets) return { action: 'ready', reason: `${counted}.` };
  if (nowMs >= giveUpMs)
    return { action: 'shortfall', reason: `${counted} at ${new Date(nowMs).toISOString()}, and waiting longer is no use.` };
  return { action: 'wait', reason: `${counted}.` };
}

/** The verdict of an opening that ended: in time, late, or not at all. */
export function verdictOfOpening(healthyTargets: number, neededTargets: number, readyAtMs: number | undefined, readyByMs: number) {
  if (readyAtMs === undefined)
    return { verdict: 'FAILED' as const, reason: `Only ${healthyTargets} of ${neededTargets} targets became healthy.` };
  const early = Math.round((readyByMs - readyAtMs) / 1_000);
  return readyAtMs <= readyByMs
    ? { verdict: 'PASSED' as const, reason: `${healthyTargets} targets were healthy ${early} s before the hour.` }
    : { verdict: 'FAILED' as const, reason: `${healthyTargets} targets were healthy ${-early} s after the hour.` };
}
