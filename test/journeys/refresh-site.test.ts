// Goal: the nodes of a site are replaced by nodes of another image without a visitor noticing, and come back when the image is bad.
// Method: refreshes by the signed API on a provisioned site, in virtual time, with visitors as a rate; each story is told in order.
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { callsOf, GROUP, groupOf, healthyTargets, ledgerRows } from './support/account.ts';
import { leftBehind, loadBalancerName, setLever, statesOf, stopExecution, triedCalls, undosOf, untilState } from './support/disruption.ts';
import { nodesOf } from './support/experiment.ts';
import { Story, siteSpec, webOnlySpec } from './support/story.ts';

const KIND = 'refresh-site';
const AMAZON_LINUX = 'ami-0a1b2c3d4e5f60718';

async function ask(story: Story, request: object): Promise<{ status: number; body: Record<string, unknown> }> {
  return story.api('POST', '/sites/myapp/refresh', { mode: 'live', ...request });
}

/** A refresh from its request to its end. */
async function refresh(story: Story, request: object): Promise<RunSummary> {
  const { status } = await ask(story, request);
  expect(status).toBe(202);
  return story.untilRunEnds(KIND);
}

const imagesOf = (story: Story): string[] =>
  story.world.cloud
    .callNow<{ Reservations: { Instances: { ImageId: string }[] }[] }>('ec2', 'DescribeInstances', { InstanceIds: nodesOf(story) })
    .Reservations.flatMap(({ Instances }) => Instances.map(({ ImageId }) => ImageId));
const ownImages = (story: Story): { ImageId: string; State: string; Tags: { Key: string; Value: string }[] }[] =>
  story.world.cloud.callNow('ec2', 'DescribeImages', { Owners: ['self'] }).Images;
const lastRefresh = (story: Story): { Status: string } =>
  story.world.cloud.callNow('autoscaling', 'DescribeInstanceRefreshes', { AutoScalingGroupName: GROUP }).InstanceRefreshes[0];
/** Builders of images that still run. */
const builders = (story: Story): unknown[] =>
  story.world.cloud.callNow('ec2', 'DescribeInstances', {
    Filters: [
      { Name: 'tag-key', Values: ['nines:builder'] },
      { Name: 'instance-state-name', Values: ['pending', 'running'] },
    ],
  }).Reservations;

/** Visitors from now on; sent away, they are counted, and those who were lost. */
function visitors(story: Story, perSecond: number): () => { requests: number; lost: number } {
  const { flows } = story.world;
  const name = loadBalancerName(story);
  flows.attach(name, [
    { atMs: story.nowMs, perSecond },
    { atMs: story.nowMs + 12 * 3_600_000, perSecond },
  ]);
  return () => {
    const { requests, failed } = flows.totals(name);
    flows.detach(name);
    return { requests, lost: failed };
  };
}

/** The visitors go home. */
const loadGone = (story: Story): void => story.world.flows.detach(loadBalancerName(story));

describe('refresh-site', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.withSite();
    // The CPU alarm has data by then, and can be relied on.
    await story.until({ minutes: 15 });
  });

  describe('with an image that is baked first', () => {
    let run: RunSummary;
    let before: string[];
    let seen: { requests: number; lost: number };
    beforeAll(async () => {
      before = nodesOf(story);
      const count = visitors(story, 20);
      await story.until({ minutes: 10 });
      run = await refresh(story, { bake: true });
      await story.until({ minutes: 15 });
      seen = count();
    });

    it('passes with every node new, and the image in use', () => {
      expect(run).toMatchObject({ verdict: 'PASSED', measured: { replaced: 2, minHealthySeen: 2 } });
      expect(nodesOf(story).filter((id) => before.includes(id))).toEqual([]);
      expect(imagesOf(story)).toEqual([run.details?.image, run.details?.image]);
      expect(healthyTargets(story)).toBe(2);
    });

    it('loses no visitor', () => {
      expect(seen.requests).toBeGreaterThan(20 * 60 * 30);
      expect(seen.lost).toBe(0);
    });

    it('replaces one node alone before the other, and lets the alarms watch', () => {
      const [started] = callsOf(story, 'autoscaling', 'StartInstanceRefresh');
      const told = story.entries('event').map(({ detailType }) => String(detailType));

      expect(started?.input).toMatchObject({
        Preferences: {
          MinHealthyPercentage: 100,
          CheckpointPercentages: [50, 100],
          AutoRollback: true,
          AlarmSpecification: { Alarms: expect.arrayContaining(['my-app-cpu']) },
        },
      });
      expect(told).toContain('EC2 Auto Scaling Instance Refresh Checkpoint Reached');
    });

    it('has its image of a node that proved itself, and leaves no builder behind', () => {
      const [image] = ownImages(story);
      const [command] = callsOf(story, 'ssm', 'SendCommand').filter(({ input }) => JSON.stringify(input).includes('prepare-image'));

      expect(image).toMatchObject({ ImageId: run.details?.image, State: 'available' });
      expect(image?.Tags).toContainEqual({ Key: 'nines:site', Value: 'myapp' });
      expect(command).toBeDefined();
      expect(builders(story)).toEqual([]);
    });

    it('records how each step is taken back before it is taken, and leaves nothing', async () => {
      const states = statesOf(story, run.id);
      const place = (state: string) => states.indexOf(state);

      expect(place('Record how the builder goes')).toBeLessThan(place('Launch the builder'));
      expect(place('Record the undo')).toBeLessThan(place('Start the refresh'));
      expect(undosOf(ledgerRows(story, `RUN#${run.id}`))).toEqual(['cleared', 'cleared']);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('is not undone by the next update of the site', async () => {
      const nodes = nodesOf(story);
      const spec = siteSpec() as Record<string, object>;

      await story.api('POST', '/sites', { ...spec, web: { ...spec.web, deregistrationDelaySeconds: 120 } });
      const update = await story.untilRunEnds('provision-site');
      story.world.cloud.callNow('autoscaling', 'TerminateInstanceInAutoScalingGroup', {
        InstanceId: nodes[0],
        ShouldDecrementDesiredCapacity: false,
      });
      await story.until({ minutes: 15 });

      expect(update.verdict).toBe('PASSED');
      expect(nodesOf(story)).not.toContain(nodes[0]);
      expect(imagesOf(story)).toEqual([run.details?.image, run.details?.image]);
    });
  });

  describe('with an image whose nodes never serve', () => {
    let run: RunSummary;
    let before: string[];
    let bad: string;
    let seen: { requests: number; lost: number };
    beforeAll(async () => {
      before = nodesOf(story);
      bad = story.world.cloud.callNow('ec2', 'CreateImage', { InstanceId: before[0], Name: 'bad', NoReboot: true }).ImageId;
      await story.until({ minutes: 10 });
      story.faults.set('node:never-boots', true, bad);
      const count = visitors(story, 20);
      run = await refresh(story, { image: bad });
      await story.until({ minutes: 10 });
      seen = count();
    });

    it('is FAILED when Auto Scaling has rolled it back', () => {
      expect(run).toMatchObject({
        verdict: 'FAILED',
        reason: expect.stringContaining('rolled back'),
        measured: { replaced: 0, minHealthySeen: 2 },
        details: { image: bad, status: 'RollbackSuccessful', rollbackReason: expect.stringContaining('healthy') },
      });
      expect(Number(run.measured.minutes)).toBeGreaterThan(60);
    });

    it('leaves the nodes that were there, and loses no visitor', async () => {
      expect(nodesOf(story).sort()).toEqual([...before].sort());
      expect(seen.lost).toBe(0);
      expect(await leftBehind(story)).toEqual([]);
    });
  });

  describe('when a person stops it', () => {
    let runId: string;
    let before: string[];
    beforeAll(async () => {
      before = imagesOf(story);
      const { body } = await ask(story, { image: AMAZON_LINUX });
      runId = String(body.runId);
      await untilState(story, KIND, 'Wait for the refresh');
      await story.until({ minutes: 8 });
      stopExecution(story, KIND, runId);
      await story.until({ minutes: 30 });
    });

    it('is ABORTED, and what was replaced is replaced again', async () => {
      const run = story.runs.find(({ id }) => id === runId);

      expect(run).toMatchObject({ verdict: 'ABORTED' });
      expect(lastRefresh(story).Status).toBe('RollbackSuccessful');
      expect(imagesOf(story)).toEqual(before);
      expect(undosOf(ledgerRows(story, `RUN#${runId}`))).toEqual(['done']);
      expect(await leftBehind(story)).toEqual([]);
    });
  });

  describe('when a gate says no', () => {
    it.each([
      ['an image that is not there', { image: 'ami-0fedcba9876543210' }, 'There is no image ami-0fedcba9876543210'],
      ['what was not asked for as live', { image: AMAZON_LINUX, mode: 'rehearsal' }, 'rehearsal'],
    ])('refuses %s', async (_, request, reason) => {
      const tried = triedCalls(story, 'StartInstanceRefresh').length;

      const run = await refresh(story, request);

      expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining(reason) });
      expect(triedCalls(story, 'StartInstanceRefresh')).toHaveLength(tried);
    });

    it('refuses the image that the nodes are made of', async () => {
      const [present] = imagesOf(story);

      const run = await refresh(story, { image: present });

      expect(run).toMatchObject({ verdict: 'REFUSED', reason: `The nodes are made of ${present} already.` });
    });

    it('refuses while the safety lever is engaged', async () => {
      setLever(story, true);

      const run = await refresh(story, { image: AMAZON_LINUX });

      setLever(story, false);
      expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('the operator on duty') });
    });

    it('answers a request that says nothing of an image with what is allowed', async () => {
      const { status, body } = await ask(story, { picture: true });

      expect(status).toBe(400);
      expect(JSON.stringify(body)).toContain('bake');
    });
  });

  it('brings the nodes up to a template that an update has changed, and keeps their image', async () => {
    const [image] = imagesOf(story);
    const spec = siteSpec() as Record<string, object>;
    await story.api('POST', '/sites', { ...spec, web: { ...spec.web, instanceType: 't3.small' } });
    await story.untilRunEnds('provision-site');
    const before = nodesOf(story);

    const run = await refresh(story, { present: true });
    await story.until({ minutes: 10 });
    const again = await refresh(story, { present: true });

    expect(run).toMatchObject({ verdict: 'PASSED', measured: { replaced: 2, minHealthySeen: 2 } });
    expect(nodesOf(story).filter((id) => before.includes(id))).toEqual([]);
    expect(groupOf(story)?.Instances).toMatchObject([{ InstanceType: 't3.small' }, { InstanceType: 't3.small' }]);
    expect(imagesOf(story)).toEqual([image, image]);
    expect(again).toMatchObject({ verdict: 'REFUSED', reason: 'Every node is as the group makes them now.' });
  });

  it('keeps the group as it was made, but for its image', () => {
    expect(groupOf(story)).toMatchObject({ MinSize: 2, MaxSize: 4, DesiredCapacity: 2 });
  });

  it('leaves neither image nor snapshot behind when the site is taken down, but for those of people', async () => {
    const byPeople = ownImages(story).filter(({ Tags }) => !Tags.some(({ Key }) => Key === 'nines:run'));

    await story.api('DELETE', '/sites/myapp?mode=live');
    const run = await story.untilRunEnds('teardown-site');

    expect(run).toMatchObject({ verdict: 'PASSED', measured: { leftBehind: 0 } });
    expect(ownImages(story)).toEqual(byPeople);
  });
});

describe('a site whose group is mixed, takes steps and is maintained', () => {
  let story: Story;
  beforeAll(async () => {
    const spec = webOnlySpec();
    const web = {
      ...(spec.web as object),
      targetTracking: undefined,
      scaling: {
        kind: 'steps',
        warmUpSeconds: 120,
        in: { alarm: { thresholdPercent: 20 }, steps: [{ toPercent: 20, nodes: 1 }] },
      },
      mixedInstances: { types: ['t3a.micro'], spotPercent: 100 },
      maintenance: { minHealthyPercent: 100, maxHealthyPercent: 200 },
    };
    story = await Story.withSite({ spec: { ...spec, web: JSON.parse(JSON.stringify(web)) } });
    await story.until({ minutes: 15 });
  });

  it('grows by the step that its load falls in, on the spot market', async () => {
    const before = nodesOf(story);
    visitors(story, 150);
    await story.untilTrue('the group has grown', () => (groupOf(story)?.DesiredCapacity ?? 0) > 2);
    await story.until({ minutes: 10 });

    const { Reservations } = story.world.cloud.callNow('ec2', 'DescribeInstances', { InstanceIds: nodesOf(story) });
    const bought = Reservations.flatMap(({ Instances }: { Instances: { InstanceId: string; InstanceLifecycle?: string }[] }) => Instances);
    expect(groupOf(story)?.DesiredCapacity).toBe(4);
    for (const { InstanceId, InstanceLifecycle } of bought) expect(InstanceLifecycle === 'spot').toBe(!before.includes(InstanceId));
  });

  it('stays mixed through a refresh, which goes as its maintenance policy says', async () => {
    loadGone(story);
    await story.until({ minutes: 30 });

    const ami = story.world.cloud.callNow('ec2', 'CreateImage', { InstanceId: nodesOf(story)[0], Name: 'golden', NoReboot: true }).ImageId;
    await story.until({ minutes: 5 });
    const run = await refresh(story, { image: ami });
    // Until the last of the old ones has drained.
    await story.until({ minutes: 10 });

    expect(run).toMatchObject({ verdict: 'PASSED', details: { preferences: { MaxHealthyPercentage: 200 } } });
    expect(new Set(imagesOf(story))).toEqual(new Set([ami]));
    expect(groupOf(story)).toMatchObject({ MixedInstancesPolicy: { LaunchTemplate: { Overrides: [{}, { InstanceType: 't3a.micro' }] } } });
    expect(await leftBehind(story)).toEqual([]);
  });
});
