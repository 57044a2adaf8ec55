import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { billableOf } from '#domain/leftovers.ts';
import { webSchema } from '#events/site-web.ts';
import { webPromise } from '#functions/shared/sites/promises/web.ts';
import { isStillThere } from '#functions/shared/sites/still-there.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError } from '../support.ts';

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0';
const certificates = mockClient(ACMClient);
const groups = mockClient(AutoScalingClient);
const balancing = mockClient(ElasticLoadBalancingV2Client);
const tables = mockClient(DynamoDBClient);

const { group, instanceType, min, max } = siteSpec().web;
const spec = siteSpec({
  web: webSchema.parse({ group, instanceType, min, max, admin: {}, https: { name: 'www.example.com', certificateArn: CERTIFICATE } }),
});
const OUTPUTS = { GroupName: group, TargetGroupArn: 'arn:nodes', AdminTargetGroupArn: 'arn:admin', CertificateArn: CERTIFICATE };

const healthOf = (TargetGroupArn: string, ...ids: string[]) =>
  balancing.on(DescribeTargetHealthCommand, { TargetGroupArn }).resolves({
    TargetHealthDescriptions: ids.map((Id) => ({ Target: { Id }, TargetHealth: { State: 'healthy' } })),
  });

beforeEach(() => {
  for (const client of [certificates, groups, balancing, tables]) client.reset();
  const Instances = ['a', 'b'].map((zone) => ({ InstanceId: `i-${zone}`, AvailabilityZone: `us-east-1${zone}` }));
  groups.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [{ Instances } as never] });
  healthOf('arn:nodes', 'i-a', 'i-b');
});

describe('what the web layer promises', () => {
  it('is kept with healthy nodes, an admin node and an issued certificate', async () => {
    healthOf('arn:admin', 'i-c');
    certificates.on(DescribeCertificateCommand, { CertificateArn: CERTIFICATE }).resolves({ Certificate: { Status: 'ISSUED' } });

    expect(await webPromise(spec, OUTPUTS)).toEqual({
      action: 'proceed',
      reason: '2 of at least 2 targets are healthy. The certificate is issued.',
    });
  });

  it('is not kept yet without the admin node', async () => {
    healthOf('arn:admin');
    certificates.on(DescribeCertificateCommand).resolves({ Certificate: { Status: 'ISSUED' } });

    expect(await webPromise(spec, OUTPUTS)).toMatchObject({ action: 'wait', reason: expect.stringContaining('The admin node is not.') });
  });

  it('is broken when the certificate is gone', async () => {
    healthOf('arn:admin', 'i-c');
    certificates.on(DescribeCertificateCommand).rejects(awsError('ResourceNotFoundException'));

    expect(await webPromise(spec, OUTPUTS)).toMatchObject({ action: 'fail', reason: expect.stringContaining('not there') });
  });

  it('is an error, not a broken promise, when ACM does not answer', async () => {
    healthOf('arn:admin', 'i-c');
    certificates.on(DescribeCertificateCommand).rejects(awsError('AccessDeniedException'));

    await expect(webPromise(spec, OUTPUTS)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('asks nothing more of a site that has no more', async () => {
    const { GroupName, TargetGroupArn } = OUTPUTS;

    expect(await webPromise(siteSpec(), { GroupName, TargetGroupArn })).toMatchObject({ action: 'proceed' });
    expect(certificates.calls()).toEqual([]);
  });
});

describe('a table of sessions that is left behind', () => {
  const isLeft = async () => {
    const [found] = billableOf(['arn:aws:dynamodb:us-east-1:123456789012:table/nines-myapp-sessions'], []);
    return found !== undefined && (await isStillThere(found));
  };

  it.each<[status: 'ACTIVE' | 'DELETING', isBilled: boolean]>([
    ['ACTIVE', true],
    ['DELETING', false],
  ])('is billed while it is %s: %s', async (TableStatus, isBilled) => {
    tables.on(DescribeTableCommand, { TableName: 'nines-myapp-sessions' }).resolves({ Table: { TableStatus } });

    expect(await isLeft()).toBe(isBilled);
  });

  it('is gone when DynamoDB does not know it', async () => {
    tables.on(DescribeTableCommand).rejects(awsError('ResourceNotFoundException'));

    expect(await isLeft()).toBe(false);
  });
});
