import { draftSite } from '#domain/site-resources.ts';
import { siteWarnings } from '#domain/site-warnings.ts';
import { checkPage } from '../check-page.ts';
import { readLayerTemplates } from '../layer-templates.ts';
import { readSite } from '../site-file.ts';
import { synthesize } from '../synthesize.ts';
import { readFlags, UsageError } from '../usage.ts';

const FLAGS = { site: { type: 'string' }, assembly: { type: 'string' }, strict: { type: 'boolean' }, json: { type: 'boolean' } } as const;

/** `nines check`: a site's problems, which are refused, and its warnings, which are told; with `--strict` a warning is a failure. */
export function check(args: readonly string[]): number {
  const { values, problems } = readFlags(args, FLAGS);
  if (!values.site) problems.push('--site: the file of the site is missing');
  if (!values.site || problems.length > 0) throw new UsageError('nines check', problems);
  const spec = readSite(values.site);
  const drafts = draftSite(spec, readLayerTemplates(values.assembly ?? synthesize()));
  const warnings = siteWarnings(
    spec,
    drafts.flatMap(({ resources }) => resources),
  );
  process.stdout.write(values.json ? `${JSON.stringify({ site: spec.site, warnings })}\n` : `${checkPage(spec.site, warnings)}\n`);
  return values.strict && warnings.length > 0 ? 1 : 0;
}
