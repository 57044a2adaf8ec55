import { forecastSite } from '#domain/site-forecast.ts';
import { draftSite } from '#domain/site-resources.ts';
import { readLayerTemplates } from '../layer-templates.ts';
import { planPage } from '../plan-page.ts';
import { readSite } from '../site-file.ts';
import { synthesize } from '../synthesize.ts';
import { readFlags, UsageError } from '../usage.ts';

const FLAGS = { site: { type: 'string' }, assembly: { type: 'string' }, json: { type: 'boolean' } } as const;

/**
 * `nines plan`: what a site's file would make in an account that has nothing of it yet, by the synthesized templates. Nobody is
 * asked and nothing is made; what only an account knows is said to be unknown.
 */
export function plan(args: readonly string[]): number {
  const { values, problems } = readFlags(args, FLAGS);
  if (!values.site) problems.push('--site: the file of the site is missing');
  if (!values.site || problems.length > 0) throw new UsageError('nines plan', problems);
  const spec = readSite(values.site);
  const forecast = forecastSite(spec, draftSite(spec, readLayerTemplates(values.assembly ?? synthesize())));
  const source = 'from its file alone: no account was asked';
  process.stdout.write(values.json ? `${JSON.stringify({ ...forecast, problems: [], source })}\n` : `${planPage(forecast, source)}\n`);
  return 0;
}
