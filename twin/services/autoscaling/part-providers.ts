import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { given, number } from '../../properties.ts';
import type { Context } from './context.ts';

/** Policies, scheduled actions and hooks as resources of their own. */
export function partProviders(cloud: Cloud, context: Context): ResourceProvider[] {
  const call = <T>(operation: string, input: object, { principal }: ProviderContext): T =>
    cloud.callNow<T>('autoscaling', operation, given(input), principal);
  return [policyProvider(call, context), scheduledProvider(call), hookProvider(call)];
}

type Caller = <T>(operation: string, input: object, stack: ProviderContext) => T;

function policyProvider(call: Caller, context: Context): ResourceProvider {
  const put = (name: string, p: Properties, stack: ProviderContext): string => {
    const { DisableScaleIn, TargetValue, ...tracking } = p.TargetTrackingConfiguration ?? {};
    const input = {
      AutoScalingGroupName: p.AutoScalingGroupName,
      PolicyName: name,
      PolicyType: p.PolicyType,
      AdjustmentType: p.AdjustmentType,
      MetricAggregationType: p.MetricAggregationType,
      MinAdjustmentMagnitude: number(p.MinAdjustmentMagnitude),
      EstimatedInstanceWarmup: number(p.EstimatedInstanceWarmup),
      StepAdjustments: p.StepAdjustments?.map((step: Properties) => given(mapNumbers(step))),
      TargetTrackingConfiguration: p.TargetTrackingConfiguration && {
        ...tracking,
        TargetValue: number(TargetValue),
        DisableScaleIn: String(DisableScaleIn) === 'true',
      },
    };
    return call<{ PolicyARN: string }>('PutScalingPolicy', input, stack).PolicyARN;
  };
  const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
  return {
    type: 'AWS::AutoScaling::ScalingPolicy',
    create(properties, stack) {
      const name = stack.newName(256);
      const arn = put(name, properties, stack);
      return { physicalId: arn, attributes: { Arn: arn, PolicyName: name } };
    },
    update(physicalId, properties, previous, stack) {
      if (properties.AutoScalingGroupName !== previous.AutoScalingGroupName) return 'replace';
      put(nameOf(physicalId), properties, stack);
      return { attributes: { Arn: physicalId, PolicyName: nameOf(physicalId) } };
    },
    delete(physicalId, properties, stack) {
      if (context.groups.has(properties.AutoScalingGroupName)) call('DeletePolicy', { PolicyName: physicalId }, stack);
    },
  };
}

function scheduledProvider(call: Caller): ResourceProvider {
  const put = (name: string, p: Properties, stack: ProviderContext): void => {
    const date = (value: unknown): Date | undefined => (value === undefined ? undefined : new Date(String(value)));
    const { AutoScalingGroupName, Recurrence, TimeZone } = p;
    const sizes = { MinSize: number(p.MinSize), MaxSize: number(p.MaxSize), DesiredCapacity: number(p.DesiredCapacity) };
    const times = { StartTime: date(p.StartTime), EndTime: date(p.EndTime), Recurrence, TimeZone };
    call('PutScheduledUpdateGroupAction', { AutoScalingGroupName, ScheduledActionName: name, ...sizes, ...times }, stack);
  };
  return {
    type: 'AWS::AutoScaling::ScheduledAction',
    create(properties, stack) {
      const name = stack.newName(255);
      put(name, properties, stack);
      return { physicalId: name, attributes: { ScheduledActionName: name } };
    },
    update(physicalId, properties, previous, stack) {
      if (properties.AutoScalingGroupName !== previous.AutoScalingGroupName) return 'replace';
      put(physicalId, properties, stack);
      return { attributes: { ScheduledActionName: physicalId } };
    },
    delete(physicalId, { AutoScalingGroupName }, stack) {
      call('BatchDeleteScheduledAction', { AutoScalingGroupName, ScheduledActionNames: [physicalId] }, stack);
    },
  };
}

function hookProvider(call: Caller): ResourceProvider {
  const put = (name: string, p: Properties, stack: ProviderContext): void => {
    call('PutLifecycleHook', { ...p, LifecycleHookName: name, HeartbeatTimeout: number(p.HeartbeatTimeout) }, stack);
  };
  return {
    type: 'AWS::AutoScaling::LifecycleHook',
    create(properties, stack) {
      const name = String(properties.LifecycleHookName ?? stack.newName(255));
      put(name, properties, stack);
      return { physicalId: name };
    },
    update(physicalId, properties, previous, stack) {
      if (properties.AutoScalingGroupName !== previous.AutoScalingGroupName) return 'replace';
      put(physicalId, properties, stack);
      return {};
    },
    delete(physicalId, { AutoScalingGroupName }, stack) {
      call('DeleteLifecycleHook', { AutoScalingGroupName, LifecycleHookName: physicalId }, stack);
    },
  };
}

function mapNumbers(step: Properties): Properties {
  return Object.fromEntries(Object.entries(step).map(([name, value]) => [name, number(value)]));
}
