import { describe, expect, it } from 'vitest';
import { withKeptImage } from '#domain/refresh-image.ts';
import { desiredConfiguration, planRefresh, type RefreshFacts, type RefreshRequest } from '#domain/refresh-plan.ts';
import { judgeRefresh, type RefreshEnd } from '#domain/refresh-verdict.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { siteSpec } from './support.ts';
import { node, webOf } from './web-support.ts';

const PRESENT = { imageId: 'ami-00000001', state: 'available', architecture: 'x86_64' };
const WANTED = { imageId: 'ami-00000002', state: 'available', architecture: 'x86_64' };
const facts = (changes: Partial<RefreshFacts> = {}): RefreshFacts => ({
  web: webOf(4),
  isRefreshing: false,
  template: { id: 'lt-1', version: '3', image: PRESENT },
  wanted: WANTED,
  nodesBehind: 0,
  alarms: [{ name: 'my-app-cpu', state: 'OK' }],
  ...changes,
});
const GIVEN: RefreshRequest = { image: WANTED.imageId };
const LEASE_MINUTES = 300;
const plan = (changes: Partial<RefreshFacts> = {}, request: RefreshRequest = GIVEN, spec: SiteSpec = siteSpec()) =>
  planRefresh(request, spec, facts(changes), LEASE_MINUTES);
const web = (changes: object): SiteSpec => siteSpec({ web: { ...siteSpec().web, ...changes } });

describe('the plan of a refresh', () => {
  it('brings new nodes first, one of them alone, watched by the alarms that can be relied on', () => {
    const { action, preferences, leastHealthy } = plan({
      alarms: [
        { name: 'my-app-cpu', state: 'OK' },
        { name: 'myapp-unhealthy-targets', state: 'INSUFFICIENT_DATA' },
      ],
    });

    expect([action, leastHealthy]).toEqual(['proceed', 4]);
    expect(preferences).toMatchObject({
      MinHealthyPercentage: 100,
      MaxHealthyPercentage: 150,
      InstanceWarmup: 300,
      CheckpointPercentages: [25, 100],
      CheckpointDelay: 300,
      AutoRollback: true,
      AlarmSpecification: { Alarms: ['my-app-cpu'] },
    });
  });

  it('names the alarms that are left out, and watches none where all of them are', () => {
    const planned = plan({ alarms: [{ name: 'my-app-cpu', state: 'INSUFFICIENT_DATA' }] });

    expect(planned.alarmsLeftOut).toEqual(['my-app-cpu']);
    expect(planned.preferences).not.toHaveProperty('AlarmSpecification');
  });

  it('keeps to the maintenance policy of the site', () => {
    const planned = plan({}, GIVEN, web({ maintenance: { minHealthyPercent: 50, maxHealthyPercent: 100 } }));

    expect(planned).toMatchObject({ leastHealthy: 2, preferences: { MinHealthyPercentage: 50, MaxHealthyPercentage: 100 } });
  });

  it.each([
    [1, [100]],
    [2, [50, 100]],
    [3, [33, 100]],
    [100, [1, 100]],
  ])('of %i nodes stops after the first', (nodes, checkpoints) => {
    const roomy = web({ maintenance: { minHealthyPercent: 100, maxHealthyPercent: 200 } });

    expect(plan({ web: webOf(nodes) }, GIVEN, roomy).preferences.CheckpointPercentages).toEqual(checkpoints);
  });

  it.each<[string, Partial<RefreshFacts>, string]>([
    ['the site is not steady', { web: webOf(4, [node('i-1', { targetHealth: 'unhealthy' })]) }, 'i-1 is unhealthy'],
    [
      'a node is kept by its owner',
      { web: webOf(4, [node('i-2', { isProtected: true })]) },
      'Protected from scale-in by their owner, and not to be replaced: i-2.',
    ],
    ['another refresh is under way', { isRefreshing: true }, 'Another instance refresh'],
    [
      'the group launches whatever is latest',
      { template: { id: 'lt-1', version: '$Latest', image: PRESENT } },
      'nothing could be brought back',
    ],
    ['an alarm is red', { alarms: [{ name: 'my-app-cpu', state: 'ALARM' }] }, 'In alarm: my-app-cpu.'],
    ['the image is not there', { wanted: undefined }, 'There is no image ami-00000002'],
    ['the image is not ready', { wanted: { ...WANTED, state: 'pending' } }, 'is pending, not available'],
    ['the image is for other machines', { wanted: { ...WANTED, architecture: 'arm64' } }, 'is for arm64, and the nodes are x86_64'],
    [
      'the nodes are made of it already',
      { template: { id: 'lt-1', version: '3', image: WANTED } },
      'The nodes are made of ami-00000002 already.',
    ],
  ])('is refused where %s', (_, changes, reason) => {
    expect(plan(changes)).toMatchObject({ action: 'refuse', reason: expect.stringContaining(reason) });
  });

  it('asks nothing of an image that is baked first, and takes the time for it', () => {
    const baked = plan({ wanted: undefined }, { bake: true });

    expect(baked.action).toBe('proceed');
    expect(baked.estimateMinutes).toBeGreaterThan(plan().estimateMinutes);
  });

  it('replaces the nodes that are behind, and does not go back to what they were', () => {
    const planned = plan({ nodesBehind: 3, wanted: undefined }, { present: true });

    expect(planned).toMatchObject({ action: 'proceed', preferences: { SkipMatching: true, AutoRollback: false } });
    expect(plan({}, { present: true })).toMatchObject({ action: 'refuse', reason: 'Every node is as the group makes them now.' });
  });

  it('is refused where it could not go there and back while it holds the site', () => {
    const oneByOne = web({ maintenance: { minHealthyPercent: 100, maxHealthyPercent: 100 } });

    expect(plan({ web: webOf(40) }, GIVEN, oneByOne)).toMatchObject({
      action: 'refuse',
      reason: expect.stringContaining('web.maintenance'),
    });
    expect(plan({ web: webOf(40) }).action).toBe('proceed');
  });
});

describe('what the group is told to launch', () => {
  const template = { id: 'lt-1', version: '4' };

  it('is the new version', () => {
    expect(desiredConfiguration({}, template)).toEqual({ LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '4' } });
  });

  it('keeps the types and markets of a mixed group', () => {
    const MixedInstancesPolicy = {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '3' },
        Overrides: [{ InstanceType: 't3.micro' }],
      },
      InstancesDistribution: { OnDemandBaseCapacity: 2 },
    };

    expect(desiredConfiguration({ MixedInstancesPolicy }, template)).toEqual({
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '4' },
          Overrides: [{ InstanceType: 't3.micro' }],
        },
        InstancesDistribution: { OnDemandBaseCapacity: 2 },
      },
    });
  });
});

describe('the verdict of a refresh', () => {
  const OBJECTIVE = { nodes: 4, leastHealthy: 4 };
  const end = (changes: Partial<RefreshEnd> = {}): RefreshEnd => ({
    status: 'Successful',
    startedAtMs: 0,
    nowMs: 60_000,
    replaced: 4,
    inService: 4,
    healthyTargets: 4,
    minHealthySeen: 4,
    ...changes,
  });
  const judge = (changes: Partial<RefreshEnd> = {}, aborted?: string) => judgeRefresh(end(changes), OBJECTIVE, aborted);

  it('is PASSED when all are new and as many were healthy as promised', () => {
    expect(judge()).toMatchObject({ action: 'judged', verdict: 'PASSED', rollbackReason: null });
  });

  it('is PASSED where nobody counted, and says so', () => {
    expect(judge({ minHealthySeen: undefined })).toMatchObject({ verdict: 'PASSED', reason: expect.stringContaining('not known') });
  });

  it.each<[string, Partial<RefreshEnd>, string]>([
    ['a node is of the old image', { replaced: 3 }, 'Only 3 of 4'],
    ['nothing is in service', { replaced: 0, inService: 0, healthyTargets: 0 }, 'Only 0 of 0'],
    ['a node is not healthy', { healthyTargets: 3 }, '3 targets are healthy'],
    ['fewer were healthy than promised', { minHealthySeen: 3 }, 'Meanwhile only 3'],
    ['it was rolled back', { status: 'RollbackSuccessful', reason: 'An alarm.' }, 'rolled back: An alarm.'],
    ['it could not even be rolled back', { status: 'RollbackFailed', reason: 'No capacity.' }, 'of two images'],
    ['Auto Scaling gave up', { status: 'Failed', reason: 'No capacity.' }, 'of two images'],
  ])('is FAILED where %s', (_, changes, reason) => {
    expect(judge(changes)).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining(reason) });
  });

  it.each(['Successful', 'RollbackSuccessful', 'Failed', 'RollbackFailed', 'Cancelled'])(
    'is ABORTED where we took it back, however it is: %s',
    (status) => {
      expect(judge({ status }, 'Stopped.')).toMatchObject({ verdict: 'ABORTED' });
    },
  );

  it('is ABORTED where somebody else cancelled it', () => {
    expect(judge({ status: 'Cancelled', reason: 'By hand.' })).toMatchObject({
      verdict: 'ABORTED',
      reason: expect.stringContaining('By hand.'),
    });
  });

  it.each(['Pending', 'InProgress', 'Baking', 'Cancelling', 'RollbackInProgress', 'a word of tomorrow'])(
    'waits while it is %s',
    (status) => {
      expect(judge({ status })).toMatchObject({ action: 'wait' });
    },
  );
});

describe('the image of the next update', () => {
  const kept = { ami: 'ami-00000002', insteadOf: null };

  it('is that of the last refresh, where the spec says what it said then', () => {
    expect(withKeptImage(siteSpec(), kept).web.image).toEqual({ ami: 'ami-00000002' });
    expect(withKeptImage(web({ image: { ami: 'ami-00000001' } }), { ...kept, insteadOf: 'ami-00000001' }).web.image).toEqual({
      ami: 'ami-00000002',
    });
  });

  it('is the one that the spec has named since', () => {
    expect(withKeptImage(web({ image: { ami: 'ami-00000003' } }), kept).web.image).toEqual({ ami: 'ami-00000003' });
  });

  it('is none again, where the spec has taken its own away', () => {
    expect(withKeptImage(siteSpec(), { ...kept, insteadOf: 'ami-00000001' }).web.image).toBeUndefined();
  });

  it('is what the spec says where nothing was refreshed', () => {
    expect(withKeptImage(siteSpec(), undefined)).toEqual(siteSpec());
  });
});
