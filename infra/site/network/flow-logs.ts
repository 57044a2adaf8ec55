import { Aws, type CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnFlowLog } from 'aws-cdk-lib/aws-ec2';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { flowLogRoleName } from '../../names.ts';
import { onlyIf } from './conditions.ts';

/** Who spoke with whom in the VPC, accepted or refused, kept for a time; CloudWatch Logs encrypts what it keeps. */
export const flowLogs = (
  scope: Construct,
  props: { vpcId: string; site: string; retentionDays: number; condition: CfnCondition },
): void => {
  const logGroup = new CfnLogGroup(scope, 'FlowLogGroup', {
    logGroupName: Fn.join('/', ['/nines', props.site, 'flow-logs']),
    retentionInDays: props.retentionDays,
  });
  const flowLog = new CfnFlowLog(scope, 'FlowLog', {
    resourceId: props.vpcId,
    resourceType: 'VPC',
    trafficType: 'ALL',
    logDestinationType: 'cloud-watch-logs',
    logGroupName: onlyIf(props.condition, logGroup).ref,
    deliverLogsPermissionArn: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${flowLogRoleName}`,
    maxAggregationInterval: 600,
  });
  onlyIf(props.condition, flowLog);
};
