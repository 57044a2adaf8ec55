// Goal: a site with every optional part, and one with none, is built, is what its spec says, can be asked for again, and goes without a trace.
// Method: sites/complete.yaml, and a site of web nodes alone, each from its first request to its last, in virtual time.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { LAYERS } from '#domain/glossary.ts';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { readYaml } from '#rehearsal/scenario.ts';
import { callsOf, siteStacks } from './support/account.ts';
import { type SiteFile, Story, webOnlySpec } from './support/story.ts';

const COMPLETE = path.resolve(import.meta.dirname, '../../sites/complete.yaml');
const completeSpec = (): SiteFile => readYaml(readFileSync(COMPLETE, 'utf8'), 'complete') as SiteFile;
const stacksOf = (site: string, layers: readonly string[]): string[] =>
  layers.map((layer) => `nines-${site}-${layer}: CREATE_COMPLETE`).sort();
/** CloudFormation takes its time to look, so it is asked twice. */
async function driftOf(story: Story, site: string): Promise<unknown> {
  await story.api('GET', `/sites/${site}/drift`);
  await story.until({ minutes: 2 });
  return (await story.api('GET', `/sites/${site}/drift`)).body.drift;
}
async function takenDown(story: Story, site: string, words: string): Promise<RunSummary> {
  await story.api('DELETE', `/sites/${site}?mode=live${words}`);
  return story.untilRunEnds('teardown-site');
}

describe.each<[name: string, spec: () => SiteFile, layers: readonly string[], words: string]>([
  ['every part', completeSpec, LAYERS, '&emptyBuckets=true'],
  ['no part that it could do without', webOnlySpec, ['network', 'web', 'watch'], ''],
])('a site with %s', (_, spec, layers, words) => {
  let story: Story;
  const { site } = spec();
  beforeAll(async () => {
    story = await Story.withSite({ spec: spec() });
  });

  it('has the layers that its spec asks for, and no others', () => {
    expect(siteStacks(story)).toEqual(stacksOf(site, layers));
  });

  it('has not drifted from its templates', async () => {
    expect(await driftOf(story, site)).toEqual([]);
  });

  it('is left alone when it is asked for again as it is', async () => {
    const executed = callsOf(story, 'cloudformation', 'ExecuteChangeSet').length;

    await story.api('POST', '/sites', spec());
    const again = await story.untilRunEnds('provision-site');

    expect(again).toMatchObject({ verdict: 'PASSED' });
    expect(callsOf(story, 'cloudformation', 'ExecuteChangeSet')).toHaveLength(executed);
    expect(siteStacks(story)).toEqual(stacksOf(site, layers));
  });

  it('goes without a trace', async () => {
    const run = await takenDown(story, site, words);

    expect(run).toMatchObject({ verdict: 'PASSED', measured: { leftBehind: 0 } });
    expect(siteStacks(story)).toEqual([]);
  });

  it('has broken nothing that must always hold', () => {
    expect(story.check()).toEqual([]);
  });
});
