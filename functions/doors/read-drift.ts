import type { ApiEvent } from '#events/api-event.ts';
import { MissingError } from '../shared/errors.ts';
import { answer, apiHandlerOf, siteOf } from '../shared/http/api.ts';
import { askFunction } from '../shared/http/ask-function.ts';
import { readSite } from '../shared/ledger/sites.ts';

/** The HTTP API waits 30 s, and the answer needs its own time: what is not there by then is told as not known, and asked for again. */
const PATIENCE_SECONDS = 20;

/** `GET /sites/{site}/drift`: what of the site is no longer what its stacks say, without what Nines and the calendar change themselves. */
async function readDrift(event: ApiEvent) {
  const site = siteOf(event);
  if ((await readSite(site)) === undefined) throw new MissingError(`There is no site ${site}.`);
  return answer(200, await askFunction('detect-drift', { site, patienceSeconds: PATIENCE_SECONDS }));
}

export const handler = apiHandlerOf(readDrift);
