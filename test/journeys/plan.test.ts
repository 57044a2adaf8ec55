// Goal: a plan says what provisioning would do, by CloudFormation's own word, and leaves nothing behind.
// Method: the deployed door is asked before a site is there, when it is as asked for, and for sites that would change it.
import { beforeAll, describe, expect, it } from 'vitest';
import { type SiteFile, Story, siteSpec } from './support/story.ts';

type Layer = { layer: string; action: string; reason: string; resources: { id: string; type: string; action: string }[] };
type Plan = {
  layers: Layer[];
  price: { totalUsdPerMonth: number; unknown: string[] };
  quotas: { quota: string; used: number | 'unknown'; limit: number; limitFrom: string; verdict: string }[];
  availability: { percent: number; isObjectiveAllowed: boolean };
  problems: string[];
  change: { action: string; reason: string };
};

/** The courses' site with cache and web sections bent. */
const bent = (changes: { cache?: object; web?: object }): SiteFile => {
  const spec = siteSpec() as SiteFile & { cache: object; web: object };
  return { ...spec, cache: { ...spec.cache, ...changes.cache }, web: { ...spec.web, ...changes.web } };
};

async function planOf(story: Story, spec: SiteFile): Promise<Plan> {
  const { status, body } = await story.api('POST', '/sites?plan=true', spec);
  expect(status).toBe(200);
  return body as unknown as Plan;
}

const actionsOf = ({ layers }: Plan) => Object.fromEntries(layers.map(({ layer, action }) => [layer, action]));

const stacksOf = ({ world }: Story): { StackName: string; StackStatus: string; LastUpdatedTime?: Date }[] =>
  world.cloud.callNow('cloudformation', 'DescribeStacks', {}).Stacks;
const nothingStays = ({ world }: Story, layer: string): boolean => {
  const target = { StackName: `nines-myapp-${layer}`, ChangeSetName: `nines-plan-${layer}` };
  try {
    world.cloud.callNow('cloudformation', 'DescribeChangeSet', target);
    return false;
  } catch (error) {
    return (error as Error).message.includes('does not exist');
  }
};
const callsOf = (story: Story, operation: string): number =>
  story.entries('call').filter((entry) => String(entry.operation ?? '').endsWith(operation)).length;

describe('before a site is there', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
  });

  it('every layer would be created, priced and held against the quotas of the account', async () => {
    const plan = await planOf(story, siteSpec());

    expect(actionsOf(plan)).toEqual({ network: 'create', database: 'create', cache: 'create', web: 'create', watch: 'create' });
    expect(plan.price.totalUsdPerMonth).toBeGreaterThan(100);
    expect(plan.price.unknown).toEqual([]);
    expect(plan.quotas.find(({ quota }) => quota === 'standardVcpus')).toMatchObject({
      limit: 5,
      limitFrom: 'account',
      verdict: 'exceeded',
    });
    expect(plan.availability).toMatchObject({ isObjectiveAllowed: true });
    expect(plan.problems).toEqual([]);
  });

  it('a plan makes no stack, no change set, no run and no row', async () => {
    await planOf(story, siteSpec());

    expect(stacksOf(story).map(({ StackName }) => StackName)).toEqual(['nines']);
    expect(callsOf(story, 'CreateChangeSet')).toBe(0);
    expect(story.runs).toEqual([]);
    expect(await story.api('GET', '/sites/myapp')).toMatchObject({ status: 404 });
  });

  it.each([
    ['a spec with problems', '/sites?plan=true', { ...siteSpec(), region: 'moon' }],
    ['a plan that is neither asked for nor not', '/sites?plan=maybe', siteSpec()],
  ])('%s is answered 400 and planned by nobody', async (_, path, spec) => {
    const { status, body } = await story.api('POST', path, spec);

    expect(status).toBe(400);
    expect(body.problems).toHaveLength(1);
  });
});

describe('of a site that is there', () => {
  let story: Story;
  let before: ReturnType<typeof stacksOf>;
  let executed: number;
  beforeAll(async () => {
    story = await Story.withSite();
    before = stacksOf(story);
    executed = callsOf(story, 'ExecuteChangeSet');
  });

  it('the site itself is not counted as in use beside it', async () => {
    const { quotas } = await planOf(story, siteSpec());

    const of = (name: string) => quotas.find(({ quota }) => quota === name);
    expect(['vpcs', 'loadBalancers', 'databaseInstances', 'standardVcpus'].map((name) => of(name)?.used)).toEqual([0, 0, 0, 0]);
    expect(of('vpcs')?.verdict).toBe('within');
    expect(of('cacheNodes')).toMatchObject({ used: 'unknown', verdict: 'unknown' });
  });

  it('nothing would be done where it is as the spec asks', async () => {
    const plan = await planOf(story, siteSpec());

    expect([...new Set(Object.values(actionsOf(plan)))]).toEqual(['none']);
    expect(plan.problems).toEqual([]);
  });

  it('what changes in place and what is made anew is told apart, by resource', async () => {
    const plan = await planOf(story, bent({ cache: { nodes: 3 }, web: { instanceType: 't3.small', healthPath: '/up.html' } }));

    const [cache, web] = ['cache', 'web'].map((name) => plan.layers.find(({ layer }) => layer === name) as Layer);
    expect(web).toMatchObject({ action: 'change' });
    expect(web?.resources).toContainEqual({ id: 'LaunchTemplate', type: 'AWS::EC2::LaunchTemplate', action: 'change' });
    expect(cache?.resources.map(({ action }) => action)).toEqual(['maybe-replace']);
    expect(actionsOf(plan)).toMatchObject({ network: 'none', database: 'none' });
  });

  it('a new name for the group replaces it, and says so', async () => {
    const plan = await planOf(story, bent({ web: { group: 'other-asg' } }));

    const web = plan.layers.find(({ layer }) => layer === 'web');
    expect(web).toMatchObject({ action: 'replace' });
    expect(web?.reason).toContain('Group');
  });

  it('a change that would lose data says so, with the word', async () => {
    const aurora = { ...siteSpec(), database: { engine: 'aurora-mysql', instanceClass: 'db.t4g.medium', readers: 1 } } as SiteFile;

    const { change } = await planOf(story, aurora);

    expect(change).toMatchObject({ action: 'refuse', reason: expect.stringContaining('replaceData=database') });
  });

  it('a layer that the spec has dropped is left alone', async () => {
    const { cache: _, ...spec } = siteSpec();

    const plan = await planOf(story, spec as SiteFile);

    expect(plan.layers.find(({ layer }) => layer === 'cache')).toMatchObject({ action: 'none', resources: [] });
  });

  it('no plan has changed a stack, executed a change set or left one', () => {
    const layers = ['network', 'database', 'cache', 'web', 'watch'];

    const left = layers.filter((layer) => !nothingStays(story, layer));
    const planned = callsOf(story, 'CreateChangeSet') - executed;

    expect(left).toEqual([]);
    expect(planned).toBeGreaterThan(0);
    expect(callsOf(story, 'DeleteChangeSet')).toBe(planned);
    expect(callsOf(story, 'ExecuteChangeSet')).toBe(executed);
    expect(stacksOf(story)).toEqual(before);
    expect(story.check()).toEqual([]);
  });
});
