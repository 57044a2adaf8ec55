import type { SubnetGroup } from '../../network/subnet-groups.ts';
import type { DataPlane } from './data-plane.ts';

export type InstanceStatus = 'creating' | 'backing-up' | 'available' | 'rebooting' | 'deleting';

/** What was asked for when an instance was made. */
export type InstanceSettings = {
  instanceClass: string;
  engine: string;
  engineVersion: string;
  storageGb: number;
  storageType: string;
  storageEncrypted: boolean;
  multiAz: boolean;
  backupRetentionDays: number;
  deletionProtection: boolean;
  copyTagsToSnapshot: boolean;
  publiclyAccessible: boolean;
  masterUsername: string;
  databaseName: string | undefined;
  parameterGroupName: string;
  securityGroupIds: readonly string[];
  port: number;
};

/** One DB instance: what the API shows of it, and the servers behind it. They are not the same at every moment. */
export type DbInstance = {
  readonly id: string;
  readonly arn: string;
  readonly resourceId: string;
  readonly createdMs: number;
  readonly settings: InstanceSettings;
  readonly subnetGroup: SubnetGroup;
  readonly endpointName: string;
  readonly plane: DataPlane;
  readonly addresses: readonly string[];
  readonly secretArn: string | undefined;
  /** The cluster whose member it is. */
  readonly clusterId?: string;
  /** The instance that a read replica copies. */
  readonly replicaOf?: string;
  readonly tags: Map<string, string>;
  status: InstanceStatus;
  hasEndpoint: boolean;
  /** What the API says; after a failover it is minutes behind. */
  shownZone: string;
  shownStandbyZone: string | undefined;
  /** Whether the standby is in sync, so that another failover can be asked for. */
  redundant: boolean;
};
