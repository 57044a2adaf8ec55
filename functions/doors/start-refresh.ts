import { type ApiEvent, startRefreshSchema } from '#events/api-event.ts';
import { MissingError } from '../shared/errors.ts';
import { answer, apiHandlerOf, callerOf, parseBody, siteOf } from '../shared/http/api.ts';
import { startRun } from '../shared/http/start-run.ts';
import { readSite } from '../shared/ledger/sites.ts';

/** `POST /sites/{site}/refresh`: starts refresh-site with a golden image, or with one that is to be baked. */
async function startRefresh(event: ApiEvent) {
  const site = siteOf(event);
  const { mode, ...request } = parseBody(event, startRefreshSchema);
  if ((await readSite(site)) === undefined) throw new MissingError(`There is no site ${site}.`);
  const started = await startRun({
    kind: 'refresh-site',
    site,
    mode,
    trigger: { by: 'api', who: callerOf(event) },
    request,
    requestId: event.requestContext.requestId,
  });
  return answer(202, started);
}

export const handler = apiHandlerOf(startRefresh);
