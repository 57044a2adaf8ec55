import { describe, expect, it } from 'vitest';
import { type GroupSpec, groupParameters } from '#domain/layers/web-group.ts';
import { parseInput } from '#events/problem.ts';
import { scalingSchema } from '#events/site-scaling.ts';
import { webSchema } from '#events/site-web.ts';

const COURSES = { group: 'myapp-asg', instanceType: 't3.micro', min: 2, max: 4 };
const group = (changes: object = {}): GroupSpec => webSchema.parse({ ...COURSES, ...changes });
const parameters = (changes: object = {}) => groupParameters(group(changes));
const problems = (changes: object): string[] => {
  const parsed = parseInput(webSchema, { ...COURSES, ...changes });
  return parsed.ok ? [] : parsed.problems.map(({ path, allowed }) => `${path}: ${allowed}`);
};

describe('the parameters of the group', () => {
  it('say nothing of what a site does not ask for', () => {
    expect(parameters()).toMatchObject({
      ScalingKind: 'targetTracking',
      TargetCpuPercent: 40,
      GoldenImageId: '',
      MinHealthyPercent: '',
      OnDemandBase: '',
      OnDemandPercent: '',
      FurtherType1: '',
      OutAlarmName: '',
      Out1Nodes: '',
      In1Nodes: '',
    });
  });

  it('count the bounds of the steps from the threshold, outwards', () => {
    expect(parameters({ scaling: { kind: 'steps' } })).toMatchObject({
      ScalingKind: 'steps',
      WarmUpSeconds: 300,
      OutAlarmName: 'AddCapacity-CPU-Utilization',
      OutThresholdPercent: 50,
      OutPeriodSeconds: 300,
      Out1Near: 0,
      Out1Far: 25,
      Out1Nodes: 2,
      Out2Near: 25,
      Out2Far: '',
      Out2Nodes: 4,
      Out3Nodes: '',
      InThresholdPercent: 75,
      In1Near: 0,
      In1Far: -25,
      In1Nodes: -4,
      In2Near: -25,
      In2Far: '',
      In2Nodes: -2,
    });
  });

  it('bring the steps into their order, however they are written', () => {
    const out = {
      steps: [
        { fromPercent: 75, nodes: 4 },
        { fromPercent: 50, toPercent: 75, nodes: 2 },
      ],
    };

    expect(parameters({ scaling: { kind: 'steps', out } })).toMatchObject({ Out1Nodes: 2, Out2Nodes: 4 });
  });

  it('take the long form of target tracking in the place of the short one', () => {
    const scaling = { kind: 'targetTracking', cpuPercent: 60, warmUpSeconds: 120 };

    expect(parameters({ scaling })).toMatchObject({ ScalingKind: 'targetTracking', TargetCpuPercent: 60, WarmUpSeconds: 120 });
  });

  it.each([
    [
      'the minimum of the group, where a site says no base',
      { types: ['t3a.micro'], spotPercent: 70 },
      { OnDemandBase: 2, OnDemandPercent: 30 },
    ],
    ['what a site says, and be it nothing', { spotPercent: 100, onDemandBase: 0 }, { OnDemandBase: 0, OnDemandPercent: 0 }],
  ])('buy on demand %s', (_, mixedInstances, wanted) => {
    expect(parameters({ mixedInstances })).toMatchObject(wanted);
  });

  it('hand on the golden image and the maintenance policy', () => {
    const maintenance = { minHealthyPercent: 100, maxHealthyPercent: 150 };

    expect(parameters({ image: { ami: 'ami-0123456789abcdef0' }, maintenance })).toMatchObject({
      GoldenImageId: 'ami-0123456789abcdef0',
      MinHealthyPercent: 100,
      MaxHealthyPercent: 150,
    });
  });
});

describe('a group is refused with', () => {
  it.each([
    ['a minimum above its maximum', { min: 5 }, 'max: no less than min'],
    [
      'a target beside its steps',
      { scaling: { kind: 'steps' }, targetTracking: { cpuPercent: 60 } },
      'targetTracking: nothing beside scaling',
    ],
    [
      'healthy percentages too far apart',
      { maintenance: { minHealthyPercent: 50, maxHealthyPercent: 200 } },
      'maintenance.maxHealthyPercent: at most 100 more than minHealthyPercent',
    ],
    [
      'a type twice',
      { mixedInstances: { types: ['t3a.micro', 't3a.micro'] } },
      'mixedInstances.types[1]: a type that is not there already',
    ],
    ['its own type once more', { mixedInstances: { types: ['t3.micro'] } }, 'mixedInstances.types[0]: a type that is not there already'],
    [
      'six further types',
      { mixedInstances: { types: ['a1.large', 'b1.large', 'c1.large', 'd1.large', 'e1.large', 'f1.large'] } },
      'mixedInstances.types: a list of at most 5',
    ],
    ['an image that is none', { image: { ami: 'al2023' } }, 'image.ami: the id of an image such as ami-0123456789abcdef0'],
    ['a step that nobody knows', { scaling: { kind: 'steps', out: { speed: 1 } } }, 'scaling.out.speed: one of alarm, steps'],
  ])('%s', (_, changes, problem) => {
    expect(problems(changes)).toContain(problem);
  });

  it('every problem at once', () => {
    expect(problems({ min: 5, scaling: { kind: 'steps' }, targetTracking: { cpuPercent: 60 } })).toHaveLength(2);
  });
});

it('the schema of steps and the template have as many places', () => {
  const steps = (count: number) => Array.from({ length: count }, () => ({ nodes: 1 }));
  const allowed = parseInput(scalingSchema, { kind: 'steps', out: { steps: steps(6) } });

  expect(allowed.ok ? [] : allowed.problems.map(({ allowed: words }) => words)).toContain('a list of at most 5');
  expect(parameters()).toHaveProperty('Out5Nodes');
  expect(parameters()).not.toHaveProperty('Out6Nodes');
});
