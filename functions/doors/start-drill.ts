import { type ApiEvent, startDrillSchema } from '#events/api-event.ts';
import { MissingError } from '../shared/errors.ts';
import { answer, apiHandlerOf, callerOf, parseBody, siteOf } from '../shared/http/api.ts';
import { startRun } from '../shared/http/start-run.ts';
import { readSite } from '../shared/ledger/sites.ts';

/** `POST /sites/{site}/drills`: starts a drill. Whether it may run is the gates' business; that the site exists is ours. */
async function startDrill(event: ApiEvent) {
  const site = siteOf(event);
  const { kind, mode } = parseBody(event, startDrillSchema);
  if ((await readSite(site)) === undefined) throw new MissingError(`There is no site ${site}.`);
  const started = await startRun({
    kind: 'failover-drill',
    site,
    mode,
    trigger: { by: 'api', who: callerOf(event) },
    request: { kind },
    requestId: event.requestContext.requestId,
  });
  return answer(202, started);
}

export const handler = apiHandlerOf(startDrill);
