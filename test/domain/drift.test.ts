import { describe, expect, it } from 'vitest';
import { type DriftFound, driftText, judgeDrift } from '#domain/drift.ts';

const CONTEXT = { isWindowOpen: false, min: 2, max: 4 };
const GROUP = 'AutoScaling::AutoScalingGroup';
const found = (type: string, path: string, expected: string, actual: string): DriftFound => ({
  layer: 'web',
  id: 'Thing',
  type: `AWS::${type}`,
  is: 'changed',
  differences: [{ path, expected, actual }],
});

describe('drift', () => {
  it.each<[...Parameters<typeof found>, context: object]>([
    [GROUP, '/MinSize', '2', '8', { isWindowOpen: true }],
    [GROUP, '/MaxSize', '4', '16', { isWindowOpen: true }],
    [GROUP, '/MinSize', '2', '3', { min: 3 }],
    [GROUP, '/DesiredCapacity', '2', '5', {}],
    [GROUP, '/LaunchTemplate/Version', '1', '7', {}],
    [GROUP, '/MixedInstancesPolicy/LaunchTemplate/LaunchTemplateSpecification/Version', '1', '7', {}],
    ['RDS::DBInstance', '/EngineVersion', '8.4', '8.4.5', {}],
  ])('is not what Nines, the calendar or AWS change: %s %s from %s to %s in %j', (type, path, expected, actual, context) => {
    const { drift, ours } = judgeDrift([found(type, path, expected, actual)], { ...CONTEXT, ...context });

    expect(drift).toEqual([]);
    expect(ours).toHaveLength(1);
  });

  it.each<Parameters<typeof found>>([
    [GROUP, '/MinSize', '2', '1'],
    [GROUP, '/HealthCheckType', 'ELB', 'EC2'],
    ['RDS::DBInstance', '/EngineVersion', '8.4', '8.0.40'],
    ['RDS::DBInstance', '/BackupRetentionPeriod', '7', '0'],
    ['EC2::SecurityGroup', '/SecurityGroupIngress/2', 'null', '{"FromPort":22}'],
    ['Other::Group', '/MinSize', '2', '8'],
  ])('is what somebody has changed by hand: %s %s from %s to %s', (...change) => {
    expect(judgeDrift([found(...change)], CONTEXT)).toMatchObject({ drift: [{ id: 'Thing' }], ours: [] });
  });

  it('of one resource is parted by property', () => {
    const { differences } = found(GROUP, '/HealthCheckType', 'ELB', 'EC2');
    const both = { ...found(GROUP, '/DesiredCapacity', '2', '5') };
    const group = { ...both, differences: [...both.differences, ...differences] };

    const { drift, ours } = judgeDrift([group], CONTEXT);

    expect(drift[0]?.differences).toEqual(differences);
    expect(ours[0]?.differences).toEqual(both.differences);
  });

  it('is always told of what is gone', () => {
    const gone = { ...found(GROUP, '', '', ''), is: 'deleted' as const, differences: [] };

    expect(judgeDrift([gone], { ...CONTEXT, isWindowOpen: true }).drift).toEqual([gone]);
    expect(driftText([gone], [])).toBe('web: Thing is gone.');
  });

  it('that is not known is never told as none', () => {
    expect(driftText([], [{ layer: 'cache', reason: 'AccessDenied' }])).toContain('cache: not known, AccessDenied');
    expect(driftText([], [])).toBe('Nothing that was checked has drifted.');
    expect(driftText([found(GROUP, '/MinSize', '2', '1')], [])).toBe('web: Thing MinSize is 1 instead of 2.');
  });
});
