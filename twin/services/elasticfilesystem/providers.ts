import type { Properties, ResourceProvider } from '../../cloud.ts';
import { given } from '../../properties.ts';
import { refuseUnknown } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import type { Parts } from './operations.ts';
import type { AccessPoint, FileSystem, MountTarget } from './records.ts';

const SYSTEM = 'AWS::EFS::FileSystem';
const TARGET = 'AWS::EFS::MountTarget';
const POINT = 'AWS::EFS::AccessPoint';

/** AWS::EFS::FileSystem. Nobody reads its policies here: the twin backs nothing up, and its mounts are not signed. */
export const fileSystemProvider = ({ systems, targets }: Parts): ResourceProvider => ({
  type: SYSTEM,
  async create(properties, context) {
    const known = ['Encrypted', 'PerformanceMode', 'ThroughputMode', 'FileSystemTags', 'BackupPolicy', 'FileSystemPolicy'];
    refuseUnknown(SYSTEM, properties, known);
    const system = systems.create({
      CreationToken: context.newName(64),
      Encrypted: String(properties.Encrypted) === 'true',
      Tags: tagList({ ...context.tags, ...tagRecord(properties.FileSystemTags) }),
      ...given({ PerformanceMode: properties.PerformanceMode, ThroughputMode: properties.ThroughputMode }),
    });
    await system.settled;
    return { physicalId: system.id, attributes: systemAttributes(system) };
  },
  async update(physicalId, properties, previous, context) {
    if (hasChanged(properties, previous, ['Encrypted', 'PerformanceMode'])) return 'replace';
    const system = systems.find(physicalId);
    system.tags = { ...context.tags, ...tagRecord(properties.FileSystemTags) };
    if (hasChanged(properties, previous, ['ThroughputMode'])) {
      await systems.changeThroughput(physicalId, properties.ThroughputMode ?? 'bursting').settled;
    }
    return { attributes: systemAttributes(system) };
  },
  async delete(physicalId) {
    await systems.delete(physicalId, targets.of(physicalId).length > 0).settled;
  },
});

/** AWS::EFS::MountTarget, at an address that EFS chooses. */
export const mountTargetProvider = ({ targets }: Parts): ResourceProvider => ({
  type: TARGET,
  async create(properties) {
    refuseUnknown(TARGET, properties, ['FileSystemId', 'SubnetId', 'SecurityGroups']);
    const { FileSystemId, SubnetId, SecurityGroups } = properties;
    const target = targets.create({ FileSystemId, SubnetId, SecurityGroups });
    await target.settled;
    return { physicalId: target.id, attributes: targetAttributes(target) };
  },
  update(physicalId, properties, previous) {
    if (hasChanged(properties, previous, ['FileSystemId', 'SubnetId'])) return 'replace';
    const target = targets.find(physicalId);
    target.securityGroupIds = properties.SecurityGroups;
    return { attributes: targetAttributes(target) };
  },
  async delete(physicalId) {
    await targets.delete(physicalId).settled;
  },
});

/** AWS::EFS::AccessPoint. */
export const accessPointProvider = ({ points }: Parts): ResourceProvider => ({
  type: POINT,
  async create(properties, context) {
    refuseUnknown(POINT, properties, ['FileSystemId', 'PosixUser', 'RootDirectory', 'AccessPointTags']);
    const { FileSystemId, PosixUser, RootDirectory } = properties;
    const point = points.create({
      ClientToken: context.newName(64),
      FileSystemId,
      Tags: tagList({ ...context.tags, ...tagRecord(properties.AccessPointTags) }),
      ...given({ PosixUser, RootDirectory }),
    });
    await point.settled;
    return { physicalId: point.id, attributes: pointAttributes(point) };
  },
  update(physicalId, properties, previous, context) {
    if (hasChanged(properties, previous, ['FileSystemId', 'PosixUser', 'RootDirectory'])) return 'replace';
    const point = points.find(physicalId);
    point.tags = { ...context.tags, ...tagRecord(properties.AccessPointTags) };
    return { attributes: pointAttributes(point) };
  },
  async delete(physicalId) {
    await points.delete(physicalId).settled;
  },
});

const hasChanged = (properties: Properties, previous: Properties, names: readonly string[]): boolean =>
  names.some((name) => JSON.stringify(properties[name]) !== JSON.stringify(previous[name]));

const systemAttributes = ({ id, arn }: FileSystem): Properties => ({ FileSystemId: id, Arn: arn });
const targetAttributes = ({ id, address }: MountTarget): Properties => ({ Id: id, IpAddress: address });
const pointAttributes = ({ id, arn }: AccessPoint): Properties => ({ AccessPointId: id, Arn: arn });
