import { windowProblems } from '#domain/windows.ts';
import { type ApiEvent, createSiteQuerySchema } from '#events/api-event.ts';
import { type SiteSpecOutput, siteSpecSchema } from '#events/site-spec.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { answer, apiHandlerOf, callerOf, parseBody, parseQuery } from '../shared/http/api.ts';
import { askFunction } from '../shared/http/ask-function.ts';
import { startRun } from '../shared/http/start-run.ts';

/**
 * `POST /sites`: takes a spec, and starts provision-site, which builds the site or changes it; with `?plan=true` it answers what that
 * would do, and starts nothing. A spec with problems is answered with all of them.
 */
async function createSite(event: ApiEvent) {
  const { mode, keepOnFailure, plan, replaceData } = parseQuery(event, createSiteQuerySchema);
  const spec = parseBody(event, siteSpecSchema);
  const problems = windowProblems(spec);
  if (problems.length > 0) throw new InvalidInputError('The spec', problems);
  if (plan === 'true') return answer(200, await planned(event, spec));
  const started = await startRun({
    kind: 'provision-site',
    site: spec.site,
    mode,
    trigger: { by: 'api', who: callerOf(event) },
    request: { spec, ...(keepOnFailure === 'true' ? { keepOnFailure: true } : {}), ...(replaceData ? { replaceData } : {}) },
    requestId: event.requestContext.requestId,
  });
  return answer(202, started);
}

/** A plan runs nothing, so the options of a run would be said for nothing. */
async function planned({ queryStringParameters }: ApiEvent, spec: SiteSpecOutput): Promise<unknown> {
  const { plan: _, ...others } = queryStringParameters;
  const problems = Object.entries(others).map(([path, found]) => ({
    path,
    found: JSON.stringify(found),
    allowed: 'nothing beside plan=true',
  }));
  if (problems.length > 0) throw new InvalidInputError('The query', problems);
  return askFunction('plan-request', { spec });
}

export const handler = apiHandlerOf(createSite);
