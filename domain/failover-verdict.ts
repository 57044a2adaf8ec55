import { type FailoverPhases, findPhases, type NodeFollowing, notFollowed } from './failover-phases.ts';
import { blindness, type FailoverEvidence } from './probe-evidence.ts';
import type { Verdict } from './verdict.ts';

/** What the site promised. */
export type FailoverObjectives = { rtoSeconds: number; rpoWrites: number };

/** What a drill answers: the verdict, and the numbers that it rests on; null is "not measured". */
export type FailoverJudgement = {
  verdict: Verdict;
  reason: string;
  objective: { rtoSeconds: number; rpoWrites: number; nodesNotFollowed: number };
  measured: { rtoSeconds: number | null; rpoWrites: number | null; nodesNotFollowed: number | null };
  phases: FailoverPhases;
};

/** Judges a failover by what its visitors saw. */
export function judgeFailover(evidence: FailoverEvidence, objectives: FailoverObjectives): FailoverJudgement {
  const objective = { ...objectives, nodesNotFollowed: 0 };
  const phases = findPhases(evidence);
  const blind = blindness(evidence);
  if (blind !== undefined) {
    const measured = { rtoSeconds: null, rpoWrites: null, nodesNotFollowed: null };
    return { verdict: 'ERRORED', reason: blind, objective, measured, phases };
  }
  const measured = {
    rtoSeconds: phases.rtoSeconds ?? null,
    rpoWrites: phases.rpoWrites ?? null,
    nodesNotFollowed: notFollowed(phases).length,
  };
  const misses = missesOf(evidence, phases, objectives);
  const isMissed = misses.length > 0;
  return {
    verdict: isMissed ? 'FAILED' : 'PASSED',
    reason: isMissed ? misses.join(' ') : passedReason(evidence, phases, objectives),
    objective,
    measured,
    phases,
  };
}

/** Everything that the site missed, the root first: who only reads the first sentence reads the one that explains the others. */
function missesOf({ before }: FailoverEvidence, phases: FailoverPhases, { rtoSeconds, rpoWrites }: FailoverObjectives): string[] {
  if (phases.writerAfter === undefined) {
    // A database that took the reboot without moving has proved nothing, however well the site answered.
    return phases.rtoSeconds === undefined
      ? [`Nobody took over from ${before.writer}: errors lasted until the end of the drill.`]
      : [`The writer did not move: it is still ${before.writer}, so nothing was shown.`];
  }
  const misses: string[] = [];
  if (before.nodes.length === 0) misses.push('No node was healthy at the start, so none has followed.');
  misses.push(...notFollowed(phases).map(toldOf));
  if (phases.rtoSeconds === undefined) misses.push('Errors lasted until the end of the drill.');
  else if (phases.rtoSeconds > rtoSeconds) misses.push(`Visitors met errors over ${phases.rtoSeconds} s; ${rtoSeconds} s are allowed.`);
  const lost = phases.rpoWrites ?? 0;
  if (lost > rpoWrites)
    misses.push(`${lost} acknowledged writes are gone, the first with the number ${phases.missing[0]}; ${rpoWrites} are allowed.`);
  if (phases.redundantAgainMs === undefined) misses.push('The database did not have its standby back by the end of the drill.');
  return misses;
}

function toldOf({ node, lastWriter, errors }: NodeFollowing): string {
  const last = lastWriter === undefined ? 'it gave no good answer after the reboot' : `its last good answer named ${lastWriter}`;
  return `The node ${node} did not follow the writer: ${last}, and it erred ${errors} times.`;
}

function passedReason({ before }: FailoverEvidence, { rtoSeconds, writerAfter }: FailoverPhases, objectives: FailoverObjectives): string {
  const where = writerAfter?.writerZone ?? writerAfter?.writer;
  return `Visitors met errors over ${rtoSeconds} s of ${objectives.rtoSeconds} s allowed; no more writes are gone than are allowed; all ${before.nodes.length} nodes followed the writer to ${where}.`;
}
