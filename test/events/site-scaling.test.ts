import { describe, expect, it } from 'vitest';
import { parseInput } from '#events/problem.ts';
import { scalingSchema } from '#events/site-scaling.ts';

const problemsOf = (input: unknown) => {
  const parsed = parseInput(scalingSchema, input);
  return parsed.ok ? [] : parsed.problems.map(({ path, allowed }) => `${path}: ${allowed}`);
};

describe('the scaling of a site', () => {
  it('may be target tracking, with the values of the courses', () => {
    expect(scalingSchema.parse({ kind: 'targetTracking' })).toEqual({ kind: 'targetTracking', cpuPercent: 40, warmUpSeconds: 300 });
  });

  it('may be steps, which are those of the slides where nothing else is said', () => {
    const steps = scalingSchema.parse({ kind: 'steps' });

    expect(steps).toMatchObject({
      warmUpSeconds: 300,
      out: { alarm: { name: 'AddCapacity-CPU-Utilization', thresholdPercent: 50, periodSeconds: 300 } },
      in: { alarm: { name: 'RemoveCapacity-CPU-Utilization', thresholdPercent: 75, periodSeconds: 300 } },
    });
  });

  it.each<[name: string, input: object, problem: string]>([
    ['no kind', {}, 'kind: one of targetTracking, steps'],
    ['a CPU that nobody reaches', { kind: 'targetTracking', cpuPercent: 100 }, 'cpuPercent: at most 99'],
    ['a key of the other kind', { kind: 'targetTracking', out: {} }, 'out: one of '],
    [
      'a hole between its steps',
      {
        kind: 'steps',
        out: {
          steps: [
            { fromPercent: 50, toPercent: 60, nodes: 1 },
            { fromPercent: 70, nodes: 2 },
          ],
        },
      },
      'out.steps[1]: to begin where the step before it ends, at 60 %',
    ],
    [
      'steps that overlap',
      {
        kind: 'steps',
        out: {
          steps: [
            { fromPercent: 50, toPercent: 80, nodes: 1 },
            { fromPercent: 70, nodes: 2 },
          ],
        },
      },
      'out.steps[1]: to begin where the step before it ends, at 80 %',
    ],
    [
      'a first step away from its threshold',
      { kind: 'steps', out: { steps: [{ fromPercent: 60, nodes: 1 }] } },
      'out.steps[0].fromPercent: the threshold, 50',
    ],
    [
      'a last step out that ends',
      { kind: 'steps', out: { steps: [{ fromPercent: 50, toPercent: 90, nodes: 1 }] } },
      'out.steps[0].toPercent: nothing: the last step is open',
    ],
    [
      'a way in that begins above zero',
      { kind: 'steps', in: { steps: [{ fromPercent: 10, toPercent: 75, nodes: 1 }] } },
      'in.steps[0].fromPercent: nothing: the first step is open',
    ],
    [
      'a step the wrong way round',
      { kind: 'steps', in: { steps: [{ fromPercent: 75, toPercent: 50, nodes: 1 }] } },
      'in.steps[0].toPercent: more than fromPercent',
    ],
    ['a name for a policy', { kind: 'steps', in: { name: 'CPU-AddCapacity' } }, 'in.name: one of alarm, steps'],
    ['six steps', { kind: 'steps', out: { steps: Array(6).fill({ nodes: 1 }) } }, 'out.steps: a list of at most 5'],
    ['no step', { kind: 'steps', out: { steps: [] } }, 'out.steps: a list of at least 1'],
  ])('is refused with %s', (_, input, problem) => {
    expect(problemsOf(input)).toContainEqual(expect.stringContaining(problem));
  });
});
