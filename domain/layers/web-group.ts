import { type Scaling, type ScalingStep, type StepPolicy, scalingOf } from '../scaling.ts';
import type { Values } from './rules.ts';

/** The group of the web nodes. */
export type GroupSpec = {
  group: string;
  instanceType: string;
  min: number;
  max: number;
  healthCheckGraceSeconds: number;
  scaling?: Scaling | undefined;
  targetTracking: { cpuPercent: number; warmUpSeconds: number };
  maintenance?: { minHealthyPercent: number; maxHealthyPercent: number } | undefined;
  mixedInstances?: { types: string[]; spotPercent: number; onDemandBase?: number | undefined } | undefined;
  image?: { ami: string } | undefined;
};

/** So many places the web template has for types beside the group's own, and for the steps of a policy. */
const FURTHER_TYPES = 5;
const STEPS = 5;

/** The parameters of the web template that are about its group. What a site does not say is empty, and left out by a condition. */
export const groupParameters = (wanted: GroupSpec): Values => ({
  GroupName: wanted.group,
  InstanceType: wanted.instanceType,
  MinSize: wanted.min,
  MaxSize: wanted.max,
  HealthCheckGraceSeconds: wanted.healthCheckGraceSeconds,
  GoldenImageId: wanted.image?.ami ?? '',
  MinHealthyPercent: wanted.maintenance?.minHealthyPercent ?? '',
  MaxHealthyPercent: wanted.maintenance?.maxHealthyPercent ?? 100,
  ...mixedParameters(wanted),
  ...scalingParameters(wanted),
});

function mixedParameters({ min, mixedInstances: mixed }: GroupSpec): Values {
  const types = Array.from({ length: FURTHER_TYPES }, (_, place) => [`FurtherType${place + 1}`, mixed?.types[place] ?? '']);
  return {
    OnDemandBase: mixed === undefined ? '' : (mixed.onDemandBase ?? min),
    OnDemandPercent: mixed === undefined ? '' : 100 - mixed.spotPercent,
    ...Object.fromEntries(types),
  };
}

/** One of the two kinds; the other's parameters say nothing. */
function scalingParameters(wanted: GroupSpec): Values {
  const scaling = scalingOf(wanted);
  const { cpuPercent, warmUpSeconds } = scaling.kind === 'targetTracking' ? scaling : wanted.targetTracking;
  const [out, inward] = scaling.kind === 'steps' ? [scaling.out, scaling.in] : [undefined, undefined];
  return {
    ScalingKind: scaling.kind,
    TargetCpuPercent: cpuPercent,
    WarmUpSeconds: scaling.kind === 'steps' ? scaling.warmUpSeconds : warmUpSeconds,
    ...stepParameters('Out', out, (step) => step.nodes),
    ...stepParameters('In', inward, (step) => -step.nodes),
  };
}

/** A policy's steps from its threshold outwards. AWS counts their bounds from the threshold; the last of them is open. */
function stepParameters(side: 'Out' | 'In', policy: StepPolicy | undefined, change: (step: ScalingStep) => number): Values {
  const threshold = policy?.alarm.thresholdPercent ?? 0;
  const isOut = side === 'Out';
  const edges = ({ fromPercent, toPercent }: ScalingStep) => (isOut ? [fromPercent, toPercent] : [toPercent, fromPercent]);
  const outwards = [...(policy?.steps ?? [])].sort((one, other) => {
    const [[first = 0], [second = 0]] = [edges(one), edges(other)];
    return isOut ? first - second : second - first;
  });
  const steps = Array.from({ length: STEPS }, (_, place) => {
    const step = outwards[place];
    const [near, far] = step === undefined ? [] : edges(step);
    const distance = (edge: number | undefined) => (edge === undefined ? '' : edge - threshold);
    return {
      [`${side}${place + 1}Near`]: distance(near),
      [`${side}${place + 1}Far`]: distance(far),
      [`${side}${place + 1}Nodes`]: step === undefined ? '' : change(step),
    };
  });
  return {
    [`${side}AlarmName`]: policy?.alarm.name ?? '',
    // Of no matter to a group without steps, whose alarms a condition leaves out.
    [`${side}ThresholdPercent`]: policy?.alarm.thresholdPercent ?? 50,
    [`${side}PeriodSeconds`]: policy?.alarm.periodSeconds ?? 300,
    ...Object.assign({}, ...steps),
  };
}
