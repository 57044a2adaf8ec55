import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { given, number } from '../../properties.ts';
import type { Context } from './context.ts';
import { readGroup } from './read-group.ts';

/** How often a deletion looks whether the last instance is gone, and how often at most. */
const DELETION_POLL_MS = 5_000;
const MAX_DELETION_POLLS = 2_000;

/** AWS::AutoScaling::AutoScalingGroup. Deleting it scales the group to nothing first, with draining and hooks. */
export function groupProvider(cloud: Cloud, context: Context): ResourceProvider {
  const random = cloud.random.split('autoscaling-group-provider');
  const call = (operation: string, input: object, { principal }: ProviderContext) =>
    cloud.callNow('autoscaling', operation, input, principal);
  return {
    type: 'AWS::AutoScaling::AutoScalingGroup',
    read: readGroup(cloud),
    async create(properties, stack) {
      const AutoScalingGroupName = String(properties.AutoScalingGroupName ?? stack.newName(255));
      const input = {
        ...settings(properties),
        AutoScalingGroupName,
        TargetGroupARNs: properties.TargetGroupARNs ?? [],
        Tags: tags(properties, stack.tags),
        LifecycleHookSpecificationList: (properties.LifecycleHookSpecificationList ?? []).map((hook: Properties) => ({
          ...hook,
          HeartbeatTimeout: number(hook.HeartbeatTimeout),
        })),
      };
      call('CreateAutoScalingGroup', input, stack);
      for (const collection of properties.MetricsCollection ?? [])
        call('EnableMetricsCollection', { ...collection, AutoScalingGroupName }, stack);
      await cloud.clock.sleep(cloud.facts.drawMs('cloudformation.autoScalingGroup', random), `create ${AutoScalingGroupName}`);
      return { physicalId: AutoScalingGroupName, attributes: { AutoScalingGroupARN: context.groups.get(AutoScalingGroupName)?.arn } };
    },
    update(physicalId, properties, previous, stack) {
      if (properties.AutoScalingGroupName !== previous.AutoScalingGroupName) return 'replace';
      call('UpdateAutoScalingGroup', { ...settings(properties), AutoScalingGroupName: physicalId }, stack);
      for (const collection of properties.MetricsCollection ?? [])
        call('EnableMetricsCollection', { ...collection, AutoScalingGroupName: physicalId }, stack);
      const Tags = tags(properties, stack.tags).map((tag) => ({ ...tag, ResourceId: physicalId, ResourceType: 'auto-scaling-group' }));
      if (Tags.length > 0) call('CreateOrUpdateTags', { Tags }, stack);
      return { attributes: { AutoScalingGroupARN: context.groups.get(physicalId)?.arn } };
    },
    async delete(physicalId, _properties, stack) {
      const group = context.groups.get(physicalId);
      if (!group) return;
      call('UpdateAutoScalingGroup', { AutoScalingGroupName: physicalId, MinSize: 0, MaxSize: 0, DesiredCapacity: 0 }, stack);
      for (let polls = 0; group.members.size > 0; polls++) {
        if (polls > MAX_DELETION_POLLS) throw new Error(`the instances of ${physicalId} do not go`);
        await cloud.clock.sleep(DELETION_POLL_MS, `delete ${physicalId}`);
      }
      call('DeleteAutoScalingGroup', { AutoScalingGroupName: physicalId }, stack);
    },
  };
}

function settings(properties: Properties): Properties {
  const { LaunchTemplate, MixedInstancesPolicy: mixed, InstanceMaintenancePolicy: maintenance } = properties;
  return given({
    MinSize: number(properties.MinSize),
    MaxSize: number(properties.MaxSize),
    DesiredCapacity: number(properties.DesiredCapacity),
    DefaultCooldown: number(properties.Cooldown),
    DefaultInstanceWarmup: number(properties.DefaultInstanceWarmup),
    HealthCheckType: properties.HealthCheckType,
    HealthCheckGracePeriod: number(properties.HealthCheckGracePeriod),
    VPCZoneIdentifier: properties.VPCZoneIdentifier?.join(','),
    TerminationPolicies: properties.TerminationPolicies,
    NewInstancesProtectedFromScaleIn:
      properties.NewInstancesProtectedFromScaleIn === undefined
        ? undefined
        : String(properties.NewInstancesProtectedFromScaleIn) === 'true',
    LaunchTemplate: LaunchTemplate && versioned(LaunchTemplate),
    MixedInstancesPolicy: mixed && mixedSettings(mixed),
    InstanceMaintenancePolicy: maintenance && numbers(maintenance),
  });
}

const versioned = (template: Properties): Properties => ({ ...template, Version: String(template.Version) });

/** Templates may spell numbers as text. */
const numbers = (values: Properties): Properties =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));

function mixedSettings({ LaunchTemplate: { LaunchTemplateSpecification, Overrides }, InstancesDistribution = {} }: Properties): Properties {
  const { OnDemandBaseCapacity, OnDemandPercentageAboveBaseCapacity, ...strategies } = InstancesDistribution;
  return {
    LaunchTemplate: given({ LaunchTemplateSpecification: versioned(LaunchTemplateSpecification), Overrides }),
    InstancesDistribution: given({
      ...strategies,
      OnDemandBaseCapacity: number(OnDemandBaseCapacity),
      OnDemandPercentageAboveBaseCapacity: number(OnDemandPercentageAboveBaseCapacity),
    }),
  };
}

// CloudFormation propagates the stack's own tags to what the group launches.
function tags(properties: Properties, stackTags: Readonly<Record<string, string>>) {
  const own = ((properties.Tags ?? []) as Properties[]).map((tag) => ({
    Key: String(tag.Key),
    Value: String(tag.Value),
    PropagateAtLaunch: String(tag.PropagateAtLaunch) === 'true',
  }));
  const inherited = Object.entries(stackTags).filter(([key]) => !own.some((tag) => tag.Key === key));
  return [...own, ...inherited.map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: true }))];
}
