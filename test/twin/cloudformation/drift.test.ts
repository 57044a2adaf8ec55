import { describe, expect, it } from 'vitest';
import type { Properties } from '#twin/cloud.ts';
import { prepare, thing } from './thing-service.ts';

/** A stack of one thing that can be read, and one that cannot. */
async function drifting(properties: Properties, actual: Properties | undefined) {
  const account = prepare(() => [
    {
      name: 'ssm',
      operations: {},
      providers: [
        {
          type: 'Test::Seen',
          create: (_, context) => ({ physicalId: context.logicalId.toLowerCase() }),
          delete: () => undefined,
          read: () => actual,
        },
      ],
    },
  ]);
  account.create({ Seen: { Type: 'Test::Seen', Properties: properties }, Other: thing() });
  await account.play();
  const { StackDriftDetectionId } = account.call('DetectStackDrift', { StackName: 'demo' });
  return { ...account, id: StackDriftDetectionId as string };
}

const differencesOf = async (properties: Properties, actual: Properties) => {
  const { call, play } = await drifting(properties, actual);
  await play();
  const [drift] = call('DescribeStackResourceDrifts', { StackName: 'demo' }).StackResourceDrifts;
  return drift.PropertyDifferences.map(
    (found: { PropertyPath: string; DifferenceType: string; ExpectedValue: string; ActualValue: string }) =>
      `${found.DifferenceType} ${found.PropertyPath}: ${found.ExpectedValue} → ${found.ActualValue}`,
  );
};

describe('drift detection', () => {
  it('takes its time, and then says of the stack and of each resource that can be read how it is', async () => {
    const { call, play, id, stack } = await drifting({ Size: 1 }, { Size: 2 });

    expect(call('DescribeStackDriftDetectionStatus', { StackDriftDetectionId: id })).toMatchObject({
      DetectionStatus: 'DETECTION_IN_PROGRESS',
    });
    expect(stack().DriftInformation).toEqual({ StackDriftStatus: 'NOT_CHECKED' });
    await play();

    expect(call('DescribeStackDriftDetectionStatus', { StackDriftDetectionId: id })).toMatchObject({
      DetectionStatus: 'DETECTION_COMPLETE',
      StackDriftStatus: 'DRIFTED',
      DriftedStackResourceCount: 1,
    });
    expect(stack().DriftInformation).toMatchObject({ StackDriftStatus: 'DRIFTED', LastCheckTimestamp: expect.any(Date) });
    expect(call('DescribeStackResourceDrifts', { StackName: 'demo' }).StackResourceDrifts).toMatchObject([
      { LogicalResourceId: 'Seen', StackResourceDriftStatus: 'MODIFIED' },
    ]);
  });

  it.each<[name: string, template: Properties, actual: Properties, told: string[]]>([
    ['a value', { Size: 1 }, { Size: 2 }, ['NOT_EQUAL /Size: 1 → 2']],
    ['a value inside', { A: { B: 'x', C: 1 } }, { A: { B: 'y', C: 1, D: 2 } }, ['NOT_EQUAL /A/B: x → y']],
    ['a property that is gone', { Size: 1 }, { Size: undefined }, ['REMOVE /Size: 1 → null']],
    ['an item more', { Rules: ['a'] }, { Rules: ['b', 'a'] }, ['ADD /Rules/0: null → b']],
    ['an item less', { Rules: ['a', 'b'] }, { Rules: ['a'] }, ['REMOVE /Rules/1: b → null']],
  ])('tells %s', async (_, template, actual, told) => {
    expect(await differencesOf(template, actual)).toEqual(told);
  });

  it.each<[name: string, template: Properties, actual: Properties]>([
    ['a number written as a text', { Size: '1', On: 'true' }, { Size: 1, On: true }],
    ['another order', { Rules: [{ A: 1, B: 2 }, { A: 3 }] }, { Rules: [{ A: 3 }, { B: 2, A: 1 }] }],
    ['what the template does not set', { Size: 1 }, { Size: 1, Other: 2 }],
    ['what cannot be read', { Size: 1, Secret: 'x' }, { Size: 1 }],
    ['tags', { Tags: [{ Key: 'a', Value: 'b' }] }, { Tags: [] }],
  ])('does not take %s for drift', async (_, template, actual) => {
    expect(await differencesOf(template, actual)).toEqual([]);
  });

  it('tells what is gone', async () => {
    const { call, play } = await drifting({ Size: 1 }, undefined);
    await play();

    const filtered = call('DescribeStackResourceDrifts', { StackName: 'demo', StackResourceDriftStatusFilters: ['DELETED'] });
    expect(filtered.StackResourceDrifts).toMatchObject([{ LogicalResourceId: 'Seen', StackResourceDriftStatus: 'DELETED' }]);
    expect(
      call('DescribeStackResourceDrifts', { StackName: 'demo', StackResourceDriftStatusFilters: ['MODIFIED'] }).StackResourceDrifts,
    ).toEqual([]);
  });

  it('runs once at a time, only on stacks that stand, and whole', async () => {
    const { call, create } = await drifting({ Size: 1 }, { Size: 1 });
    create({ Slow: thing({ Seconds: 60 }) }, {}, { StackName: 'slow' });

    expect(() => call('DetectStackDrift', { StackName: 'demo' })).toThrow('already in progress');
    expect(() => call('DetectStackDrift', { StackName: 'slow' })).toThrow('CREATE_IN_PROGRESS');
    expect(() => call('DetectStackDrift', { StackName: 'nobody' })).toThrow('does not exist');
    expect(() => call('DetectStackDrift', { StackName: 'demo', LogicalResourceIds: ['Seen'] })).toThrow('LogicalResourceIds');
    expect(() => call('DescribeStackDriftDetectionStatus', { StackDriftDetectionId: 'none' })).toThrow('does not exist');
  });
});
