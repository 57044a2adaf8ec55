import { nodesAdded, nodesTaken, POLICY_NAMES, type Scaling, type StepScaling } from './scaling.ts';

/** What is wrong with a pair of step policies, in which of them if it is in one, where it was found, and what comes of it. */
export type ScalingConflict = { kind: 'overlap' | 'backwards' | 'flapping' | 'gap'; policy?: 'out' | 'in'; found: string; why: string };

/** Bounds are whole percents, so half percents see what lies between two of them. */
const CPU_STEP = 0.5;
const CPUS = Array.from({ length: 100 / CPU_STEP + 1 }, (_, index) => index * CPU_STEP);
/** A group that has taken this many turns without coming to rest has come back to where it was: it has no more sizes than these. */
const MOST_TURNS = 200;

type Range = { from: number; to: number };

/** Looks for policies that pull against each other over all values of CPU. Target tracking is one policy, and AWS's own. */
export function scalingConflicts(scaling: Scaling, size: { min: number; max: number }): ScalingConflict[] {
  if (scaling.kind === 'targetTracking') return [];
  return [...overlaps(scaling), ...backwards(scaling), ...gaps(scaling), ...flapping(scaling, size)];
}

function overlaps(scaling: StepScaling): ScalingConflict[] {
  const both = rangesWhere((cpu) => nodesAdded(scaling.out, cpu) > 0 && nodesTaken(scaling.in, cpu) > 0);
  return both.map((range) => ({
    kind: 'overlap',
    found: `between ${rangeText(range)} ${POLICY_NAMES.out} adds ${nodesAdded(scaling.out, range.from)} and ${POLICY_NAMES.in} takes ${worst(range, (cpu) => nodesTaken(scaling.in, cpu))}`,
    why: 'Both alarms are in breach at once, so the group grows and shrinks by turns, and its size says nothing of its load.',
  }));
}

/** The busier a group, the more it should add and the less it should take. */
function backwards({ out, in: inward }: StepScaling): ScalingConflict[] {
  const adds = falls((cpu) => nodesAdded(out, cpu), out.alarm.thresholdPercent, 100);
  const takes = falls((cpu) => -nodesTaken(inward, cpu), 0, inward.alarm.thresholdPercent - CPU_STEP);
  return [
    ...adds.map(([calm, busy]) => ({
      kind: 'backwards' as const,
      policy: 'out' as const,
      found: `${POLICY_NAMES.out} adds ${nodesAdded(out, calm)} at ${calm} % and only ${nodesAdded(out, busy)} at ${busy} %`,
      why: 'It adds less the busier the site is.',
    })),
    ...takes.map(([calm, busy]) => ({
      kind: 'backwards' as const,
      policy: 'in' as const,
      found: `${POLICY_NAMES.in} takes ${nodesTaken(inward, calm)} at ${calm} % and ${nodesTaken(inward, busy)} at ${busy} %`,
      why: 'It takes more the busier the site is.',
    })),
  ];
}

/** An alarm in breach that no step answers does nothing. */
function gaps({ out, in: inward }: StepScaling): ScalingConflict[] {
  const idle = [
    { side: 'out' as const, ranges: rangesWhere((cpu) => cpu >= out.alarm.thresholdPercent && nodesAdded(out, cpu) === 0) },
    { side: 'in' as const, ranges: rangesWhere((cpu) => cpu < inward.alarm.thresholdPercent && nodesTaken(inward, cpu) === 0) },
  ];
  return idle.flatMap(({ side, ranges }) =>
    ranges.map((range) => ({
      kind: 'gap' as const,
      policy: side,
      found: `between ${rangeText(range)} the alarm of ${POLICY_NAMES[side]} is in breach and no step of it acts`,
      why: 'The alarm is red, and nothing happens.',
    })),
  );
}

/**
 * The same load over more nodes is less CPU: follows a constant load from each size and CPU, and looks whether the group comes to
 * rest. Where both policies would act, the one that leaves more capacity does, as AWS decides.
 */
function flapping(scaling: StepScaling, { min, max }: { min: number; max: number }): ScalingConflict[] {
  for (let nodes = min; nodes <= max; nodes += 1) {
    for (const cpu of CPUS) {
      const circle = circleFrom(scaling, { min, max }, nodes, cpu);
      if (circle === undefined) continue;
      const sizes = circle.map(({ nodes: size, cpu: at }) => `${size} nodes at ${Math.round(at)} %`);
      return [
        {
          kind: 'flapping',
          found: `a load that stays the same moves the group in a circle: ${[...sizes, sizes[0]].join(' → ')}`,
          why: 'Nodes are started and ended again and again, with a drain and a boot each time, and nobody has asked for it.',
        },
      ];
    }
  }
  return [];
}

type State = { nodes: number; cpu: number };

function circleFrom(scaling: StepScaling, { min, max }: { min: number; max: number }, nodes: number, cpu: number): State[] | undefined {
  const seen: State[] = [];
  const load = nodes * cpu;
  let size = nodes;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const state = { nodes: size, cpu: Math.min(100, load / size) };
    const before = seen.findIndex((earlier) => earlier.nodes === size);
    if (before >= 0) return seen.slice(before);
    seen.push(state);
    const added = nodesAdded(scaling.out, state.cpu);
    const wanted = added > 0 ? size + added : size - nodesTaken(scaling.in, state.cpu);
    const next = Math.min(max, Math.max(min, wanted));
    if (next === size) return undefined;
    size = next;
  }
  return undefined;
}

/** The stretches of CPU in which something holds, from the first value to the first beyond it. */
function rangesWhere(holds: (cpu: number) => boolean): Range[] {
  const ranges: Range[] = [];
  for (const cpu of CPUS) {
    if (!holds(cpu)) continue;
    const last = ranges.at(-1);
    if (last && last.to === cpu) last.to = cpu + CPU_STEP;
    else ranges.push({ from: cpu, to: cpu + CPU_STEP });
  }
  return ranges;
}

/** The places where a value that should not fall with CPU does: the last value before, and the first after. */
function falls(value: (cpu: number) => number, from: number, to: number): [number, number][] {
  const within = CPUS.filter((cpu) => cpu >= from && cpu <= to);
  return within.flatMap((cpu, index): [number, number][] => {
    const before = within[index - 1];
    return before !== undefined && value(cpu) < value(before) ? [[before, cpu]] : [];
  });
}

const worst = ({ from, to }: Range, value: (cpu: number) => number): number =>
  Math.max(...CPUS.filter((cpu) => cpu >= from && cpu < to).map(value));

const rangeText = ({ from, to }: Range): string => `${from} and ${Math.min(to, 100)} %`;
