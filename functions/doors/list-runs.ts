import type { ApiEvent } from '#events/api-event.ts';
import { answer, apiHandlerOf, siteOf } from '../shared/http/api.ts';
import { type RunRow, listRuns as readRuns } from '../shared/ledger/runs.ts';

/** An answer holds so many runs at most; the rest is in the ledger until it expires. */
const RUNS_LIMIT = 200;

/** `GET /sites/{site}/runs`: the runs of a site, the latest first; one without a verdict is still open. */
async function listRuns(event: ApiEvent) {
  const runs = await readRuns(siteOf(event));
  return answer(200, { runs: runs.slice(0, RUNS_LIMIT).map(shown), more: runs.length > RUNS_LIMIT });
}

function shown({ runId: id, kind, site, mode, trigger, startedAt, endedAt, verdict, reason, objective, measured, details }: RunRow) {
  return { id, kind, site, mode, trigger, startedAt, endedAt, verdict, reason, objective, measured, details };
}

export const handler = apiHandlerOf(listRuns);
