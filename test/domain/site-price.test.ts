import { describe, expect, it } from 'vitest';
import { vcpusOf } from '#domain/prices/ec2.ts';
import { priceSite } from '#domain/site-price.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { openHoursOfMonth } from '#domain/window-hours.ts';
import { databaseOf, groupOf, resources } from './plan-support.ts';
import { siteSpec } from './support.ts';

const WITHOUT_WINDOWS = { windows: [] } satisfies Partial<SiteSpec>;
const price = (written: Parameters<typeof resources>[1], changes: Partial<SiteSpec> = WITHOUT_WINDOWS) =>
  priceSite({ spec: siteSpec(changes), resources: resources('web', written) });
const lineOf = (found: ReturnType<typeof price>, part: string) =>
  [...found.lines, ...found.alternatives].find(({ what }) => what.includes(part));

describe('the price of a site', () => {
  it('counts a group by its minimum, with volumes and public addresses', () => {
    const found = price(groupOf('myapp-asg', 2, 4));

    expect(lineOf(found, '2 × EC2 t3.micro')).toMatchObject({
      quantity: 1460,
      usdPerUnit: 0.0104,
      usdPerMonth: 15.18,
      pricing: 'onDemand',
    });
    expect(lineOf(found, 'root volumes')).toMatchObject({ quantity: 20, usdPerMonth: 1.6 });
    expect(lineOf(found, 'public IPv4')).toMatchObject({ quantity: 1460, usdPerMonth: 7.3 });
    expect(found.totalUsdPerMonth).toBe(24.08);
  });

  it('adds what a window adds for its hours, and nothing to a group that is not the window’s', () => {
    const { windows } = siteSpec();

    const [own, other] = [price(groupOf('myapp-asg', 2, 4), { windows }), price(groupOf('worker-asg', 2, 4), { windows })];

    expect(lineOf(own, 'more in "Weekend Traffic"')?.quantity).toBeCloseTo(6 * (66 * (365 / 7 / 12)), -1);
    expect(lineOf(other, 'Weekend')).toBeUndefined();
  });

  it('counts a primary with its replicas, and a queue by its use alone', () => {
    const found = price({
      Cache: {
        Type: 'AWS::ElastiCache::ReplicationGroup',
        Properties: { Engine: 'valkey', CacheNodeType: 'cache.t4g.micro', NumCacheClusters: '3' },
      },
      Queue: { Type: 'AWS::SQS::Queue' },
    });

    expect(lineOf(found, '3 × ElastiCache valkey cache.t4g.micro')).toMatchObject({
      quantity: 2190,
      usdPerUnit: 0.0128,
      usdPerMonth: 28.03,
    });
    expect(lineOf(found, 'requests to Queue')).toMatchObject({ byUse: true, usdPerMonth: 0 });
  });

  it('tells reservation and spare capacity beside the same hours, and leaves the total alone', () => {
    const found = price(groupOf('myapp-asg', 2, 4));

    expect(lineOf(found, 'reserved for a year')).toMatchObject({ usdPerMonth: 9.53, pricing: 'reserved' });
    expect(lineOf(found, 'as spot')).toMatchObject({ usdPerMonth: 'unknown', pricing: 'spot' });
    expect(found.unknown).toEqual([]);
  });

  it.each([
    ['elastic', 'ENABLED', 4],
    ['bursting', 'DISABLED', 1],
  ])('asks for shared files by what is used: throughput %s, backups %s', (ThroughputMode, Status, count) => {
    const found = price({ Files: { Type: 'AWS::EFS::FileSystem', Properties: { ThroughputMode, BackupPolicy: { Status } } } });

    const lines = found.lines.filter(({ what }) => what.startsWith('EFS'));
    expect(lines.map(({ byUse }) => byUse)).toEqual(Array(count).fill(true));
    expect(found.unknown).toEqual([]);
  });

  it('takes a standby for a second instance and a second copy of the storage', () => {
    const [one, two] = [price(databaseOf('db.t3.medium', false)), price(databaseOf('db.t3.medium', true))];

    expect(lineOf(one, 'RDS mysql')?.usdPerMonth).toBe(49.64);
    expect(lineOf(two, 'RDS mysql')?.usdPerMonth).toBe(99.28);
    expect(lineOf(two, 'RDS storage')?.usdPerMonth).toBe(4.6);
  });

  it('counts spare capacity as unknown, and never as free', () => {
    const mixed = {
      LaunchTemplate: undefined,
      MixedInstancesPolicy: {
        InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 25 },
        LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: { Ref: 'Launch' } }, Overrides: [{ InstanceType: 'm5.large' }] },
      },
    };

    const found = price(groupOf('myapp-asg', 4, 8, 't3.micro', mixed));

    expect(lineOf(found, 'm5.large in myapp-asg, the minimum')).toMatchObject({ quantity: 730, usdPerMonth: 70.08 });
    expect(found.unknown).toEqual(['4 × EC2 m5.large in myapp-asg, the minimum (spot)']);
  });

  it('counts the base of a mixed group on demand, and only what is above it by percent', () => {
    const mixed = {
      LaunchTemplate: undefined,
      MixedInstancesPolicy: {
        InstancesDistribution: { OnDemandBaseCapacity: '2', OnDemandPercentageAboveBaseCapacity: '0' },
        LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: { Ref: 'Launch' } }, Overrides: [{ InstanceType: 'm5.large' }] },
      },
    };

    const found = price(groupOf('myapp-asg', 4, 16, 't3.micro', mixed));

    expect(lineOf(found, 'm5.large in myapp-asg, the minimum')).toMatchObject({ quantity: 1460, usdPerMonth: 140.16 });
    expect(lineOf(found, 'm5.large in myapp-asg, the minimum (spot)')).toMatchObject({ quantity: 1460, usdPerMonth: 'unknown' });
  });

  it.each<[name: string, written: Parameters<typeof resources>[1], unknown: string]>([
    ['an instance type that no table has', groupOf('myapp-asg', 2, 4, 'p9.large'), 'EC2 p9.large'],
    ['a class of database that no table has', databaseOf('db.z9.large', false), 'RDS mysql db.z9.large'],
    [
      'a node type that no table has',
      { Cache: { Type: 'AWS::ElastiCache::CacheCluster', Properties: { CacheNodeType: 'cache.z9.huge', NumCacheNodes: 2 } } },
      'cache.z9.huge',
    ],
    ['a type of resource that nobody has thought of', { Thing: { Type: 'AWS::Braket::Device' } }, 'AWS::Braket::Device (Thing)'],
  ])('says of %s that its price is unknown, and sums without it', (_, written, unknown) => {
    const found = price(written);

    expect(found.unknown).toEqual([expect.stringContaining(unknown)]);
    expect(found.lines.find(({ what }) => what === found.unknown[0])).toMatchObject({ usdPerMonth: 'unknown', source: 'unknown' });
  });

  it('knows the prices of one region, and of no other', () => {
    const found = price(groupOf('myapp-asg', 2, 4), { ...WITHOUT_WINDOWS, region: 'eu-south-2' });

    expect(found.totalUsdPerMonth).toBe(0);
    expect(found.lines.every(({ usdPerMonth }) => usdPerMonth === 'unknown')).toBe(true);
  });

  it('gives every known line its source and its date', () => {
    const found = price({ ...groupOf('myapp-asg', 2, 4), ...databaseOf('db.t3.medium', true) });

    const bare = [...found.lines, ...found.alternatives].filter(
      ({ usdPerUnit, source, date }) => usdPerUnit !== 'unknown' && !(source.startsWith('https://') && /^\d{4}-\d\d-\d\d$/.test(date)),
    );

    expect(bare).toEqual([]);
  });

  it('counts what only use can tell as unused, with its rate', () => {
    const found = price({ Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Scheme: 'internal' } } });

    expect(lineOf(found, 'capacity')).toMatchObject({ byUse: true, quantity: 0, usdPerMonth: 0, usdPerUnit: 0.008, unit: 'LCU-hour' });
    expect(found.totalUsdPerMonth).toBe(16.43);
  });
});

describe('the hours of a window', () => {
  it.each<[name: string, opens: string, closes: string, hours: number]>([
    ['a weekend from Friday noon to Monday six', '0 12 * * Fri', '0 6 * * Mon', 66 * (365 / 7 / 12)],
    ['an hour a day', '0 9 * * *', '0 10 * * *', 365 / 12],
    ['one day a year', '0 0 1 6 *', '0 0 2 6 *', 24 / 12],
  ])('of %s are those of an average month', (_, opens, closes, hours) => {
    const found = openHoursOfMonth({ opens, closes, timezone: 'UTC' });

    expect(Math.abs(found - hours)).toBeLessThan(6);
  });
});

it.each<[type: string, vcpus: number | undefined]>([
  ['t2.micro', 1],
  ['t3.nano', 2],
  ['m7g.medium', 1],
  ['m5.4xlarge', 16],
  ['x1.weird', undefined],
])('an instance of %s has %s vCPUs', (type, vcpus) => {
  expect(vcpusOf(type)).toBe(vcpus);
});
