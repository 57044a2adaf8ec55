// Goal: a site is changed by its spec alone, and nothing that it holds is lost by the way.
// Method: POST /sites again for a site that serves: with nothing new, with little, with too much, and in the middle of a window.
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { callsOf, limitsOf, scheduleNames, siteStacks } from './support/account.ts';
import { type SiteFile, Story, siteSpec } from './support/story.ts';

type Stack = { StackName: string; LastUpdatedTime?: Date; Tags: { Key: string; Value: string }[]; StackStatus: string };
type Layer = { layer: string; change: string };

/** Asks for a site as it is to be, and waits for the run's end. */
async function ask(story: Story, spec: SiteFile, query = ''): Promise<RunSummary> {
  const { status } = await story.api('POST', `/sites${query}`, spec);
  expect(status).toBe(202);
  return story.untilRunEnds('provision-site');
}

/** The site's spec with sections bent. */
const bent = (changes: Record<string, object>): SiteFile => {
  const spec = siteSpec() as Record<string, unknown>;
  const sections = Object.entries(changes).map(([name, change]) => [name, { ...(spec[name] as object), ...change }]);
  return { ...spec, ...Object.fromEntries(sections) } as SiteFile;
};
/** Whether somebody has looked at a stack is no part of what it is. */
const stacksOf = (story: Story): Stack[] =>
  story.world.cloud
    .callNow<{ Stacks: (Stack & { DriftInformation: object })[] }>('cloudformation', 'DescribeStacks', {})
    .Stacks.map(({ DriftInformation: _, ...stack }) => stack);
const changesOf = (run: RunSummary) =>
  Object.fromEntries(((run.details?.layers ?? []) as Layer[]).map(({ layer, change }) => [layer, change]));
/** The drift that the door tells; CloudFormation takes its time, so it is asked a second time. */
async function driftOf(story: Story): Promise<Record<string, unknown>> {
  await story.api('GET', '/sites/myapp/drift');
  await story.until({ minutes: 1 });
  const { status, body } = await story.api('GET', '/sites/myapp/drift');
  expect(status).toBe(200);
  return body;
}
const ofDatabase = (story: Story) =>
  story.world.cloud.callNow('rds', 'DescribeDBInstances', { DBInstanceIdentifier: 'myapp-db' }).DBInstances[0];

describe('a site that is asked for again', () => {
  let story: Story;
  let made: string;
  beforeAll(async () => {
    story = await Story.withSite();
    made = String(story.runs[0]?.id);
  });

  it('is left as it is when it is as asked for', async () => {
    const executed = callsOf(story, 'cloudformation', 'ExecuteChangeSet').length;
    const before = stacksOf(story);

    const run = await ask(story, siteSpec());

    expect(run).toMatchObject({ verdict: 'PASSED', measured: { deepPageStatus: 200 } });
    expect([...new Set(Object.values(changesOf(run)))]).toEqual(['none']);
    expect(callsOf(story, 'cloudformation', 'ExecuteChangeSet')).toHaveLength(executed);
    expect(stacksOf(story)).toEqual(before);
  });

  it('is changed in place where that is enough, and keeps the name of the run that made it', async () => {
    const run = await ask(story, bent({ web: { deregistrationDelaySeconds: 60 }, database: { backupRetentionDays: 14 } }));

    expect(run).toMatchObject({ verdict: 'PASSED' });
    expect(changesOf(run)).toMatchObject({ network: 'none', database: 'changed', cache: 'none', web: 'changed' });
    expect(ofDatabase(story)).toMatchObject({ BackupRetentionPeriod: 14, DBInstanceStatus: 'available' });
    const runs = stacksOf(story).flatMap(({ Tags }) => Tags.filter(({ Key }) => Key === 'nines:run').map(({ Value }) => Value));
    expect([...new Set(runs)]).toEqual([made]);
  });

  it('leaves no change set behind', () => {
    const asked = callsOf(story, 'cloudformation', 'CreateChangeSet').length;
    const gone = callsOf(story, 'cloudformation', 'DeleteChangeSet').length + callsOf(story, 'cloudformation', 'ExecuteChangeSet').length;

    expect(asked - gone).toBe(0);
  });

  it('is not changed at all where its database would be lost, and is told the word', async () => {
    const before = siteStacks(story);
    const aurora = { ...siteSpec(), database: { engine: 'aurora-mysql', instanceClass: 'db.t4g.medium', readers: 1 } } as SiteFile;

    const run = await ask(story, aurora);

    expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringMatching(/Database.*would be removed.*replaceData=database/) });
    expect(siteStacks(story)).toEqual(before);
    expect(ofDatabase(story)).toMatchObject({ DBInstanceStatus: 'available' });
    expect((await story.api('GET', '/sites/myapp')).body).toMatchObject({ state: 'registered', spec: { database: { engine: 'mysql' } } });
  });

  it('is not changed at all where its network would be another', async () => {
    const [first, second] = (siteSpec().network as { zones: { data: string }[] }).zones;

    const run = await ask(story, bent({ network: { zones: [first, { ...second, data: '10.0.13.0/24' }] } }), '?replaceData=database');

    expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('stand in it') });
  });

  describe('that somebody has changed by hand', () => {
    const drifted = { drift: [{ id: 'LoadBalancerSecurityGroup' }, { id: 'Database' }] };

    beforeAll(async () => {
      await story.until({ minutes: 3 });
      const { StackResources } = story.world.cloud.callNow('cloudformation', 'DescribeStackResources', {
        StackName: 'nines-myapp-network',
        LogicalResourceId: 'LoadBalancerSecurityGroup',
      });
      story.world.cloud.callNow('ec2', 'AuthorizeSecurityGroupIngress', {
        GroupId: StackResources[0].PhysicalResourceId,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      });
      story.world.cloud.callNow('rds', 'ModifyDBInstance', {
        DBInstanceIdentifier: 'myapp-db',
        BackupRetentionPeriod: 1,
        ApplyImmediately: true,
      });
    });

    it('is told by the door what that was', async () => {
      const body = await driftOf(story);

      expect(body).toMatchObject({ ...drifted, notKnown: [], reason: expect.stringContaining('BackupRetentionPeriod is 1 instead of 14') });
    });

    it('is told it in the evidence of its next change, which it does not stop', async () => {
      await story.until({ minutes: 10 });

      const run = await ask(story, bent({ web: { deregistrationDelaySeconds: 90 }, database: { backupRetentionDays: 14 } }));

      expect(run).toMatchObject({ verdict: 'PASSED', details: { drift: drifted } });
    });

    it('has no drift to tell when nobody knows of such a site', async () => {
      expect((await story.api('GET', '/sites/other/drift')).status).toBe(404);
    });
  });

  describe('while its window is open', () => {
    const wider = bent({ web: { min: 3, max: 6, deregistrationDelaySeconds: 120 } });

    beforeAll(async () => {
      await story.until('2018-02-09T13:00:00Z');
    });

    it('is not scaled in by what a stack update brings', async () => {
      const before = limitsOf(story);

      const run = await ask(story, wider);

      expect(run).toMatchObject({ verdict: 'PASSED' });
      expect(changesOf(run)).toMatchObject({ web: 'changed' });
      expect(before).toMatchObject({ min: 8, max: 16 });
      expect(limitsOf(story)).toEqual(before);
    });

    it('has not drifted by what the calendar changes', async () => {
      const body = await driftOf(story);

      const ids = (told: unknown) => (told as { id: string }[]).map(({ id }) => id);
      expect(ids(body.drift)).not.toContain('Group');
      expect(ids(body.ours)).toContain('Group');
    });

    it('may not lose the window that is open', async () => {
      const run = await ask(story, { ...wider, windows: [] } as SiteFile);

      expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('"Weekend Traffic", which is open') });
    });

    it('closes to the limits of its new spec', async () => {
      await story.until('2018-02-12T09:00:00Z');

      expect(limitsOf(story)).toMatchObject({ min: 3, max: 6 });
    });

    it('loses a window that is closed, with its schedules and the actions of the group', async () => {
      const run = await ask(story, { ...wider, windows: [] } as SiteFile);
      const { ScheduledUpdateGroupActions: native } = story.world.cloud.callNow('autoscaling', 'DescribeScheduledActions', {});

      expect(run.verdict).toBe('PASSED');
      expect(scheduleNames(story)).toEqual([]);
      expect(native).toEqual([]);
      expect(story.check()).toEqual([]);
    });
  });

  it('keeps a layer that its spec has dropped, and says so', async () => {
    const { cache: _, ...spec } = siteSpec();

    const run = await ask(story, { ...spec, windows: [] } as unknown as SiteFile);

    expect(run).toMatchObject({
      verdict: 'PASSED',
      reason: expect.stringContaining('left alone: cache'),
      details: { leftAlone: ['cache'] },
    });
    expect(siteStacks(story)).toContain('nines-myapp-cache: CREATE_COMPLETE');
  });
});
