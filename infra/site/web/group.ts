import { type IResolvable, Validations } from 'aws-cdk-lib';
import { CfnAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import type { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import type { CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { lifecycleHooks } from '../lifecycle-hooks.ts';
import { isGiven } from '../network/conditions.ts';
import { numberBeside, numberOrEmpty, optionalPlaces, partIf, partUnless } from './optional.ts';
import { safeOrEmpty, type WebParameters } from './parameters.ts';

export type GroupProps = { nodeName: string; template: CfnLaunchTemplate; targetGroup: CfnTargetGroup };

/** A template has a fixed number of places; domain/layers/web-group.ts fills as many. */
const furtherTypes = 5;

/** The group of the site's nodes. */
export const group = (
  scope: Construct,
  parameters: WebParameters,
  { nodeName, template, targetGroup }: GroupProps,
): CfnAutoScalingGroup => {
  const base = numberOrEmpty(parameters, 'OnDemandBase');
  const isMixed = isGiven(scope, 'HasMixedInstances', base);
  const launchTemplate = { LaunchTemplateId: template.ref, Version: template.attrLatestVersionNumber };
  const made = new CfnAutoScalingGroup(scope, 'Group', {
    autoScalingGroupName: parameters.text('GroupName'),
    // No desired capacity: an update would set it back, in the middle of an open window as well.
    minSize: `${parameters.number('MinSize', 0, 1000)}`,
    maxSize: `${parameters.number('MaxSize', 1, 1000)}`,
    vpcZoneIdentifier: parameters.list('ApplicationSubnetIds'),
    launchTemplate: partUnless(isMixed, launchTemplate),
    mixedInstancesPolicy: partIf(isMixed, mixedInstances(scope, parameters, launchTemplate, base)),
    instanceMaintenancePolicy: maintenance(scope, parameters),
    targetGroupArns: [targetGroup.ref],
    healthCheckType: 'ELB',
    healthCheckGracePeriod: parameters.number('HealthCheckGraceSeconds', 0, 7200),
    lifecycleHookSpecificationList: lifecycleHooks,
    metricsCollection: [{ granularity: '1Minute' }],
    tags: [{ key: 'Name', value: nodeName, propagateAtLaunch: true }],
  });
  Validations.of(made).acknowledge({ id: 'CloudFormation-Validate::W1030', reason: optionalPlaces });
  // Min and max belong to the calendar once the group is there: a stack update leaves them as it finds them.
  made.cfnOptions.updatePolicy = { autoScalingScheduledAction: { ignoreUnmodifiedGroupSizeProperties: true } };
  return made;
};

/** The site's own type first, which is also what is bought on demand; spot where capacity is ample and cheap, as AWS advises. */
const mixedInstances = (scope: Construct, parameters: WebParameters, launchTemplate: object, base: string): object => {
  const further = Array.from({ length: furtherTypes }, (_, place) => {
    const name = `FurtherType${place + 1}`;
    const type = safeOrEmpty(parameters, name);
    return partIf(isGiven(scope, `Has${name}`, type), { InstanceType: type });
  });
  return {
    LaunchTemplate: {
      LaunchTemplateSpecification: launchTemplate,
      Overrides: [{ InstanceType: parameters.text('InstanceType') }, ...further],
    },
    InstancesDistribution: {
      OnDemandAllocationStrategy: 'prioritized',
      OnDemandBaseCapacity: base,
      OnDemandPercentageAboveBaseCapacity: numberOrEmpty(parameters, 'OnDemandPercent'),
      SpotAllocationStrategy: 'price-capacity-optimized',
    },
  };
};

/** Without it an unhealthy node goes while its successor comes. */
const maintenance = (scope: Construct, parameters: WebParameters): IResolvable => {
  const least = numberOrEmpty(parameters, 'MinHealthyPercent');
  const isAsked = isGiven(scope, 'HasMaintenancePolicy', least);
  return partIf(isAsked, { MinHealthyPercentage: least, MaxHealthyPercentage: numberBeside(parameters, 'MaxHealthyPercent', 100) });
};
