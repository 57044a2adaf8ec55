import { describe, expect, it } from 'vitest';
import { siteAvailability } from '#domain/site-availability.ts';
import { databaseOf, groupOf, resources } from './plan-support.ts';
import { siteSpec } from './support.ts';

const BALANCER = { Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' } };
const allowed = (written: Parameters<typeof resources>[1], availabilityPercent = 99.9) =>
  siteAvailability(siteSpec({ objectives: { ...siteSpec().objectives, availabilityPercent } }), resources('web', written));

describe('the availability that SLAs allow', () => {
  it('is the product of what every page needs: 0.9999 × 0.9999 × 0.9995', () => {
    const found = allowed({ ...BALANCER, ...groupOf('myapp-asg', 2, 4), ...databaseOf('db.t3.medium', true) });

    expect(found.percent).toBeCloseTo(99.93, 4);
    expect(found.isObjectiveAllowed).toBe(true);
  });

  it.each<[name: string, written: Parameters<typeof resources>[1], percent: number]>([
    ['a group of one node', groupOf('myapp-asg', 1, 4), 99.5],
    ['a database in one zone', databaseOf('db.t3.medium', false), 99.5],
    [
      'Aurora with its writer alone',
      {
        Cluster: { Type: 'AWS::RDS::DBCluster' },
        Writer: { Type: 'AWS::RDS::DBInstance', Properties: { DBClusterIdentifier: { Ref: 'Cluster' } } },
      },
      99.9,
    ],
    ['files in one zone', { Files: { Type: 'AWS::EFS::FileSystem', Properties: { AvailabilityZoneName: 'us-east-1a' } } }, 99.9],
    [
      'read replicas, which no page waits for',
      {
        ...databaseOf('db.t3.medium', true),
        Replica: { Type: 'AWS::RDS::DBInstance', Properties: { SourceDBInstanceIdentifier: { Ref: 'Database' } } },
      },
      99.95,
    ],
  ])('of %s is that of its SLA', (_, written, percent) => {
    expect(allowed(written).percent).toBe(percent);
  });

  it('does not count a cache, media or NAT: without them the site still answers', () => {
    const found = allowed({
      ...BALANCER,
      Cache: { Type: 'AWS::ElastiCache::CacheCluster' },
      Media: { Type: 'AWS::CloudFront::Distribution' },
      Nat: { Type: 'AWS::EC2::NatGateway' },
      SessionTable: { Type: 'AWS::DynamoDB::Table' },
      AccessLogBucket: { Type: 'AWS::S3::Bucket' },
    });

    expect(found.required.map(({ part }) => part)).toEqual(['load balancer in several zones']);
    expect(found.others.map(({ part, percent }) => [part, percent])).toEqual([
      ['ElastiCache for Memcached', 'unknown'],
      ['CloudFront', 99.9],
      ['DynamoDB', 99.99],
      ['NAT gateways', 'unknown'],
    ]);
  });

  it('refuses an objective that is more than they allow, with both numbers', () => {
    const found = allowed({ ...BALANCER, ...databaseOf('db.t3.medium', true) }, 99.99);

    expect(found.isObjectiveAllowed).toBe(false);
    expect(found.reason).toBe('The objective of 99.99 % is more than the 99.940005 % that the SLAs of 2 parts in series allow.');
  });
});
