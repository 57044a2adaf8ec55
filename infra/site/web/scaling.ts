import { CfnCondition, Fn, type IResolvable, Token, Validations } from 'aws-cdk-lib';
import { type CfnAutoScalingGroup, CfnScalingPolicy } from 'aws-cdk-lib/aws-autoscaling';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { isGiven, onlyIf } from '../network/conditions.ts';
import { numberBeside, numberOrEmpty, partIf } from './optional.ts';
import type { WebParameters } from './parameters.ts';

/** A template has a fixed number of places; domain/layers/web-group.ts fills as many. */
const stepPlaces = 5;

/** The two policies that step: which way the CPU has to go, and what that is called. */
const sides = {
  Out: { id: 'AddCapacity', comparison: 'GreaterThanOrEqualToThreshold', says: 'The web group needs more nodes: a step policy acts on it' },
  In: { id: 'RemoveCapacity', comparison: 'LessThanThreshold', says: 'The web group has nodes to spare: a step policy acts on it' },
} as const;
type Side = keyof typeof sides;

/** How the group follows its load: it tracks a target, or takes steps; CloudFormation names policies after their stack and these ids. */
export const scaling = (scope: Construct, parameters: WebParameters, group: CfnAutoScalingGroup): void => {
  const kind = parameters.text('ScalingKind', { default: 'targetTracking', allowedValues: ['targetTracking', 'steps'] });
  const tracks = new CfnCondition(scope, 'TracksTarget', { expression: Fn.conditionEquals(kind, 'targetTracking') });
  const steps = new CfnCondition(scope, 'TakesSteps', { expression: Fn.conditionEquals(kind, 'steps') });
  const warmUp = parameters.number('WarmUpSeconds', 0, 3600);
  onlyIf(
    tracks,
    new CfnScalingPolicy(scope, 'MaintainCpu', {
      autoScalingGroupName: group.ref,
      policyType: 'TargetTrackingScaling',
      estimatedInstanceWarmup: warmUp,
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageCPUUtilization' },
        targetValue: parameters.number('TargetCpuPercent', 1, 100),
        disableScaleIn: false,
      },
    }),
  );
  for (const side of ['Out', 'In'] as const) stepPolicy(scope, parameters, { group, side, steps, warmUp });
};

type StepProps = { group: CfnAutoScalingGroup; side: Side; steps: CfnCondition; warmUp: number };

const stepPolicy = (scope: Construct, parameters: WebParameters, { group, side, steps, warmUp }: StepProps): void => {
  const { id, comparison, says } = sides[side];
  const policy = onlyIf(
    steps,
    new CfnScalingPolicy(scope, id, {
      autoScalingGroupName: group.ref,
      policyType: 'StepScaling',
      adjustmentType: 'ChangeInCapacity',
      metricAggregationType: 'Average',
      estimatedInstanceWarmup: warmUp,
      stepAdjustments: Array.from({ length: stepPlaces }, (_, place) => step(scope, parameters, side, place + 1)),
    }),
  );
  Validations.of(policy).acknowledge({
    id: 'CloudFormation-Validate::F3037',
    reason: 'Places without a step are alike in their empty defaults, and left out by their conditions',
  });
  onlyIf(
    steps,
    new CfnAlarm(scope, `${id}Alarm`, {
      alarmName: parameters.text(`${side}AlarmName`, { default: '', allowedPattern: '[A-Za-z0-9._-]*' }),
      alarmDescription: says,
      namespace: 'AWS/EC2',
      metricName: 'CPUUtilization',
      dimensions: [{ name: 'AutoScalingGroupName', value: group.ref }],
      statistic: 'Average',
      period: Token.asNumber(numberBeside(parameters, `${side}PeriodSeconds`, 300)),
      evaluationPeriods: 1,
      threshold: Token.asNumber(numberBeside(parameters, `${side}ThresholdPercent`, 50)),
      comparisonOperator: comparison,
      treatMissingData: 'missing',
      alarmActions: [policy.ref],
    }),
  );
};

/** A step from its near bound to its far one, both counted from the threshold; without a far bound it is open. */
const step = (scope: Construct, parameters: WebParameters, side: Side, place: number): IResolvable => {
  const name = `${side}${place}`;
  const [near, far, nodes] = ['Near', 'Far', 'Nodes'].map((part) => numberOrEmpty(parameters, `${name}${part}`)) as [
    string,
    string,
    string,
  ];
  const isThere = isGiven(scope, `Has${name}`, nodes);
  const isBounded = isGiven(scope, `Is${name}Bounded`, far);
  const farOrOpen = partIf(isBounded, far);
  const bounds =
    side === 'Out'
      ? { MetricIntervalLowerBound: near, MetricIntervalUpperBound: farOrOpen }
      : { MetricIntervalLowerBound: farOrOpen, MetricIntervalUpperBound: near };
  return partIf(isThere, { ...bounds, ScalingAdjustment: nodes });
};
