import type { Verdict } from './verdict.ts';

/** What Auto Scaling says of a refresh, and what was counted beside it. */
export type RefreshEnd = {
  status: string;
  reason?: string | undefined;
  startedAtMs: number;
  nowMs: number;
  /** Nodes in service that were launched from the new version, and how many are in service at all. */
  replaced: number;
  inService: number;
  healthyTargets: number;
  /** The fewest healthy targets of any minute meanwhile; undefined where CloudWatch has no data. */
  minHealthySeen?: number | undefined;
};

export type RefreshObjective = { nodes: number; leastHealthy: number };

/** Still under way, or over with a verdict. */
export type RefreshJudgement =
  | { action: 'wait'; reason: string }
  | { action: 'judged'; verdict: Verdict; reason: string; rollbackReason: string | null };

/** A refresh is PASSED when every node is new, all are healthy, and visitors had as many as were promised all the time. */
export function judgeRefresh(end: RefreshEnd, objective: RefreshObjective, aborted?: string): RefreshJudgement {
  const { status, reason = '' } = end;
  switch (status) {
    case 'Successful':
      return aborted === undefined
        ? judged(...successOf(end, objective))
        : judged('ABORTED', `${aborted} The refresh had succeeded by then.`);
    case 'RollbackSuccessful':
      return aborted === undefined
        ? judged('FAILED', `The refresh was rolled back: ${reason}`, reason)
        : judged('ABORTED', `${aborted} What had been replaced is as it was.`, reason);
    case 'Failed':
    case 'RollbackFailed':
      return judged(
        aborted === undefined ? 'FAILED' : 'ABORTED',
        `The refresh is ${status}, and the group may be of two images: ${reason}`,
        reason,
      );
    case 'Cancelled':
      return judged('ABORTED', aborted ?? `The refresh was cancelled from outside, and the group may be of two images: ${reason}`, reason);
    default:
      return { action: 'wait', reason: `The refresh is ${status}${reason ? `: ${reason}` : ''}.` };
  }
}

function successOf(end: RefreshEnd, { nodes, leastHealthy }: RefreshObjective): [Verdict, string] {
  const { replaced, inService, healthyTargets, minHealthySeen } = end;
  if (replaced < inService || inService === 0) return ['FAILED', `Only ${replaced} of ${inService} nodes in service are of the new image.`];
  if (healthyTargets < Math.min(nodes, inService))
    return ['FAILED', `${healthyTargets} targets are healthy after it, of ${inService} nodes.`];
  if (minHealthySeen !== undefined && minHealthySeen < leastHealthy)
    return ['FAILED', `Meanwhile only ${minHealthySeen} targets were healthy, and ${leastHealthy} were promised.`];
  const seen =
    minHealthySeen === undefined ? 'how many were healthy meanwhile is not known' : `never fewer than ${minHealthySeen} were healthy`;
  return ['PASSED', `${replaced} nodes are of the new image, and ${seen}.`];
}

const judged = (verdict: Verdict, reason: string, rollbackReason: string | null = null): RefreshJudgement => ({
  action: 'judged',
  verdict,
  reason,
  rollbackReason,
});
