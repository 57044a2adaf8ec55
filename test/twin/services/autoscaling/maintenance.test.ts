// Goal: what replaces an unhealthy instance comes as the group's policy says, and a mixed group buys as it was told.
// Method: a web tier of its own by its providers, with faults of its nodes; the clock played.
import { describe, expect, it } from 'vitest';
import { MINUTE, openWebTier, SECOND, type WebTier } from '../web-tier.ts';

/** The first node that is named falls ill when the test says so. */
function sick() {
  let victim = '';
  return {
    fall: (id = ''): void => {
      victim = id;
    },
    faults: { read: (name: string, subject?: string) => name === 'node:unhealthy' && subject === victim && victim !== '' },
  };
}

async function withSick(group?: object): Promise<{ web: WebTier; victim: string; fewest: number }> {
  const { fall, faults } = sick();
  const web = await openWebTier({ faults, drainSeconds: 30, graceSeconds: 0, ...(group ? { group: () => group } : {}) });
  await web.play(5 * MINUTE);
  const [victim = ''] = web.members();
  fall(victim);
  web.cloud.signals.emit('node:answers', { instanceId: victim });
  let fewest = Number.POSITIVE_INFINITY;
  for (let second = 0; second < 600; second += 5) {
    await web.play(5 * SECOND);
    fewest = Math.min(fewest, web.members().length);
  }
  return { web, victim, fewest };
}

describe('an instance maintenance policy', () => {
  it('has the successor of an unhealthy instance come first', async () => {
    const { web, victim, fewest } = await withSick({
      InstanceMaintenancePolicy: { MinHealthyPercentage: '100', MaxHealthyPercentage: '150' },
    });

    expect(fewest).toBe(2);
    expect(web.members()).not.toContain(victim);
    expect(web.targets('healthy')).toBe(2);
  });

  it('is not needed to replace one: without it both happen at once', async () => {
    const { web, victim, fewest } = await withSick();

    expect(fewest).toBe(1);
    expect(web.members()).not.toContain(victim);
  });

  it('does not keep an instance whose machine is gone', async () => {
    const policy = { InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 150 } };
    const web = await openWebTier({ drainSeconds: 30, group: () => policy });
    await web.play(5 * MINUTE);
    const [victim = ''] = web.members();

    web.cloud.callNow('ec2', 'TerminateInstances', { InstanceIds: [victim] });
    await web.play(5 * MINUTE);

    expect(web.members()).not.toContain(victim);
    expect(web.targets('healthy')).toBe(2);
  });

  it('is shown, changed, and taken away again', async () => {
    const web = await openWebTier({ min: 0 });
    const set = (MinHealthyPercentage: number, MaxHealthyPercentage: number): unknown => {
      const InstanceMaintenancePolicy = { MinHealthyPercentage, MaxHealthyPercentage };
      web.call('UpdateAutoScalingGroup', { AutoScalingGroupName: 'web', InstanceMaintenancePolicy });
      return web.group().InstanceMaintenancePolicy;
    };

    expect(set(90, 120)).toEqual({ MinHealthyPercentage: 90, MaxHealthyPercentage: 120 });
    expect(set(-1, -1)).toBeUndefined();
    expect(() => set(50, 200)).toThrow('no more than 100 lie between them');
  });
});

describe('a mixed instances policy', () => {
  const mixed =
    (distribution: object, types = ['t3.micro', 't3a.micro']) =>
    (LaunchTemplateSpecification: object) => ({
      LaunchTemplate: undefined,
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification, Overrides: types.map((InstanceType) => ({ InstanceType })) },
        InstancesDistribution: { SpotAllocationStrategy: 'price-capacity-optimized', ...distribution },
      },
    });
  const bought = (web: WebTier): Record<string, number> => {
    const counts: Record<string, number> = {};
    const { Reservations } = web.cloud.callNow('ec2', 'DescribeInstances', {
      Filters: [{ Name: 'instance-state-name', Values: ['running'] }],
    });
    for (const { Instances } of Reservations) {
      const how = Instances[0].InstanceLifecycle ?? 'on-demand';
      counts[how] = (counts[how] ?? 0) + 1;
    }
    return counts;
  };

  it.each([
    ['all of it on demand, where nothing else is said', {}, { 'on-demand': 6 }],
    [
      'a base on demand and the rest on the spot market',
      { OnDemandBaseCapacity: '2', OnDemandPercentageAboveBaseCapacity: '0' },
      { 'on-demand': 2, spot: 4 },
    ],
    [
      'by percent above the base, rounded in favour of on demand',
      { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 50 },
      { 'on-demand': 4, spot: 2 },
    ],
  ])('buys %s', async (_, distribution, counts) => {
    const web = await openWebTier({ min: 6, group: mixed(distribution) });
    await web.play(3 * MINUTE);

    expect(bought(web)).toEqual(counts);
  });

  it('takes the first type on demand, and any of them on the spot market', async () => {
    const web = await openWebTier({ min: 12, group: mixed({ OnDemandBaseCapacity: 2, OnDemandPercentageAboveBaseCapacity: 0 }) });
    await web.play(3 * MINUTE);

    const { Reservations } = web.cloud.callNow('ec2', 'DescribeInstances', {});
    const types = (lifecycle?: string): Set<string> =>
      new Set(
        Reservations.flatMap(({ Instances }: { Instances: { InstanceLifecycle?: string; InstanceType: string }[] }) =>
          Instances.filter(({ InstanceLifecycle }) => InstanceLifecycle === lifecycle).map(({ InstanceType }) => InstanceType),
        ),
      );
    expect(types()).toEqual(new Set(['t3.micro']));
    expect(types('spot')).toEqual(new Set(['t3.micro', 't3a.micro']));
  });

  it('is not taken apart by a refresh that names a template alone', async () => {
    const web = await openWebTier({ min: 0, group: mixed({}) });
    const LaunchTemplate = { LaunchTemplateId: web.templateId, Version: '1' };

    const act = () => web.call('StartInstanceRefresh', { AutoScalingGroupName: 'web', DesiredConfiguration: { LaunchTemplate } });

    expect(act).toThrow('a desired configuration of a template alone for a mixed group');
  });

  it('is shown in the place of a launch template', async () => {
    const web = await openWebTier({ min: 0, group: mixed({ OnDemandBaseCapacity: 1 }) });

    expect(web.group().LaunchTemplate).toBeUndefined();
    expect(web.group().MixedInstancesPolicy).toMatchObject({
      LaunchTemplate: {
        LaunchTemplateSpecification: { Version: '1' },
        Overrides: [{ InstanceType: 't3.micro' }, { InstanceType: 't3a.micro' }],
      },
      InstancesDistribution: { OnDemandBaseCapacity: 1, SpotAllocationStrategy: 'price-capacity-optimized' },
    });
  });

  it.each([
    ['weights', { Overrides: [{ InstanceType: 't3.micro', WeightedCapacity: '2' }] }, {}, 'WeightedCapacity'],
    ['a price for spot', {}, { SpotMaxPrice: '0.1' }, 'SpotMaxPrice'],
    ['the cheapest on demand', {}, { OnDemandAllocationStrategy: 'lowest-price' }, 'the on-demand allocation strategy lowest-price'],
  ])('with %s is refused by name', async (_, launchTemplate, distribution, name) => {
    const web = await openWebTier({ min: 0 });
    const specification = { LaunchTemplateId: web.templateId, Version: '1' };

    const act = () =>
      web.call('UpdateAutoScalingGroup', {
        AutoScalingGroupName: 'web',
        MixedInstancesPolicy: {
          LaunchTemplate: { LaunchTemplateSpecification: specification, ...launchTemplate },
          InstancesDistribution: distribution,
        },
      });

    expect(act).toThrow(name);
  });
});
