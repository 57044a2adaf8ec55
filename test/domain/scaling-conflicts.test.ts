import { describe, expect, it } from 'vitest';
import { nodesAdded, nodesTaken, type StepScaling, scalingOf } from '#domain/scaling.ts';
import { scalingConflicts } from '#domain/scaling-conflicts.ts';
import { scalingSchema } from '#events/site-scaling.ts';

const SIZE = { min: 2, max: 16 };
const COURSES = scalingSchema.parse({ kind: 'steps' }) as StepScaling;
const steps = (changes: Partial<StepScaling>): StepScaling => ({ ...COURSES, ...changes });
/** Policies that leave each other alone: out from 70 %, in below 30 %. */
const CALM = steps({
  out: { ...COURSES.out, alarm: { ...COURSES.out.alarm, thresholdPercent: 70 }, steps: [{ fromPercent: 70, nodes: 1 }] },
  in: { ...COURSES.in, alarm: { ...COURSES.in.alarm, thresholdPercent: 30 }, steps: [{ toPercent: 30, nodes: 1 }] },
});
const kinds = (scaling: StepScaling, size = SIZE) => scalingConflicts(scaling, size).map(({ kind }) => kind);

describe("the courses' step policies", () => {
  it.each<[cpu: number, added: number, taken: number]>([
    [0, 0, 2],
    [49.5, 0, 2],
    [50, 2, 2],
    [50.5, 2, 4],
    [74.5, 2, 4],
    [75, 4, 0],
    [100, 4, 0],
  ])('at %s %% add %s and take %s', (cpu, added, taken) => {
    expect([nodesAdded(COURSES.out, cpu), nodesTaken(COURSES.in, cpu)]).toEqual([added, taken]);
  });

  it('are both in breach between 50 and 75 %, take more the busier the site is, and never come to rest', () => {
    const conflicts = scalingConflicts(COURSES, SIZE);

    expect(conflicts.map(({ kind, policy }) => [kind, policy])).toEqual([
      ['overlap', undefined],
      ['backwards', 'in'],
      ['flapping', undefined],
    ]);
    expect(conflicts[0]?.found).toBe('between 50 and 75 % CPU-AddCapacity adds 2 and CPU-RemoveCapacity takes 4');
    expect(conflicts[1]?.found).toBe('CPU-RemoveCapacity takes 2 at 50 % and 4 at 50.5 %');
    expect(conflicts[2]?.found).toContain('2 nodes at 50 % → 4 nodes at 25 % → 2 nodes at 50 %');
  });
});

describe('conflicts', () => {
  it('are not found where one policy leaves the other alone', () => {
    expect(scalingConflicts(CALM, SIZE)).toEqual([]);
  });

  it('are not looked for in target tracking, which is one policy', () => {
    expect(scalingConflicts({ kind: 'targetTracking', cpuPercent: 40, warmUpSeconds: 300 }, SIZE)).toEqual([]);
  });

  it('are found where adding a node makes the rest calm enough to take it again', () => {
    const close = steps({
      out: CALM.out,
      in: { ...CALM.in, alarm: { ...CALM.in.alarm, thresholdPercent: 60 }, steps: [{ toPercent: 60, nodes: 1 }] },
    });

    expect(kinds(close)).toEqual(['flapping']);
  });

  it('are not flapping where the group cannot move', () => {
    expect(kinds(COURSES, { min: 4, max: 4 })).not.toContain('flapping');
  });

  it('are found where more CPU adds less', () => {
    const odd = steps({
      ...CALM,
      out: {
        ...CALM.out,
        steps: [
          { fromPercent: 70, toPercent: 90, nodes: 4 },
          { fromPercent: 90, nodes: 1 },
        ],
      },
    });

    expect(scalingConflicts(odd, SIZE)).toContainEqual(expect.objectContaining({ kind: 'backwards', policy: 'out' }));
  });

  it('are found where an alarm is in breach and no step acts', () => {
    const gap = steps({ ...CALM, out: { ...CALM.out, steps: [{ fromPercent: 80, nodes: 1 }] } });

    expect(scalingConflicts(gap, SIZE)).toEqual([
      expect.objectContaining({ kind: 'gap', policy: 'out', found: expect.stringContaining('between 70 and 80 %') }),
    ]);
  });
});

it('a site that says nothing of scaling tracks its target as before', () => {
  expect(scalingOf({ targetTracking: { cpuPercent: 40, warmUpSeconds: 300 } })).toEqual({
    kind: 'targetTracking',
    cpuPercent: 40,
    warmUpSeconds: 300,
  });
});
