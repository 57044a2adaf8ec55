import { describe, expect, it } from 'vitest';
import { ALARM_MEANINGS, alarmMeaning, alarmRole } from '#domain/alarm-roles.ts';
import { judgeAlarm } from '#domain/alarms.ts';
import { alarmNames } from '#domain/layers/watch.ts';
import { alarmsSchema } from '#events/site-alarms.ts';
import { databaseSchema } from '#events/site-database.ts';
import { scalingSchema } from '#events/site-scaling.ts';
import { siteSpec } from './support.ts';

describe('alarmRole', () => {
  it.each([
    ['my-app-cpu', 'cpu'],
    ['myapp-server-errors', 'server-errors'],
    ['myapp-unhealthy-targets', 'unhealthy-targets'],
    ['myapp-too-few-targets', 'too-few-targets'],
    ['myapp-too-few-targets-admin', 'too-few-targets'],
    ['myapp-replica-lag', 'replica-lag'],
    ['myapp-replica-lag-12', 'replica-lag'],
    ['myapp-burst-credits', 'burst-credits'],
    ['TargetTracking-myapp-asg-AlarmHigh', 'other'],
    ['myapp-server-errors2', 'other'],
    ['myapp-cpu', 'other'],
    ['shop-server-errors', 'other'],
  ])('of %s is %s', (name, role) => {
    expect(alarmRole(siteSpec(), name)).toBe(role);
  });

  it('of what drives the group is that', () => {
    const site = siteSpec({ web: { ...siteSpec().web, scaling: scalingSchema.parse({ kind: 'steps' }) } });

    expect(alarmRole(site, 'AddCapacity-CPU-Utilization')).toBe('scaling');
    expect(alarmRole(site, 'RemoveCapacity-CPU-Utilization')).toBe('scaling');
    expect(alarmRole(siteSpec(), 'AddCapacity-CPU-Utilization')).toBe('other');
  });

  it('is not known without a spec', () => {
    expect(alarmRole(undefined, 'my-app-cpu')).toBe('other');
    expect(alarmRole(undefined, 'myapp-server-errors')).toBe('other');
  });

  it('is known of every alarm that a site can ask for', () => {
    const asked = { serverErrors: {}, unhealthyTargets: {}, replicaLag: {}, burstCredits: {} };
    const database = databaseSchema.parse({ instanceClass: 'db.t3.micro', storageGb: 20, readReplicas: 1 });
    const site = siteSpec({ database, alarms: alarmsSchema.parse({ ...siteSpec().alarms, ...asked }) });

    expect(new Set(alarmNames(site).map((name) => alarmRole(site, name)))).toEqual(new Set(Object.keys(ALARM_MEANINGS)));
  });
});

describe('what an alarm means', () => {
  it.each([
    ['server-errors', 'web', /PHP log/],
    ['too-few-targets', 'web', /scaling activities/],
    ['replica-lag', 'database', /writer/],
    ['burst-credits', 'files', /elastic throughput/],
  ] as const)('of %s is told with its layer, %s, and where to look', (role, layer, lookAt) => {
    expect(alarmMeaning(role)).toMatchObject({ layer, lookAt: expect.stringMatching(lookAt) });
  });

  it('is nothing of an alarm that is not the site’s own', () => {
    expect(alarmMeaning('other')).toBeUndefined();
  });
});

describe('judgeAlarm', () => {
  it.each([
    ['cpu', 'ALARM', 'chaos-experiment', 'abort', false],
    ['other', 'ALARM', 'chaos-experiment', 'abort', false],
    ['server-errors', 'ALARM', 'chaos-experiment', 'abort', false],
    ['unhealthy-targets', 'ALARM', 'chaos-experiment', 'note', true],
    ['too-few-targets', 'ALARM', 'chaos-experiment', 'note', true],
    ['cpu', 'ALARM', 'failover-drill', 'note', true],
    ['server-errors', 'ALARM', 'failover-drill', 'note', true],
    ['replica-lag', 'ALARM', 'failover-drill', 'note', true],
    ['too-few-targets', 'ALARM', 'failover-drill', 'abort', false],
    ['burst-credits', 'ALARM', 'failover-drill', 'abort', false],
    ['other', 'ALARM', 'failover-drill', 'abort', false],
    ['cpu', 'ALARM', 'scale-site', 'note', false],
    ['server-errors', 'ALARM', 'teardown-site', 'note', false],
    ['cpu', 'ALARM', undefined, 'note', false],
    ['cpu', 'OK', 'chaos-experiment', 'note', false],
    ['cpu', 'INSUFFICIENT_DATA', 'chaos-experiment', 'note', false],
  ] as const)('%s at %s during %s: %s, expected %s', (role, state, holder, action, isExpected) => {
    const decision = judgeAlarm({ role, state, holder });

    expect(decision).toMatchObject({ action, isExpected });
    expect(decision.reason).not.toBe('');
  });
});
