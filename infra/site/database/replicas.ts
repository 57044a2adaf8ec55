import { type CfnCondition, CfnDeletionPolicy, Fn, Token } from 'aws-cdk-lib';
import { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import { isGiven, onlyIf } from '../network/conditions.ts';
import { exportedLogs, logGroups } from './logs.ts';

/** MySQL instances have up to this many replicas (RDS User Guide: working with DB instance read replicas). */
const replicaLimit = 15;

export type ReplicaProps = {
  site: string;
  source: CfnDBInstance;
  /** The zone of each replica, empty where there is none, and when it is there. */
  zones: readonly string[];
  conditions: readonly CfnCondition[];
} & Pick<
  CfnDBInstance,
  | 'dbInstanceClass'
  | 'dbParameterGroupName'
  | 'enablePerformanceInsights'
  | 'performanceInsightsRetentionPeriod'
  | 'preferredMaintenanceWindow'
  | 'vpcSecurityGroups'
>;

/** The template parameters that name the zones of the replicas. */
export const replicaZones = (text: (name: string) => string): string[] =>
  Array.from({ length: replicaLimit }, (_, index) => text(`ReplicaZone${index + 1}`));

/** Holds, for each replica, where it is wanted; the first one's says whether there is any. */
export const replicaConditions = (scope: Construct, zones: readonly string[]): CfnCondition[] =>
  zones.map((zone, index) => isGiven(scope, `HasReplica${index + 1}`, zone));

/** Read replicas in the source's subnets, each in its zone, made when the source is there. Storage and encryption are the source's. */
export const readReplicas = (scope: Construct, { site, source, zones, conditions, ...props }: ReplicaProps): CfnDBInstance[] =>
  zones.map((zone, index) => {
    const identifier = Fn.join('-', [site, 'db', 'replica', String(index + 1)]);
    const replica = new CfnDBInstance(scope, `Replica${index + 1}`, {
      ...props,
      dbInstanceIdentifier: identifier,
      sourceDbInstanceIdentifier: source.ref,
      availabilityZone: zone,
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      enableCloudwatchLogsExports: exportedLogs,
      publiclyAccessible: false,
    } as ConstructorParameters<typeof CfnDBInstance>[2]);
    // A replica holds nothing that its source does not.
    replica.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    replica.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
    const condition = conditions[index];
    logGroups(scope, { id: `Replica${index + 1}`, kind: 'instance', database: replica, identifier, condition });
    return onlyIf(condition, replica);
  });

/** The endpoint of the first replica, or the database's own. */
export const readerEndpoint = (condition: CfnCondition, replicas: readonly CfnDBInstance[], source: CfnDBInstance): string =>
  Token.asString(Fn.conditionIf(condition.logicalId, replicas[0]?.attrEndpointAddress, source.attrEndpointAddress));
