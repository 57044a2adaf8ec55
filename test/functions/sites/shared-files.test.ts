import { DescribeFileSystemsCommand, DescribeMountTargetsCommand, EFSClient } from '@aws-sdk/client-efs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { billableOf } from '#domain/leftovers.ts';
import { filesPromise } from '#functions/shared/sites/promises/files.ts';
import { isStillThere } from '#functions/shared/sites/still-there.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError } from '../support.ts';

const efs = mockClient(EFSClient);
const spec = siteSpec({ files: { throughput: 'elastic', backups: true } });
const OUTPUTS = { FileSystemId: 'fs-1' };
const target = (AvailabilityZoneName: string, LifeCycleState: 'available' | 'creating') => ({
  MountTargetId: `fsmt-${AvailabilityZoneName}`,
  FileSystemId: 'fs-1',
  SubnetId: 'subnet-1',
  AvailabilityZoneName,
  LifeCycleState,
});

beforeEach(() => {
  efs.reset();
});

describe('what the shared files promise', () => {
  it.each([
    ['available', 'proceed'],
    ['creating', 'wait'],
  ] as const)('is a mount target in every zone; the last one is %s', async (state, action) => {
    const MountTargets = [target('us-east-1a', 'available'), target('us-east-1b', state)];
    efs.on(DescribeMountTargetsCommand, { FileSystemId: 'fs-1' }).resolves({ MountTargets });

    expect(await filesPromise(spec, OUTPUTS)).toMatchObject({ action });
  });

  it.each([
    ['EFS does not know the file system', OUTPUTS],
    ['the layer gave none', {}],
  ])('is broken when %s', async (_, outputs) => {
    efs.on(DescribeMountTargetsCommand).rejects(awsError('FileSystemNotFound'));

    expect(await filesPromise(spec, outputs)).toMatchObject({ action: 'fail' });
  });

  it('is not asked of a site that does without', async () => {
    expect(await filesPromise(siteSpec(), OUTPUTS)).toMatchObject({ action: 'fail', reason: 'The spec has no such layer.' });
  });

  it('is an error, not a broken promise, when EFS does not answer', async () => {
    efs.on(DescribeMountTargetsCommand).rejects(awsError('AccessDeniedException'));

    await expect(filesPromise(spec, OUTPUTS)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('shared files that are left behind', () => {
  const isLeft = async (resource: string) => {
    const [found] = billableOf([`arn:aws:elasticfilesystem:us-east-1:123456789012:${resource}`], []);
    return found !== undefined && (await isStillThere(found));
  };

  it('are told of while EFS knows them', async () => {
    efs.on(DescribeFileSystemsCommand, { FileSystemId: 'fs-1' }).resolves({ FileSystems: [{ LifeCycleState: 'available' } as never] });

    expect(await isLeft('file-system/fs-1')).toBe(true);
  });

  it('are gone when EFS says so, whatever the tags say', async () => {
    efs.on(DescribeFileSystemsCommand).rejects(awsError('FileSystemNotFound'));

    expect(await isLeft('file-system/fs-1')).toBe(false);
  });

  it('are no access point, which costs nothing', async () => {
    expect(await isLeft('access-point/fsap-1')).toBe(false);
  });
});
