import { CfnAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import type { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { lifecycleHooks } from '../lifecycle-hooks.ts';
import type { WebParameters } from '../web/parameters.ts';

export type WorkerGroupProps = { name: string; nodeName: string; template: CfnLaunchTemplate };

/**
 * The group of the workers. Nobody's load balancer asks them: EC2's own checks do. The hooks are the web group's: a worker is let in
 * when its program runs, and ends the message that it has before it goes.
 */
export const workerGroup = (
  scope: Construct,
  parameters: WebParameters,
  { name, nodeName, template }: WorkerGroupProps,
): CfnAutoScalingGroup =>
  new CfnAutoScalingGroup(scope, 'Group', {
    autoScalingGroupName: name,
    // No desired capacity: an update would set it back, in the middle of a backlog as well.
    minSize: `${parameters.number('MinSize', 1, 100)}`,
    maxSize: `${parameters.number('MaxSize', 1, 100)}`,
    vpcZoneIdentifier: parameters.list('ApplicationSubnetIds'),
    launchTemplate: { launchTemplateId: template.ref, version: template.attrLatestVersionNumber },
    healthCheckType: 'EC2',
    lifecycleHookSpecificationList: lifecycleHooks,
    // The backlog is divided by a metric of the group itself.
    metricsCollection: [{ granularity: '1Minute' }],
    tags: [{ key: 'Name', value: nodeName, propagateAtLaunch: true }],
  });
