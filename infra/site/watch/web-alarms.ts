import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { both, isGiven } from '../network/conditions.ts';
import { minuteSeconds, siteAlarm } from './alarm.ts';
import { minutesOf, type WatchParameters } from './parameters.ts';

/** The load balancer and its target groups, as their metrics name them; empty where a site has no node of its own for those who write. */
export type Front = { groupName: string; loadBalancer: string; targetGroup: string; adminTargetGroup: string };

const namespace = 'AWS/ApplicationELB';

/** The alarms of the tier that visitors meet. */
export const webAlarms = (scope: Construct, parameters: WatchParameters, front: Front): CfnAlarm[] => [
  cpuAlarm(scope, parameters, front),
  serverErrorAlarm(scope, parameters, front),
  ...targetAlarms(scope, parameters, front),
];

/** The courses' my-app-cpu: it tells of its beginning only. */
const cpuAlarm = (scope: Construct, { text, number, topicArn }: WatchParameters, { groupName }: Front): CfnAlarm =>
  new CfnAlarm(scope, 'CpuAlarm', {
    alarmName: text('CpuAlarmName'),
    alarmDescription: 'Average CPU of the web group',
    namespace: 'AWS/EC2',
    metricName: 'CPUUtilization',
    dimensions: [{ name: 'AutoScalingGroupName', value: groupName }],
    statistic: 'Average',
    period: number('CpuPeriodSeconds', 60, 86_400),
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    threshold: number('CpuThresholdPercent', 1, 100),
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    treatMissingData: 'missing',
    alarmActions: [topicArn],
  });

/** The share of requests that a target or the load balancer answered with a server error. */
function serverErrorAlarm(scope: Construct, parameters: WatchParameters, { loadBalancer }: Front): CfnAlarm {
  const { minutes, isWanted } = minutesOf(scope, parameters, 'ServerError');
  const sumOf = (id: string, metricName: string): CfnAlarm.MetricDataQueryProperty => ({
    id,
    metricStat: {
      metric: { namespace, metricName, dimensions: [{ name: 'LoadBalancer', value: loadBalancer }] },
      period: minuteSeconds,
      stat: 'Sum',
    },
    returnData: false,
  });
  return siteAlarm(scope, 'ServerErrorAlarm', parameters, {
    name: 'server-errors',
    description: 'visitors get server errors. Look at the healthy targets, the PHP log of the nodes and the database.',
    condition: isWanted,
    minutes,
    metrics: [
      {
        id: 'share',
        label: 'Server errors in percent of the requests',
        // A request for which there was no target is in no RequestCount: the load balancer's own errors are added to what was asked.
        expression: '100 * (FILL(target, 0) + FILL(balancer, 0)) / (FILL(requests, 0) + FILL(balancer, 0))',
        returnData: true,
      },
      sumOf('target', 'HTTPCode_Target_5XX_Count'),
      sumOf('balancer', 'HTTPCode_ELB_5XX_Count'),
      sumOf('requests', 'RequestCount'),
    ],
    threshold: parameters.number('ServerErrorPercent', 0, 99),
    comparisonOperator: 'GreaterThanThreshold',
    // The load balancer counts only while it has something to count (L19): where nobody asks, nobody is failed.
    treatMissingData: 'notBreaching',
  });
}

/** Targets that fail their health check, and too few that pass it: nodes that never come up are of the second kind alone. */
function targetAlarms(scope: Construct, parameters: WatchParameters, front: Front): CfnAlarm[] {
  const { minutes, isWanted } = minutesOf(scope, parameters, 'UnhealthyTarget');
  const targets = (name: string) => [
    { name: 'LoadBalancer', value: front.loadBalancer },
    { name: 'TargetGroup', value: name },
  ];
  const shared = { namespace, period: minuteSeconds, condition: isWanted, minutes };
  const tooFew = {
    ...shared,
    metricName: 'HealthyHostCount',
    // Enough at any time of a minute is enough: a site whose nodes have just come up is not told of the minutes before.
    statistic: 'Maximum',
    comparisonOperator: 'LessThanThreshold',
    // No count is no target.
    treatMissingData: 'breaching',
  };
  return [
    siteAlarm(scope, 'UnhealthyTargetAlarm', parameters, {
      ...shared,
      name: 'unhealthy-targets',
      dimensions: targets(front.targetGroup),
      description: 'targets fail their health check. Look at the reason beside the target and at what the group does about it.',
      metricName: 'UnHealthyHostCount',
      statistic: 'Maximum',
      threshold: parameters.number('UnhealthyTargets', 0, 100),
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      // A group without any target has nobody who fails: that is for the other alarm to say.
      treatMissingData: 'notBreaching',
    }),
    siteAlarm(scope, 'TooFewTargetAlarm', parameters, {
      ...tooFew,
      name: 'too-few-targets',
      dimensions: targets(front.targetGroup),
      description: 'fewer targets are healthy than the minimum. Look at the scaling activities: can the group launch in every zone?',
      threshold: parameters.number('LeastHealthyTargets', 0, 1_000),
    }),
    siteAlarm(scope, 'AdminTargetAlarm', parameters, {
      ...tooFew,
      name: 'too-few-targets-admin',
      dimensions: targets(front.adminTargetGroup),
      description: 'nobody can write: the node for it is not healthy. Look at the reason beside its target and at its group.',
      condition: both(scope, 'HasAdminTargetAlarm', isGiven(scope, 'HasAdmin', front.adminTargetGroup), isWanted),
      threshold: 1,
    }),
  ];
}
