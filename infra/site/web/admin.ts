import type { CfnCondition } from 'aws-cdk-lib';
import { CfnAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import type { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import type { CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { lifecycleHooks } from '../lifecycle-hooks.ts';
import { onlyIf } from '../network/conditions.ts';
import type { WebParameters } from './parameters.ts';

export type AdminProps = {
  name: string;
  nodeName: string;
  template: CfnLaunchTemplate;
  targetGroup: CfnTargetGroup;
  condition: CfnCondition;
};

/** The one node of those who write: a group of exactly one, so that a lost one is replaced by itself, in any zone. */
export const adminGroup = (scope: Construct, parameters: WebParameters, props: AdminProps): CfnAutoScalingGroup => {
  const { name, nodeName, template, targetGroup, condition } = props;
  const group = new CfnAutoScalingGroup(scope, 'AdminGroup', {
    autoScalingGroupName: name,
    minSize: '1',
    maxSize: '1',
    vpcZoneIdentifier: parameters.list('ApplicationSubnetIds'),
    launchTemplate: { launchTemplateId: template.ref, version: template.attrLatestVersionNumber },
    targetGroupArns: [targetGroup.ref],
    healthCheckType: 'ELB',
    healthCheckGracePeriod: parameters.number('HealthCheckGraceSeconds', 0, 7200),
    lifecycleHookSpecificationList: lifecycleHooks,
    metricsCollection: [{ granularity: '1Minute' }],
    tags: [{ key: 'Name', value: nodeName, propagateAtLaunch: true }],
  });
  return onlyIf(condition, group);
};
