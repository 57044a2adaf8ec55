import type { ApiEvent } from '#events/api-event.ts';
import { MissingError } from '../shared/errors.ts';
import { answer, apiHandlerOf, siteOf } from '../shared/http/api.ts';
import { readLease } from '../shared/ledger/lease.ts';
import { readSite as readRow } from '../shared/ledger/sites.ts';

/** `GET /sites/{site}`: the spec, the outputs of the layers, and the run that holds the site, if one does. */
async function readSite(event: ApiEvent) {
  const name = siteOf(event);
  const [row, lease] = await Promise.all([readRow(name), readLease(name)]);
  if (row === undefined) throw new MissingError(`There is no site ${name}.`);
  const { site, state, spec, outputs, changedAt } = row;
  const heldBy =
    lease && lease.untilMs > Date.now() ? { runId: lease.holder, kind: lease.kind, until: new Date(lease.untilMs).toISOString() } : null;
  return answer(200, { site, state, spec, outputs, changedAt, heldBy });
}

export const handler = apiHandlerOf(readSite);
