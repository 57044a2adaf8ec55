import { type CfnAutoScalingGroup, CfnScalingPolicy } from 'aws-cdk-lib/aws-autoscaling';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { WebParameters } from '../web/parameters.ts';

/** As long as the policy's alarm looks back: before that, the backlog is still divided by those that were there before. */
const warmUpSeconds = 180;

export type BacklogProps = { group: CfnAutoScalingGroup; queue: CfnQueue };

/** Messages that wait, for each worker in service: the metric math that AWS names for it (Auto Scaling User Guide, target tracking with metric math). */
export const backlogScaling = (scope: Construct, parameters: WebParameters, { group, queue }: BacklogProps): CfnScalingPolicy =>
  new CfnScalingPolicy(scope, 'MaintainBacklog', {
    autoScalingGroupName: group.ref,
    policyType: 'TargetTrackingScaling',
    estimatedInstanceWarmup: warmUpSeconds,
    targetTrackingConfiguration: {
      targetValue: parameters.number('BacklogPerInstance', 1, 1_000_000),
      disableScaleIn: false,
      customizedMetricSpecification: {
        metrics: [
          metricOf('waiting', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Sum', { name: 'QueueName', value: queue.attrQueueName }),
          metricOf('workers', 'AWS/AutoScaling', 'GroupInServiceInstances', 'Average', { name: 'AutoScalingGroupName', value: group.ref }),
          { id: 'backlog', label: 'Messages that wait for each worker in service', expression: 'waiting / workers', returnData: true },
        ],
      },
    },
  });

const metricOf = (
  id: string,
  namespace: string,
  metricName: string,
  stat: string,
  dimension: CfnScalingPolicy.MetricDimensionProperty,
): CfnScalingPolicy.TargetTrackingMetricDataQueryProperty => ({
  id,
  metricStat: { metric: { namespace, metricName, dimensions: [dimension] }, stat },
  returnData: false,
});
