import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { isGiven } from '../network/conditions.ts';
import { minuteSeconds, siteAlarm } from './alarm.ts';
import { longestMinutes, minutesOf, type WatchParameters } from './parameters.ts';

/** RDS and Aurora both have up to fifteen copies. */
const copiesLimit = 15;
/** A new file system begins with 2.1 TiB of credits, which is also the most that one of less than 1 TiB can have (EFS User Guide). */
const mostCreditBytes = 2 ** 41;

/** The alarms of what holds data: copies of the database that fall behind, shared files without credits. */
export const dataAlarms = (scope: Construct, parameters: WatchParameters, fileSystemId: string): CfnAlarm[] => [
  ...lagAlarms(scope, parameters),
  creditAlarm(scope, parameters, fileSystemId),
];

/** One alarm a copy, and one for all readers of an Aurora cluster, of which there is a metric of the slowest. */
function lagAlarms(scope: Construct, parameters: WatchParameters): CfnAlarm[] {
  const shared = {
    description: 'a copy of the database is far behind its writer. Look at long statements there, and at the CPU of the copy.',
    namespace: 'AWS/RDS',
    statistic: 'Maximum',
    period: minuteSeconds,
    minutes: parameters.number('LagMinutes', 1, longestMinutes),
    comparisonOperator: 'GreaterThanThreshold',
    // Who writes has no lag, and in a cluster any instance may come to write. That a copy is gone is told by RDS's own events.
    treatMissingData: 'notBreaching',
  };
  const seconds = parameters.number('LagSeconds', 0, 86_400);
  const instances = Array.from({ length: copiesLimit }, (_, index) => {
    const instance = parameters.text(`LagInstance${index + 1}`);
    return siteAlarm(scope, `LagAlarm${index + 1}`, parameters, {
      ...shared,
      name: `replica-lag-${index + 1}`,
      condition: isGiven(scope, `HasLagInstance${index + 1}`, instance),
      metricName: 'ReplicaLag',
      dimensions: [{ name: 'DBInstanceIdentifier', value: instance }],
      threshold: seconds,
    });
  });
  const cluster = parameters.text('LagCluster');
  const ofCluster = siteAlarm(scope, 'ClusterLagAlarm', parameters, {
    ...shared,
    name: 'replica-lag',
    condition: isGiven(scope, 'HasLagCluster', cluster),
    metricName: 'AuroraReplicaLagMaximum',
    dimensions: [{ name: 'DBClusterIdentifier', value: cluster }],
    threshold: parameters.number('LagMilliseconds', 0, 86_400_000),
  });
  return [...instances, ofCluster];
}

function creditAlarm(scope: Construct, parameters: WatchParameters, fileSystemId: string): CfnAlarm {
  const { minutes, isWanted } = minutesOf(scope, parameters, 'BurstCredit');
  return siteAlarm(scope, 'BurstCreditAlarm', parameters, {
    name: 'burst-credits',
    description: 'the shared files run out of burst credits. Look at who reads so much; elastic throughput has no credits to use up.',
    condition: isWanted,
    minutes,
    namespace: 'AWS/EFS',
    metricName: 'BurstCreditBalance',
    dimensions: [{ name: 'FileSystemId', value: fileSystemId }],
    statistic: 'Average',
    period: minuteSeconds,
    threshold: parameters.number('BurstCreditBytes', 0, mostCreditBytes),
    comparisonOperator: 'LessThanOrEqualToThreshold',
    treatMissingData: 'missing',
  });
}
