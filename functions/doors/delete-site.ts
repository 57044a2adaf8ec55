import { type ApiEvent, deleteSiteQuerySchema } from '#events/api-event.ts';
import { MissingError } from '../shared/errors.ts';
import { answer, apiHandlerOf, callerOf, parseQuery, siteOf } from '../shared/http/api.ts';
import { startRun } from '../shared/http/start-run.ts';
import { readSite } from '../shared/ledger/sites.ts';

/**
 * `DELETE /sites/{site}`: starts teardown-site, as a rehearsal unless `?mode=live` says otherwise; `unprotect=database` lets a protected
 * database go, `emptyBuckets=true` what its buckets hold.
 */
async function deleteSite(event: ApiEvent) {
  const site = siteOf(event);
  const { mode, unprotect, emptyBuckets } = parseQuery(event, deleteSiteQuerySchema);
  if ((await readSite(site)) === undefined) throw new MissingError(`There is no site ${site}.`);
  const started = await startRun({
    kind: 'teardown-site',
    site,
    mode,
    trigger: { by: 'api', who: callerOf(event) },
    request: { ...(unprotect === undefined ? {} : { unprotect }), ...(emptyBuckets === 'true' ? { emptyBuckets: true } : {}) },
    requestId: event.requestContext.requestId,
  });
  return answer(202, started);
}

export const handler = apiHandlerOf(deleteSite);
