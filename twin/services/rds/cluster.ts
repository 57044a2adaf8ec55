import type { SubnetGroup } from '../../network/subnet-groups.ts';
import type { DataPlane } from './data-plane.ts';
import type { DbInstance } from './instance.ts';

export type ClusterStatus = 'creating' | 'backing-up' | 'available' | 'failing-over' | 'deleting';

/** What was asked for when a cluster was made; what a Multi-AZ DB cluster has and Aurora has not is undefined there. */
export type ClusterSettings = {
  engine: 'aurora-mysql' | 'mysql';
  engineVersion: string;
  instanceClass: string | undefined;
  storageGb: number | undefined;
  iops: number | undefined;
  storageType: string;
  storageEncrypted: boolean;
  backupRetentionDays: number;
  deletionProtection: boolean;
  copyTagsToSnapshot: boolean;
  masterUsername: string;
  databaseName: string | undefined;
  parameterGroupName: string;
  securityGroupIds: readonly string[];
  port: number;
};

/** An instance in a cluster; `isWriter` is what the API shows. */
export type Member = { readonly instance: DbInstance; readonly promotionTier: number; isWriter: boolean };

/** A DB cluster: Aurora, whose members come and go, or a Multi-AZ DB cluster, which is born with its three. */
export type DbCluster = {
  readonly id: string;
  readonly arn: string;
  readonly resourceId: string;
  readonly createdMs: number;
  readonly settings: ClusterSettings;
  readonly subnetGroup: SubnetGroup;
  readonly endpointName: string;
  readonly readerEndpointName: string;
  readonly plane: DataPlane;
  readonly secretArn: string | undefined;
  readonly tags: Map<string, string>;
  readonly members: Map<string, Member>;
  status: ClusterStatus;
};

export const isAurora = (cluster: DbCluster): boolean => cluster.settings.engine === 'aurora-mysql';

/** The members whose server answers, the writer first. */
export function openMembers({ members, plane }: DbCluster): Member[] {
  const open = [...members.values()].filter(({ instance }) => plane.isOpen(instance.id));
  return open.sort((a, b) => Number(b.instance.id === plane.writerKey) - Number(a.instance.id === plane.writerKey));
}
