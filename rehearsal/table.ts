import type { Outcome, RunSummary } from './outcome.ts';
import { against, day, duration } from './words.ts';

/** Rows of text as columns of equal width, two spaces apart. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The table of the runs, a row a run. */
export function runTable(runs: readonly RunSummary[]): string {
  const head = ['run', 'started by', 'when (UTC)', 'how long', 'measured / objective', 'verdict', 'transitions', 'USD'];
  const rows = runs.map((run) => [
    run.kind,
    `${run.trigger.by} ${run.trigger.who.split('/').at(-1)}`,
    day(run.startedAt),
    duration(Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    against(run).join(', ') || '–',
    run.verdict,
    String(run.transitions),
    run.costUsd.toFixed(4),
  ]);
  return columns([head, ...rows]);
}

/** How many nines an availability is: 0.9995 → 3.3; everything answered → none can be told from a finite number of requests. */
export function nines(availability: number): string {
  return availability >= 1 ? 'all' : (-Math.log10(1 - availability)).toFixed(2);
}

/** The lines below the table: the weekend as its visitors saw it. */
export function summary(outcome: Outcome, objective: number): string {
  const budget = (1 - objective) * outcome.requests;
  const spent = budget === 0 ? 'no budget' : `${((100 * outcome.failedRequests) / budget).toFixed(1)} % of ${Math.floor(budget)} requests`;
  return [
    `availability  ${(100 * outcome.availability).toFixed(4)} % (${nines(outcome.availability)} nines), objective ${(100 * objective).toFixed(2)} %`,
    `requests      ${outcome.requests}, lost ${outcome.failedRequests}`,
    `error budget  ${spent} spent`,
    `time          ${(outcome.virtualSeconds / 3600).toFixed(2)} h virtual in ${outcome.wallSeconds.toFixed(2)} s (${Math.round(outcome.virtualSeconds / outcome.wallSeconds)} × real time)`,
    `simulated     the AWS account, the nodes and the visitors; seed ${outcome.seed}, profile ${outcome.profile}`,
  ].join('\n');
}
