import { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { handler as emptyBuckets } from '#functions/sites/empty-buckets.ts';
import { handler as planCompensation } from '#functions/sites/plan-compensation.ts';
import { handler as planTeardown } from '#functions/sites/plan-teardown.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError, invoke, run } from '../support.ts';

const stacks = mockClient(CloudFormationClient);
const rds = mockClient(RDSClient);
const objects = mockClient(S3Client);
const STARTED = '2018-02-08T09:00:00.000Z';
const SINCE = '2018-02-08T09:05:00.000Z';
const LONG_AGO = '2018-02-01T09:00:00.000Z';

type Stack = { by?: string; status?: string; createdAt?: string; updatedAt?: string; buckets?: Record<string, string> };
/** The stacks that stand, made by this run unless they say otherwise. */
function standing(found: Record<string, Stack>): void {
  stacks.on(DescribeStacksCommand).callsFake(({ StackName }) => {
    const stack = found[StackName.replace('nines-myapp-', '')];
    if (!stack) throw awsError('ValidationError', `Stack with id ${StackName} does not exist`);
    const { by = 'run-1', status = 'CREATE_COMPLETE', createdAt = SINCE, updatedAt = createdAt } = stack;
    const times = { CreationTime: new Date(createdAt), LastUpdatedTime: new Date(updatedAt) };
    return { Stacks: [{ StackId: StackName, StackStatus: status, ...times, Tags: [{ Key: 'nines:run', Value: by }] }] };
  });
  stacks.on(ListStackResourcesCommand).callsFake(({ StackName }) => ({
    StackResourceSummaries: Object.entries(found[StackName.replace('nines-myapp-', '')]?.buckets ?? {}).map(
      ([LogicalResourceId, bucket]) => ({
        LogicalResourceId,
        PhysicalResourceId: bucket,
        ResourceType: 'AWS::S3::Bucket',
        ResourceStatus: 'CREATE_COMPLETE',
      }),
    ),
  }));
}
/** A bucket with so many versions, of which S3 lists a thousand at once and forgets what was deleted. */
function holding(counts: Record<string, number>): void {
  const left = { ...counts };
  objects.on(ListObjectVersionsCommand).callsFake(({ Bucket, KeyMarker = '0' }) => {
    if (left[Bucket] === undefined) throw awsError('NoSuchBucket');
    const from = Number(KeyMarker);
    const count = Math.min(left[Bucket] - from, 1_000);
    const Versions = Array.from({ length: count }, (_, index) => ({ Key: `key-${from + index}`, VersionId: 'v' }));
    return from + count < left[Bucket] ? { Versions, IsTruncated: true, NextKeyMarker: String(from + count) } : { Versions };
  });
  objects.on(DeleteObjectsCommand).callsFake(({ Bucket, Delete }) => {
    left[Bucket] = (left[Bucket] ?? 0) - Delete.Objects.length;
    return {};
  });
}
const database = (more: object) =>
  rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [{ DBInstanceStatus: 'available', ...more }] });

beforeEach(() => {
  for (const client of [stacks, rds, objects]) client.reset();
  rds.on(DescribeDBInstancesCommand).rejects(awsError('DBInstanceNotFoundFault'));
});

describe('a compensation', () => {
  const plan = () => invoke(planCompensation, { run: run({ kind: 'provision-site', startedAt: STARTED }), spec: siteSpec() });
  const layers = async () => (await plan()).layers.map(({ layer }) => layer);

  it('takes only what this run has made, in reverse', async () => {
    standing({ network: { by: 'earlier' }, database: {}, web: { status: 'ROLLBACK_COMPLETE' } });

    expect(await layers()).toEqual(['web', 'database']);
  });

  it('leaves what an older layer has been changed to rely on, and says so', async () => {
    standing({ cache: {}, web: { by: 'earlier', status: 'UPDATE_COMPLETE', createdAt: LONG_AGO, updatedAt: SINCE }, watch: {} });

    const { layers: taken, note } = await plan();

    expect(taken.map(({ layer }) => layer)).toEqual(['watch']);
    expect(note).toContain('cache stays: web may rely on it by now');
  });

  it.each<[name: string, web: Stack]>([
    ['was not changed', { by: 'earlier', status: 'UPDATE_COMPLETE', createdAt: LONG_AGO, updatedAt: LONG_AGO }],
    ['was changed and is as it was', { by: 'earlier', status: 'UPDATE_ROLLBACK_COMPLETE', createdAt: LONG_AGO, updatedAt: SINCE }],
  ])('takes what it made where the older layer %s', async (_, web) => {
    standing({ cache: {}, web });

    expect(await layers()).toEqual(['cache']);
  });

  it('lifts the protection of a database that this very run has made', async () => {
    standing({ database: {} });
    database({ DeletionProtection: true, InstanceCreateTime: new Date(SINCE) });

    expect((await plan()).layers).toMatchObject([{ layer: 'database', unprotect: 'instance', databaseId: 'myapp-db' }]);
  });

  it.each<[name: string, stack: Stack, createdAt: string]>([
    ['whose stack is older than the run', { createdAt: LONG_AGO }, SINCE],
    ['that is older than the run', {}, LONG_AGO],
  ])('does not lift that of a database %s', async (_, stack, createdAt) => {
    standing({ database: stack });
    database({ DeletionProtection: true, InstanceCreateTime: new Date(createdAt) });

    expect((await plan()).layers[0]).not.toHaveProperty('unprotect');
  });

  it('empties the buckets of what it takes', async () => {
    standing({ media: { buckets: { Media: 'uploads', Page: 'pages' } }, web: { buckets: { AccessLogBucket: 'logs' } } });

    expect((await plan()).layers).toMatchObject([
      { layer: 'web', empty: [], removeAfter: ['logs'] },
      { layer: 'media', empty: ['uploads', 'pages'] },
    ]);
  });
});

describe('a teardown', () => {
  const plan = (request: object = {}) => invoke(planTeardown, { run: run({ kind: 'teardown-site' }), spec: siteSpec(), request });
  const buckets = { Media: 'uploads', Page: 'pages' };

  it('is refused while a bucket holds something, with how much', async () => {
    standing({ media: { buckets } });
    holding({ uploads: 1_200, pages: 2 });

    expect(await plan()).toMatchObject({
      action: 'refuse',
      reason: 'These buckets are not empty: uploads (1200 objects and versions). To lose what they hold, ask again with emptyBuckets=true.',
    });
  });

  it('counts only so far', async () => {
    standing({ media: { buckets } });
    holding({ uploads: 50_000, pages: 0 });

    expect((await plan()).reason).toContain('uploads (more than 10000 objects and versions)');
  });

  it('tells everything that may not go at once', async () => {
    standing({ media: { buckets }, database: {} });
    holding({ uploads: 1, pages: 0 });
    database({ DeletionProtection: true });

    const { reason } = await plan();

    expect(reason).toContain('unprotect=database');
    expect(reason).toContain('emptyBuckets=true');
  });

  it('empties them with the word, and the page of ours without', async () => {
    standing({ media: { buckets }, web: { buckets: { AccessLogBucket: 'logs' } } });
    holding({ uploads: 0, pages: 2, logs: 7 });

    const kept = await plan();
    const emptied = await plan({ emptyBuckets: true });

    const of = ({ waves }: typeof kept) => waves.flatMap(({ layers }) => layers);
    expect(of(kept)).toMatchObject([{ empty: [], removeAfter: [] }, { empty: ['pages'] }]);
    expect(of(emptied)).toMatchObject([{ empty: [], removeAfter: ['logs'] }, { empty: ['uploads', 'pages'] }]);
  });
});

describe('emptying buckets', () => {
  const empty = (names: string[], andDelete = false) => invoke(emptyBuckets, { buckets: names, andDelete });

  it('deletes all versions, a thousand at a time', async () => {
    holding({ uploads: 2_500 });

    expect(await empty(['uploads'])).toEqual({ isLeft: false, deleted: 2_500 });
    expect(objects.commandCalls(DeleteObjectsCommand)).toHaveLength(3);
    expect(objects.commandCalls(DeleteBucketCommand)).toEqual([]);
  });

  it('does ten batches, and says that something is left', async () => {
    holding({ uploads: 10_001 });

    expect(await empty(['uploads'])).toEqual({ isLeft: true, deleted: 10_000 });
  });

  it('takes a bucket that is gone for empty, and deletes one where that is asked for', async () => {
    holding({ logs: 1 });

    expect(await empty(['gone', 'logs'], true)).toEqual({ isLeft: false, deleted: 1 });
    expect(objects.commandCalls(DeleteBucketCommand).map(({ args }) => args[0].input.Bucket)).toEqual(['gone', 'logs']);
  });

  it('is an error when S3 keeps an object', async () => {
    holding({ uploads: 1 });
    objects.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: 'a', Code: 'AccessDenied', Message: 'Locked.' }] });

    await expect(empty(['uploads'])).rejects.toThrow('1 objects of uploads stay: a: AccessDenied Locked.');
  });
});
