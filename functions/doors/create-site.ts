import { windowProblems } from '#domain/windows.ts';
import { type ApiEvent, createSiteQuerySchema } from '#events/api-event.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { answer, apiHandlerOf, callerOf, parseBody, parseQuery } from '../shared/http/api.ts';
import { startRun } from '../shared/http/start-run.ts';

/** `POST /sites`: takes a spec, and starts provision-site. A spec with problems is answered with all of them, and nothing starts. */
async function createSite(event: ApiEvent) {
  const { mode, keepOnFailure } = parseQuery(event, createSiteQuerySchema);
  const spec = parseBody(event, siteSpecSchema);
  const problems = windowProblems(spec);
  if (problems.length > 0) throw new InvalidInputError('The spec', problems);
  const started = await startRun({
    kind: 'provision-site',
    site: spec.site,
    mode,
    trigger: { by: 'api', who: callerOf(event) },
    request: { spec, ...(keepOnFailure === 'true' ? { keepOnFailure: true } : {}) },
    requestId: event.requestContext.requestId,
  });
  return answer(202, started);
}

export const handler = apiHandlerOf(createSite);
