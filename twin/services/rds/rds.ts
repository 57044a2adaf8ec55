import type { SubnetGroups } from '../../network/subnet-groups.ts';
import type { ClusterFailovers } from './cluster-failovers.ts';
import type { ClusterSnapshots } from './cluster-snapshots.ts';
import type { Clusters } from './clusters.ts';
import type { EventLog } from './event-log.ts';
import type { Instances } from './instances.ts';
import type { ParameterGroups } from './parameter-groups.ts';
import type { Reboots } from './reboot.ts';
import type { Replicas } from './replicas.ts';
import type { Snapshots } from './snapshots.ts';

/** What stands behind the operations and the providers. */
export type Rds = {
  instances: Instances;
  replicas: Replicas;
  clusters: Clusters;
  failovers: ClusterFailovers;
  snapshots: Snapshots;
  clusterSnapshots: ClusterSnapshots;
  subnetGroups: SubnetGroups;
  parameterGroups: ParameterGroups;
  clusterParameterGroups: ParameterGroups;
  events: EventLog;
  reboots: Reboots;
};

/** Whether an instance or a cluster is in a subnet group. */
export const isSubnetGroupUsed = ({ instances, clusters }: Rds, name: string): boolean =>
  [...instances.all(), ...clusters.all()].some(({ subnetGroup }) => subnetGroup.name === name.toLowerCase());

/** Whether one of those that there are uses a parameter group. */
export const isParameterGroupUsed = (
  users: readonly { readonly settings: { readonly parameterGroupName: string } }[],
  name: string,
): boolean => users.some(({ settings }) => settings.parameterGroupName.toLowerCase() === name.toLowerCase());
