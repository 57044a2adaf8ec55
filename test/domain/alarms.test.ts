import { describe, expect, it } from 'vitest';
import { alarmRole, judgeAlarm } from '#domain/alarms.ts';
import { siteSpec } from './support.ts';

describe('alarmRole', () => {
  it.each([
    ['my-app-cpu', 'cpu'],
    ['TargetTracking-myapp-asg-AlarmHigh', 'other'],
  ])('of %s is %s', (name, role) => {
    expect(alarmRole(siteSpec(), name)).toBe(role);
  });

  it('is not known without a spec', () => {
    expect(alarmRole(undefined, 'my-app-cpu')).toBe('other');
  });
});

describe('judgeAlarm', () => {
  it.each([
    ['cpu', 'ALARM', 'chaos-experiment', 'abort', false],
    ['other', 'ALARM', 'chaos-experiment', 'abort', false],
    ['cpu', 'ALARM', 'failover-drill', 'note', true],
    ['other', 'ALARM', 'failover-drill', 'abort', false],
    ['cpu', 'ALARM', 'scale-site', 'note', false],
    ['cpu', 'ALARM', 'teardown-site', 'note', false],
    ['cpu', 'ALARM', undefined, 'note', false],
    ['cpu', 'OK', 'chaos-experiment', 'note', false],
    ['cpu', 'INSUFFICIENT_DATA', 'chaos-experiment', 'note', false],
  ] as const)('%s at %s during %s: %s, expected %s', (role, state, holder, action, isExpected) => {
    const decision = judgeAlarm({ role, state, holder });

    expect(decision).toMatchObject({ action, isExpected });
    expect(decision.reason).not.toBe('');
  });
});
