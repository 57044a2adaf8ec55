import type { Decision } from './glossary.ts';
import type { Verdict } from './verdict.ts';
import { inServiceCount, servingNodes, type WebState } from './web-state.ts';

/** What the recovery from an experiment is judged by; times are epoch milliseconds. */
export type RecoveryFacts = {
  web: WebState;
  victimIds: readonly string[];
  before: { healthyTargets: number; inService: number };
  /** When the first victim was terminated. */
  actedAtMs: number;
  nowMs: number;
  objectiveSeconds: number;
};

/** What a check of the recovery answers. `recoverySeconds` is null until the site has recovered. */
export type RecoveryDecision = Decision<'recovered' | 'wait' | 'overdue'> & { recoverySeconds: number | null };

/** A late recovery is FAILED, but how late is worth knowing: the watch goes on for twice the objective, and this long at the least. */
const PATIENCE_LEAST_SECONDS = 600;
/** The watch ends well inside the lease of an hour and the machine's own timeout. */
const PATIENCE_MOST_SECONDS = 2_400;

/** How long after the act the watch ends. */
export const patienceSeconds = (objectiveSeconds: number): number =>
  Math.min(PATIENCE_MOST_SECONDS, Math.max(PATIENCE_LEAST_SECONDS, 2 * objectiveSeconds));

/**
 * The site has recovered when as many targets are healthy as before, none of them a victim, and as many nodes are in
 * service. A victim may still drain: that runs beside the launch, and no visitor is sent to it.
 */
export function judgeRecovery(facts: RecoveryFacts): RecoveryDecision {
  const { web, victimIds, before, actedAtMs, nowMs, objectiveSeconds } = facts;
  // Before nothing, nothing can come back: equal to zero would be green for no reason.
  if (before.healthyTargets < 1) return { action: 'overdue', reason: 'No target was healthy before the act.', recoverySeconds: null };
  const healthy = servingNodes(web);
  const lingering = healthy.filter(({ instanceId }) => victimIds.includes(instanceId));
  const replaced = healthy.length - lingering.length;
  const counted = `${replaced} of ${before.healthyTargets} targets are healthy`;
  const seconds = Math.round((nowMs - actedAtMs) / 1_000);
  if (lingering.length === 0 && replaced >= before.healthyTargets && inServiceCount(web) >= before.inService) {
    return { action: 'recovered', reason: `${counted} after ${seconds} s.`, recoverySeconds: seconds };
  }
  const also = lingering.length > 0 ? `; ${lingering.map(({ instanceId }) => instanceId).join(', ')} still serves` : '';
  const action = seconds >= patienceSeconds(objectiveSeconds) ? 'overdue' : 'wait';
  return { action, reason: `${counted} after ${seconds} s${also}.`, recoverySeconds: null };
}

/** The verdict of an experiment that was watched to its end. */
export function verdictOfRecovery(
  { recoverySeconds, reason }: RecoveryDecision,
  objectiveSeconds: number,
): { verdict: Verdict; reason: string } {
  if (recoverySeconds === null) return { verdict: 'FAILED', reason: `The site did not recover: ${reason}` };
  return recoverySeconds <= objectiveSeconds
    ? {
        verdict: 'PASSED',
        reason: `As many targets as before were healthy ${recoverySeconds} s after the act; ${objectiveSeconds} s are allowed.`,
      }
    : {
        verdict: 'FAILED',
        reason: `It took ${recoverySeconds} s until as many targets as before were healthy; ${objectiveSeconds} s are allowed.`,
      };
}
