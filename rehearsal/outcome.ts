/** How a run ended; only the first two speak of the site. */
export type Verdict = 'PASSED' | 'FAILED' | 'REFUSED' | 'ABORTED' | 'ERRORED';

/** One run as the control plane recorded it, with what the twin knows of its execution. Times are ISO 8601 UTC. */
export type RunSummary = {
  id: string;
  kind: string;
  trigger: { by: string; who: string };
  startedAt: string;
  endedAt: string;
  verdict: Verdict;
  reason: string;
  objective: Record<string, unknown>;
  measured: Record<string, unknown>;
  details?: Record<string, unknown>;
  /** State transitions as Step Functions bills them: states entered and retries. */
  transitions: number;
  /** The transitions' price; what else a run costs is not counted. */
  costUsd: number;
};

/** A whole rehearsal, as `report.json` and `--json` tell it. */
export type Outcome = {
  seed: number;
  profile: string;
  from: string;
  to: string;
  virtualSeconds: number;
  /** The play only, without synth and boot. */
  wallSeconds: number;
  availability: number;
  requests: number;
  failedRequests: number;
  runs: RunSummary[];
  journal: { path: string; sha256: string; entries: number };
  /** What the twin refused by name; a rehearsal that met one cannot be judged. */
  refusals: readonly string[];
  /** What must always hold and did not, by the checkers' reading of the journal. */
  violations: readonly { checker: string; text: string }[];
  /** `service:Operation.Parameter` and `Type.Property` that were accepted and never acted upon. */
  acceptedWithoutEffect: readonly string[];
};

/** What `--json` prints: the agreed keys and no others, so that a reader's schema may be strict. */
export function agreedOutcome({ runs, refusals: _, violations: __, acceptedWithoutEffect: ___, journal, ...outcome }: Outcome) {
  return { ...outcome, runs: runs.map(agreedRun), journal };
}

function agreedRun({ id, kind, trigger, startedAt, endedAt, verdict, reason, objective, measured, transitions, costUsd }: RunSummary) {
  return { id, kind, trigger, startedAt, endedAt, verdict, reason, objective, measured, transitions, costUsd };
}

/** What the command's exit status means, from best to worst. */
export const EXIT = { asHoped: 0, objectiveMissed: 1, badInput: 2, toolBroke: 3, refused: 4 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** Something about a rehearsal that was not as the scenario hoped. */
export type Disappointment = { exit: Exit; text: string };

type Hope = { kind: string; by: string; verdict: Verdict };

/** Compares the runs with the scenario's hopes and the site's availability objective. */
export function disappointments(
  outcome: Pick<Outcome, 'runs' | 'availability' | 'refusals' | 'violations'>,
  hopes: readonly Hope[],
  objective: number,
): Disappointment[] {
  const found: Disappointment[] = outcome.refusals.map((refusal) => ({ exit: EXIT.toolBroke, text: `the twin refused: ${refusal}` }));
  for (const { checker, text } of outcome.violations) found.push({ exit: EXIT.toolBroke, text: `${checker}: ${text}` });
  const rest = [...outcome.runs];
  for (const hope of hopes) {
    const index = rest.findIndex((run) => run.kind === hope.kind && run.trigger.by === hope.by);
    const run = index < 0 ? undefined : rest.splice(index, 1)[0];
    if (!run) found.push({ exit: EXIT.toolBroke, text: `${hope.kind} by ${hope.by} was hoped for and never ended` });
    else if (run.verdict !== hope.verdict)
      found.push({ exit: exitOf(run.verdict), text: `${run.kind} ${run.id}: ${run.verdict}, ${run.reason}` });
  }
  for (const { kind, id, verdict, reason } of rest) {
    const exit = verdict === 'ERRORED' ? EXIT.toolBroke : EXIT.refused;
    found.push({ exit, text: `${kind} ${id} was not in the story: ${verdict}, ${reason}` });
  }
  if (outcome.availability < objective)
    found.push({ exit: EXIT.objectiveMissed, text: `availability ${outcome.availability} is below the objective ${objective}` });
  return found;
}

/** An error of ours outranks everything, then a refusal, then the site's own misses. */
export function exitStatus(found: readonly Disappointment[]): Exit {
  const exits = found.map(({ exit }) => exit);
  if (exits.includes(EXIT.toolBroke)) return EXIT.toolBroke;
  if (exits.includes(EXIT.refused)) return EXIT.refused;
  return exits.includes(EXIT.objectiveMissed) ? EXIT.objectiveMissed : EXIT.asHoped;
}

function exitOf(verdict: Verdict): Exit {
  switch (verdict) {
    case 'PASSED':
    case 'FAILED':
      return EXIT.objectiveMissed;
    case 'ERRORED':
      return EXIT.toolBroke;
    case 'REFUSED':
    case 'ABORTED':
      return EXIT.refused;
    default:
      return verdict satisfies never;
  }
}
