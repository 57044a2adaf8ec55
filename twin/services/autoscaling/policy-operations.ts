import type { DescribePoliciesType, PoliciesType, PolicyARNType, PutScalingPolicyType, ScalingPolicy } from '@aws-sdk/client-auto-scaling';
import type { Operation } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { type Context, groupNamed, SERVICE, validationError } from './context.ts';
import { alarmMetrics } from './customized-metric.ts';
import type { Group } from './group.ts';
import type { Policies } from './policies.ts';
import type { AdjustmentType, Policy, Rule } from './policy.ts';

type Deps = { context: Context; policies: Policies };

/** Scaling policies: target tracking with the alarms that it makes for itself, and steps. */
export function policyOperations({ context, policies }: Deps): Record<string, Operation> {
  return {
    PutScalingPolicy: taking(
      'autoscaling:PutScalingPolicy',
      'AutoScalingGroupName PolicyName PolicyType TargetTrackingConfiguration EstimatedInstanceWarmup Enabled AdjustmentType StepAdjustments MinAdjustmentMagnitude MetricAggregationType',
      (input: PutScalingPolicyType): PolicyARNType => {
        const group = groupNamed(context, input.AutoScalingGroupName);
        const previous = group.policies.get(input.PolicyName ?? '');
        if (previous) removeAlarms(context, policies, previous);
        const policy = policyOf(context, group, input, previous?.arn);
        group.policies.set(policy.name, policy);
        const Alarms = policy.rule.kind === 'target-tracking' ? makeAlarms(context, group, policy, policy.rule) : [];
        policy.alarmNames = Alarms.map((alarm) => alarm.AlarmName);
        return { PolicyARN: policy.arn, Alarms };
      },
    ),
    DescribePolicies: taking(
      'autoscaling:DescribePolicies',
      'AutoScalingGroupName PolicyNames PolicyTypes',
      (input: DescribePoliciesType): PoliciesType => {
        const groups = input.AutoScalingGroupName ? [groupNamed(context, input.AutoScalingGroupName)] : [...context.groups.values()];
        const all = groups.flatMap((group) => [...group.policies.values()].map((policy) => describePolicy(context, group, policy)));
        return {
          ScalingPolicies: all.filter(
            (policy) =>
              (!input.PolicyNames ||
                input.PolicyNames.includes(policy.PolicyName ?? '') ||
                input.PolicyNames.includes(policy.PolicyARN ?? '')) &&
              (!input.PolicyTypes || input.PolicyTypes.includes(policy.PolicyType ?? '')),
          ),
        };
      },
    ),
    DeletePolicy: taking('autoscaling:DeletePolicy', 'AutoScalingGroupName PolicyName', (input) => {
      const named = (policy: Policy): boolean => policy.name === input.PolicyName || policy.arn === input.PolicyName;
      const group = [...context.groups.values()].find((candidate) => [...candidate.policies.values()].some(named));
      const policy = group && [...group.policies.values()].find(named);
      if (!group || !policy) throw validationError(`Cannot find specified policy: ${input.PolicyName}`);
      removePolicy(context, policies, group, policy);
      return {};
    }),
  };
}

/** Deletes a policy and the alarms that it made. */
export function removePolicy(context: Context, policies: Policies, group: Group, policy: Policy): void {
  removeAlarms(context, policies, policy);
  group.policies.delete(policy.name);
}

function removeAlarms(context: Context, policies: Policies, policy: Policy): void {
  policies.forget(policy);
  if (policy.alarmNames.length > 0) context.cloud.callNow('cloudwatch', 'DeleteAlarms', { AlarmNames: policy.alarmNames }, SERVICE);
  policy.alarmNames = [];
}

function policyOf(context: Context, group: Group, input: PutScalingPolicyType, arn: string | undefined): Policy {
  if (!input.PolicyName) throw validationError('PolicyName must not be empty');
  const { account, region } = context.cloud;
  const id = context.random.uuid();
  const scope = `arn:aws:autoscaling:${region}:${account}:scalingPolicy:${id}`;
  return {
    name: input.PolicyName,
    arn: arn ?? `${scope}:autoScalingGroupName/${group.name}:policyName/${input.PolicyName}`,
    rule: ruleOf(input),
    warmupSeconds: input.EstimatedInstanceWarmup,
    isEnabled: input.Enabled ?? true,
    alarmNames: [],
    active: new Map(),
  };
}

function ruleOf(input: PutScalingPolicyType): Rule {
  if (input.PolicyType === 'TargetTrackingScaling') {
    const { TargetTrackingConfiguration: configuration } = input;
    if (configuration?.TargetValue === undefined) throw validationError('TargetTrackingConfiguration with a TargetValue is required');
    const { CustomizedMetricSpecification: customized, PredefinedMetricSpecification: predefined } = configuration;
    if ((customized === undefined) === (predefined === undefined))
      throw validationError('Either a predefined or a customized metric must be specified');
    const metric = predefined?.PredefinedMetricType;
    if (predefined && metric !== 'ASGAverageCPUUtilization') throw new NotInTwinError(`target tracking on ${metric}`);
    const metrics = customized && alarmMetrics(customized);
    return {
      kind: 'target-tracking',
      targetValue: configuration.TargetValue,
      mayScaleIn: configuration.DisableScaleIn !== true,
      configuration,
      ...(metrics ? { metrics } : {}),
    };
  }
  if (input.PolicyType !== 'StepScaling') throw new NotInTwinError(`the policy type ${input.PolicyType ?? 'SimpleScaling'}`);
  if (input.MetricAggregationType && input.MetricAggregationType !== 'Average')
    throw new NotInTwinError(`steps on the ${input.MetricAggregationType}`);
  const steps = (input.StepAdjustments ?? []).map((step) => ({
    lower: step.MetricIntervalLowerBound ?? Number.NEGATIVE_INFINITY,
    upper: step.MetricIntervalUpperBound ?? Number.POSITIVE_INFINITY,
    adjustment: step.ScalingAdjustment ?? 0,
  }));
  if (steps.length === 0) throw validationError('At least one StepAdjustment must be specified for StepScaling policies');
  const adjustmentType = input.AdjustmentType as AdjustmentType | undefined;
  if (!adjustmentType) throw validationError('AdjustmentType is required for StepScaling policies');
  return { kind: 'step', adjustmentType, steps, minimumMagnitude: input.MinAdjustmentMagnitude ?? 0 };
}

// A target-tracking policy is two alarms: high over 3 minutes, low over 15 at a lower threshold (A24, A25).
function makeAlarms(
  context: Context,
  group: Group,
  policy: Policy,
  rule: Rule & { kind: 'target-tracking' },
): { AlarmName: string; AlarmARN: string }[] {
  const { facts, account, region } = context.cloud;
  const high = {
    side: 'High',
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: rule.targetValue,
    EvaluationPeriods: facts.value('autoscaling.targetTrackingHighPeriods'),
  };
  const low = {
    side: 'Low',
    ComparisonOperator: 'LessThanThreshold',
    Threshold: Number((rule.targetValue * facts.value('autoscaling.targetTrackingLowFactor')).toFixed(6)),
    EvaluationPeriods: facts.value('autoscaling.targetTrackingLowPeriods'),
  };
  return (rule.mayScaleIn ? [high, low] : [high]).map(({ side, ...alarm }) => {
    const AlarmName = `TargetTracking-${group.name}-Alarm${side}-${context.random.uuid()}`;
    const input = {
      ...alarm,
      AlarmName,
      AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policy.arn}.`,
      AlarmActions: [policy.arn],
      ...(rule.metrics === undefined ? averageCpuOf(group) : { Metrics: rule.metrics }),
    };
    context.cloud.callNow('cloudwatch', 'PutMetricAlarm', input, SERVICE);
    return { AlarmName, AlarmARN: `arn:aws:cloudwatch:${region}:${account}:alarm:${AlarmName}` };
  });
}

const averageCpuOf = (group: Group) => ({
  Namespace: 'AWS/EC2',
  MetricName: 'CPUUtilization',
  Dimensions: [{ Name: 'AutoScalingGroupName', Value: group.name }],
  Statistic: 'Average',
  Period: 60,
});

function describePolicy(context: Context, group: Group, policy: Policy): ScalingPolicy {
  const { account, region } = context.cloud;
  const { rule } = policy;
  const bound = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);
  return {
    AutoScalingGroupName: group.name,
    PolicyName: policy.name,
    PolicyARN: policy.arn,
    Enabled: policy.isEnabled,
    Alarms: policy.alarmNames.map((AlarmName) => ({ AlarmName, AlarmARN: `arn:aws:cloudwatch:${region}:${account}:alarm:${AlarmName}` })),
    ...(policy.warmupSeconds === undefined ? {} : { EstimatedInstanceWarmup: policy.warmupSeconds }),
    ...(rule.kind === 'target-tracking'
      ? {
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingConfiguration: rule.configuration as NonNullable<ScalingPolicy['TargetTrackingConfiguration']>,
        }
      : {
          PolicyType: 'StepScaling',
          AdjustmentType: rule.adjustmentType,
          MetricAggregationType: 'Average',
          StepAdjustments: rule.steps.map((step) => ({
            MetricIntervalLowerBound: bound(step.lower),
            MetricIntervalUpperBound: bound(step.upper),
            ScalingAdjustment: step.adjustment,
          })),
        }),
  };
}
