import type { Cloud, ServiceModule } from '../../cloud.ts';
import { SubnetGroups } from '../../network/subnet-groups.ts';
import { EventLog } from './event-log.ts';
import { Instances } from './instances.ts';
import { instanceOperations, type Rds } from './operations.ts';
import { ParameterGroups } from './parameter-groups.ts';
import { databaseProviders } from './provider.ts';
import { Reboots } from './reboot.ts';
import { Snapshots } from './snapshots.ts';
import { DB_SUBNET_GROUPS } from './subnet-groups.ts';

/** A database behind its API: who writes and whether a standby is in sync, as it is and not as the API shows it. */
export type DatabaseState = { writerZone: string | undefined; acceptsWrites: boolean; redundant: boolean };

/**
 * RDS with one standby in another zone. Faults by DB instance: `rds:failover-never-ends`, `rds:reboot-without-failover`,
 * `rds:lose-acknowledged-writes` (how many), `rds:events-lost` (true or an event id), `rds:split-old-writer`.
 */
export function createRds(cloud: Cloud): ServiceModule & { databaseState(id: string): DatabaseState } {
  const events = new EventLog(cloud);
  const subnetGroups = new SubnetGroups(cloud, DB_SUBNET_GROUPS);
  const snapshots = new Snapshots(cloud, events);
  const instances = new Instances(cloud, subnetGroups, snapshots, events);
  const parameterGroups = new ParameterGroups(cloud);
  const reboots = new Reboots(cloud, events, (instance, status, reason) => instances.setStatus(instance, status, reason));
  const rds: Rds = { instances, snapshots, subnetGroups, parameterGroups, events, reboots };
  return {
    name: 'rds',
    operations: instanceOperations(cloud, rds),
    providers: databaseProviders(cloud, rds),
    databaseState(id) {
      const { plane, redundant } = instances.find(id);
      return { writerZone: plane.writerZone, acceptsWrites: plane.acceptsWrites, redundant };
    },
    taggedResources: () => [
      ...[...instances.all(), ...snapshots.all()].map(({ arn, tags }) => ({ arn, tags: Object.fromEntries(tags), billable: true })),
      ...[...subnetGroups.all(), ...parameterGroups.all()].map(({ arn, tags }) => ({
        arn,
        tags: Object.fromEntries(tags),
        billable: false,
      })),
    ],
  };
}
