// Goal: shared files are made, mounted in each zone and taken away in order. Method: calls, providers, sessions and virtual time.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '#twin/cloud.ts';
import { createElasticFileSystem } from '#twin/services/elasticfilesystem/index.ts';
import { PERSON } from '../account.ts';
import { type DataAccount, openDataAccount } from '../data-account.ts';
import { contextOf, make, played } from '../resources.ts';

type Answer = Awaited<ReturnType<Operation>>;

describe('EFS', () => {
  let account: DataAccount;
  let files: ReturnType<typeof createElasticFileSystem>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads only the members that it is about.
  const call = (operation: string, input: object = {}): any =>
    account.cloud.call('elasticfilesystem', operation, input, PERSON, 'person') as Answer;
  const refusal = (operation: string, input: object): unknown => {
    try {
      call(operation, input);
    } catch (error) {
      return (error as { shape: string }).shape;
    }
    return undefined;
  };
  const makeSystem = () => make(account.cloud, 'AWS::EFS::FileSystem', { Encrypted: true, ThroughputMode: 'elastic' }, 'Files');
  const makeTarget = (FileSystemId: string, SubnetId = account.subnetIds[0]) =>
    make(account.cloud, 'AWS::EFS::MountTarget', { FileSystemId, SubnetId, SecurityGroups: ['sg-1'] });
  const remove = (type: string, physicalId: string) =>
    played(account.cloud, Promise.resolve(account.cloud.provider(type).delete(physicalId, {}, contextOf())));
  const nameIn = (zone: string, id: string) => `${zone}.${id}.efs.us-east-1.amazonaws.com`;

  beforeEach(async () => {
    account = await openDataAccount();
    files = createElasticFileSystem(account.cloud);
    account.cloud.add(files);
  });

  it('is mounted in a zone some eighty seconds after that was asked for, by the name of the zone', async () => {
    const { physicalId } = await makeSystem();
    const askedMs = account.cloud.clock.nowMs;
    call('CreateMountTarget', { FileSystemId: physicalId, SubnetId: account.subnetIds[0] });

    await account.play(83);
    const early = call('DescribeMountTargets', { FileSystemId: physicalId }).MountTargets[0];
    await account.play(1);
    const late = call('DescribeMountTargets', { FileSystemId: physicalId }).MountTargets[0];

    expect(account.cloud.clock.nowMs - askedMs).toBe(84_000);
    expect(early.LifeCycleState).toBe('creating');
    expect(late).toMatchObject({ LifeCycleState: 'available', AvailabilityZoneName: 'us-east-1a', FileSystemId: physicalId });
    expect(account.cloud.network.resolve(nameIn('us-east-1a', physicalId)).addresses).toEqual([late.IpAddress]);
    expect(account.cloud.network.data(late.IpAddress, 2049).connect('test').isOpen()).toBe(true);
    expect(account.cloud.network.hasName(nameIn('us-east-1b', physicalId))).toBe(false);
  });

  it('breaks the mounts of a zone as soon as its mount target goes', async () => {
    const { physicalId } = await makeSystem();
    const target = await makeTarget(physicalId);
    const { IpAddress } = target.attributes ?? {};
    const session = account.cloud.network.data(IpAddress, 2049).connect('test');

    call('DeleteMountTarget', { MountTargetId: target.physicalId });

    expect(session.isOpen()).toBe(false);
    expect(account.cloud.network.hasName(nameIn('us-east-1a', physicalId))).toBe(false);
    expect(call('DescribeMountTargets', { MountTargetId: target.physicalId }).MountTargets[0].LifeCycleState).toBe('deleting');
    await account.play(60);
    expect(refusal('DescribeMountTargets', { MountTargetId: target.physicalId })).toBe('MountTargetNotFound');
  });

  it('is deleted only after its mount targets, and then leaves nothing behind', async () => {
    const { physicalId } = await makeSystem();
    const target = await makeTarget(physicalId);
    const point = await make(account.cloud, 'AWS::EFS::AccessPoint', { FileSystemId: physicalId });

    const early = remove('AWS::EFS::FileSystem', physicalId);

    await expect(early).rejects.toMatchObject({ shape: 'FileSystemInUse' });
    await remove('AWS::EFS::AccessPoint', point.physicalId);
    await remove('AWS::EFS::MountTarget', target.physicalId);
    await remove('AWS::EFS::FileSystem', physicalId);
    expect(files.taggedResources?.()).toEqual([]);
    expect(refusal('DescribeFileSystems', { FileSystemId: physicalId })).toBe('FileSystemNotFound');
  });

  it('bears the tags of its stack, and counts as a thing that costs', async () => {
    await makeSystem();

    expect(files.taggedResources?.()).toEqual([
      { arn: expect.stringMatching(/file-system\/fs-0[0-9a-f]{16}$/), tags: { 'nines:site': 'myapp' }, billable: true },
    ]);
  });

  it('keeps its files when its throughput changes, and is another one when its encryption does', async () => {
    const { physicalId } = await makeSystem();
    const provider = account.cloud.provider('AWS::EFS::FileSystem');
    const before = { Encrypted: true, ThroughputMode: 'elastic' };
    const update = (after: object) => played(account.cloud, Promise.resolve(provider.update?.(physicalId, after, before, contextOf())));

    const faster = await update({ ...before, ThroughputMode: 'bursting' });
    const other = await update({ ...before, Encrypted: false });

    expect(faster).toMatchObject({ attributes: { FileSystemId: physicalId } });
    expect(other).toBe('replace');
    expect(call('DescribeFileSystems').FileSystems).toMatchObject([{ ThroughputMode: 'bursting', LifeCycleState: 'available' }]);
  });

  it('answers an access point with the user that it enforces', async () => {
    const { physicalId } = await makeSystem();
    const PosixUser = { Uid: '48', Gid: '48' };

    await make(account.cloud, 'AWS::EFS::AccessPoint', { FileSystemId: physicalId, PosixUser });

    const { AccessPoints } = call('DescribeAccessPoints', { FileSystemId: physicalId });
    expect(AccessPoints).toMatchObject([{ PosixUser, LifeCycleState: 'available', FileSystemId: physicalId }]);
  });

  it('is not mounted before it is available', () => {
    const { FileSystemId } = call('CreateFileSystem', { CreationToken: 'one' });

    expect(refusal('CreateMountTarget', { FileSystemId, SubnetId: account.subnetIds[0] })).toBe('IncorrectFileSystemLifeCycleState');
  });

  it.each<[name: string, operation: string, input: (id: string) => object, shape: string]>([
    [
      'a second mount target in a zone',
      'CreateMountTarget',
      (FileSystemId) => ({ FileSystemId, SubnetId: account.subnetIds[0] }),
      'MountTargetConflict',
    ],
    ['an access point of no file system', 'CreateAccessPoint', () => ({ FileSystemId: 'fs-1' }), 'FileSystemNotFound'],
    ['mount targets of nothing in particular', 'DescribeMountTargets', () => ({}), 'BadRequest'],
    ['an access point that is not there', 'DeleteAccessPoint', () => ({ AccessPointId: 'fsap-1' }), 'AccessPointNotFound'],
  ])('refuses %s', async (_, operation, input, shape) => {
    const { physicalId } = await makeSystem();
    await makeTarget(physicalId);

    expect(refusal(operation, input(physicalId))).toBe(shape);
  });

  it('refuses by name what it does not play', async () => {
    const provisioned = make(account.cloud, 'AWS::EFS::FileSystem', { ThroughputMode: 'provisioned' });

    await expect(provisioned).rejects.toThrow('the EFS throughput mode provisioned');
    await expect(make(account.cloud, 'AWS::EFS::FileSystem', { KmsKeyId: 'k' })).rejects.toThrow('AWS::EFS::FileSystem with KmsKeyId');
  });

  it.each([
    ['bursting', 2_308_974_418_330],
    ['elastic', undefined],
  ])('has the burst credits of %s throughput: %s', async (ThroughputMode, balance) => {
    const { physicalId } = await make(account.cloud, 'AWS::EFS::FileSystem', { Encrypted: true, ThroughputMode }, 'Files');
    await account.play(300);
    const { nowMs } = account.cloud.clock;

    const credits = files.metricSources[0]?.read({ FileSystemId: physicalId }, nowMs - 60_000, nowMs);

    expect(credits?.minimum).toBe(balance);
    expect(files.metricSources[0]?.read({ FileSystemId: 'fs-0' }, nowMs - 60_000, nowMs)).toBeUndefined();
  });

  it('has as few credits as a fault says', async () => {
    const { physicalId } = await make(account.cloud, 'AWS::EFS::FileSystem', { Encrypted: true, ThroughputMode: 'bursting' }, 'Files');
    await account.play(300);
    const credits = (fromMs: number, toMs: number) => files.metricSources[0]?.read({ FileSystemId: physicalId }, fromMs, toMs);
    const { nowMs } = account.cloud.clock;

    account.settings['efs:burst-credits'] = 0;
    const before = credits(nowMs - 60_000, nowMs);
    await account.play(300);

    expect(before?.minimum).toBe(2_308_974_418_330);
    expect(credits(nowMs, nowMs + 300_000)).toEqual({
      sampleCount: 5,
      sum: 0,
      minimum: 0,
      maximum: 0,
    });
  });

  it('tells alarms when credits begin and end', async () => {
    const told: number[] = [];
    account.cloud.signals.on('cloudwatch:data', ({ namespace }) => void (namespace === 'AWS/EFS' && told.push(account.cloud.clock.nowMs)));

    const { physicalId } = await make(account.cloud, 'AWS::EFS::FileSystem', { ThroughputMode: 'bursting' }, 'Files');
    const made = told.length;
    await remove('AWS::EFS::FileSystem', physicalId);

    expect(made).toBeGreaterThan(0);
    expect(told.length).toBeGreaterThan(made);
  });
});
