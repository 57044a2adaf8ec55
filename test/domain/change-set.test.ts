import { describe, expect, it } from 'vitest';
import { layerChange, type ResourceChange, saysNothingToDo } from '#domain/change-set.ts';

const modify = (id: string, replacement?: string): ResourceChange => ({ action: 'Modify', id, type: 'T', replacement });

describe('a change set', () => {
  it.each<[name: string, changes: ResourceChange[], action: string, reason: string]>([
    ['changes in place', [modify('A', 'False')], 'change', 'Everything is changed in place.'],
    ['something that may be made anew', [modify('A', 'False'), modify('B', 'Conditional')], 'change', 'Whether B would be made anew'],
    ['something that is made anew', [modify('B', 'Conditional'), modify('A', 'True')], 'replace', 'would make A anew'],
    ['nothing but outputs', [], 'change', 'Only outputs, tags or policies'],
    ['a change of which CloudFormation says no more', [modify('A')], 'change', 'Whether A would be made anew'],
    ['an action that nobody knows', [{ action: 'Dynamic', id: 'A', type: 'T' }], 'change', 'Whether A would be made anew'],
  ])('of %s is told as that', (_, changes, action, reason) => {
    const step = layerChange('web', changes);

    expect(step.action).toBe(action);
    expect(step.reason).toContain(reason);
  });

  it.each([
    [['BackupRetentionPeriod', 'MultiAZ'], 'change'],
    [['MultiAZ', 'AvailabilityZone'], 'maybe-replace'],
    [[], 'maybe-replace'],
    [undefined, 'maybe-replace'],
  ])('of a database whose %j may make it anew is told as %s', (unsure, action) => {
    const change = { ...modify('A', 'Conditional'), type: 'AWS::RDS::DBInstance', unsure };

    expect(layerChange('database', [change]).resources).toMatchObject([{ action }]);
  });

  it('tells resource by resource what is added, changed and removed', () => {
    const changes = [{ action: 'Add', id: 'A', type: 'T' }, { action: 'Remove', id: 'B', type: 'T' }, modify('C', 'False')];

    expect(layerChange('web', changes).resources.map(({ id, action }) => `${id} ${action}`)).toEqual(['A create', 'B remove', 'C change']);
  });

  it.each([
    ["The submitted information didn't contain changes. Submit different information to create a change set.", true],
    ['No updates are to be performed.', true],
    ['Template error: instance of Fn::GetAtt references undefined resource X', false],
  ])('that failed with "%s" has nothing to do: %s', (reason, expected) => {
    expect(saysNothingToDo(reason)).toBe(expected);
  });
});
