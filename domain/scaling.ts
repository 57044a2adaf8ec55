/** Keeps the group's average CPU at a value: the group finds out by itself how many nodes that takes. */
export type TargetTracking = { kind: 'targetTracking'; cpuPercent: number; warmUpSeconds: number };

/** A range of CPU and how many nodes it adds or takes. A bound that is absent is open. */
export type ScalingStep = { fromPercent?: number | undefined; toPercent?: number | undefined; nodes: number };

/** One step policy and the alarm that sets it off. */
export type StepPolicy = {
  alarm: { name: string; thresholdPercent: number; periodSeconds: number };
  steps: ScalingStep[];
};

/** Adds nodes by one policy, and takes them by another. */
export type StepScaling = { kind: 'steps'; warmUpSeconds: number; out: StepPolicy; in: StepPolicy };

/** What the courses call the two policies; CloudFormation gives them names of its own. */
export const POLICY_NAMES = { out: 'CPU-AddCapacity', in: 'CPU-RemoveCapacity' } as const;

/** How a group follows its load. */
export type Scaling = TargetTracking | StepScaling;

/** A group's scaling: its own section, else the short form that a site has had from the beginning. */
export function scalingOf(web: { scaling?: Scaling | undefined; targetTracking: Omit<TargetTracking, 'kind'> }): Scaling {
  return web.scaling ?? { kind: 'targetTracking', ...web.targetTracking };
}

/** The names of the alarms that set a group's policies off. They drive the group, and tell nobody that anything is wrong. */
export const scalingAlarms = (web: { scaling?: Scaling | undefined } | undefined): string[] =>
  web?.scaling?.kind === 'steps' ? [web.scaling.out.alarm.name, web.scaling.in.alarm.name] : [];

/** How many nodes the policy adds at a CPU: 0 below its threshold. Lower bounds belong to their range, upper ones do not (A19). */
export function nodesAdded({ alarm, steps }: StepPolicy, cpuPercent: number): number {
  if (cpuPercent < alarm.thresholdPercent) return 0;
  const step = steps.find(
    ({ fromPercent = Number.NEGATIVE_INFINITY, toPercent = Number.POSITIVE_INFINITY }) =>
      cpuPercent >= fromPercent && cpuPercent < toPercent,
  );
  return step?.nodes ?? 0;
}

/** How many nodes the policy takes at a CPU: 0 from its threshold on. Below it, upper bounds belong to their range (A19). */
export function nodesTaken({ alarm, steps }: StepPolicy, cpuPercent: number): number {
  if (cpuPercent >= alarm.thresholdPercent) return 0;
  const step = steps.find(
    ({ fromPercent = Number.NEGATIVE_INFINITY, toPercent = Number.POSITIVE_INFINITY }) =>
      cpuPercent > fromPercent && cpuPercent <= toPercent,
  );
  return step?.nodes ?? 0;
}
