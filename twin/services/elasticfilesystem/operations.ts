import type {
  AccessPointDescription,
  DescribeAccessPointsRequest,
  DescribeFileSystemsRequest,
  DescribeMountTargetsRequest,
  FileSystemDescription,
  MountTargetDescription,
} from '@aws-sdk/client-efs';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { given } from '../../properties.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import type { AccessPoints } from './access-points.ts';
import type { FileSystems } from './file-systems.ts';
import type { MountTargets } from './mount-targets.ts';
import type { AccessPoint, FileSystem, MountTarget } from './records.ts';

/** What is metered of a file system without files (EFS User Guide, metering: its own metadata, 6 KiB). */
const EMPTY_BYTES = 6_144;
const CREATE = 'CreationToken PerformanceMode Encrypted ThroughputMode Tags';

/** What EFS is made of in this account. */
export type Parts = { systems: FileSystems; targets: MountTargets; points: AccessPoints };

/** File systems, mount targets and access points, as the API has them. */
export const filesOperations = (cloud: Cloud, parts: Parts): Record<string, Operation> => ({
  ...fileSystemOperations(cloud, parts),
  ...mountTargetOperations(cloud, parts),
  ...accessPointOperations(cloud, parts),
});

const fileSystemOperations = ({ account }: Cloud, { systems, targets }: Parts): Record<string, Operation> => {
  const describe = (system: FileSystem) => describeSystem(system, account, targets.of(system.id).length);
  return {
    CreateFileSystem: taking('elasticfilesystem:CreateFileSystem', CREATE, (input) => describe(systems.create(input))),
    DescribeFileSystems: taking('elasticfilesystem:DescribeFileSystems', 'FileSystemId', (input: DescribeFileSystemsRequest) => ({
      FileSystems: (input.FileSystemId === undefined ? systems.all() : [systems.find(input.FileSystemId)]).map(describe),
    })),
    DeleteFileSystem: taking('elasticfilesystem:DeleteFileSystem', 'FileSystemId', ({ FileSystemId }) => {
      systems.delete(FileSystemId, targets.of(FileSystemId).length > 0);
      return {};
    }),
  };
};

const mountTargetOperations = ({ account }: Cloud, { systems, targets }: Parts): Record<string, Operation> => ({
  CreateMountTarget: taking('elasticfilesystem:CreateMountTarget', 'FileSystemId SubnetId SecurityGroups', (input) =>
    describeTarget(targets.create(input), account),
  ),
  DescribeMountTargets: taking(
    'elasticfilesystem:DescribeMountTargets',
    'FileSystemId MountTargetId',
    (input: DescribeMountTargetsRequest) => {
      if ((input.FileSystemId === undefined) === (input.MountTargetId === undefined)) {
        throw new AwsError('BadRequest', 'Give either a file system or a mount target.');
      }
      const found =
        input.MountTargetId === undefined ? targets.of(systems.find(input.FileSystemId).id) : [targets.find(input.MountTargetId)];
      return { MountTargets: found.map((target) => describeTarget(target, account)) };
    },
  ),
  DeleteMountTarget: taking('elasticfilesystem:DeleteMountTarget', 'MountTargetId', ({ MountTargetId }) => {
    targets.delete(MountTargetId);
    return {};
  }),
});

const accessPointOperations = ({ account }: Cloud, { systems, points }: Parts): Record<string, Operation> => ({
  CreateAccessPoint: taking('elasticfilesystem:CreateAccessPoint', 'ClientToken FileSystemId PosixUser RootDirectory Tags', (input) =>
    describePoint(points.create(input), account),
  ),
  DescribeAccessPoints: taking(
    'elasticfilesystem:DescribeAccessPoints',
    'AccessPointId FileSystemId',
    (input: DescribeAccessPointsRequest) => {
      const { AccessPointId, FileSystemId } = input;
      if (AccessPointId !== undefined && FileSystemId !== undefined) {
        throw new AwsError('BadRequest', 'Give either a file system or an access point.');
      }
      const fileSystemId = FileSystemId === undefined ? undefined : systems.find(FileSystemId).id;
      const found = AccessPointId === undefined ? points.all() : [points.find(AccessPointId)];
      const asked = found.filter((point) => fileSystemId === undefined || point.fileSystemId === fileSystemId);
      return { AccessPoints: asked.map((point) => describePoint(point, account)) };
    },
  ),
  DeleteAccessPoint: taking('elasticfilesystem:DeleteAccessPoint', 'AccessPointId', ({ AccessPointId }) => {
    points.delete(AccessPointId);
    return {};
  }),
});

const describeSystem = (system: FileSystem, account: string, mountTargets: number) =>
  ({
    OwnerId: account,
    CreationToken: system.creationToken,
    FileSystemId: system.id,
    FileSystemArn: system.arn,
    CreationTime: new Date(system.createdMs),
    LifeCycleState: system.state,
    NumberOfMountTargets: mountTargets,
    SizeInBytes: { Value: EMPTY_BYTES },
    PerformanceMode: system.performanceMode as 'generalPurpose',
    Encrypted: system.isEncrypted,
    ThroughputMode: system.throughputMode as 'elastic',
    Tags: tagList(system.tags),
  }) satisfies FileSystemDescription;

const describeTarget = (target: MountTarget, account: string) =>
  ({
    OwnerId: account,
    MountTargetId: target.id,
    FileSystemId: target.fileSystemId,
    SubnetId: target.subnetId,
    LifeCycleState: target.state,
    IpAddress: target.address,
    NetworkInterfaceId: target.interfaceId,
    AvailabilityZoneName: target.zone,
    VpcId: target.vpcId,
  }) satisfies MountTargetDescription;

const describePoint = (point: AccessPoint, account: string): AccessPointDescription =>
  given({
    OwnerId: account,
    AccessPointId: point.id,
    AccessPointArn: point.arn,
    FileSystemId: point.fileSystemId,
    LifeCycleState: point.state,
    PosixUser: point.posixUser,
    RootDirectory: point.rootDirectory,
    Tags: tagList(point.tags),
  } as AccessPointDescription);
