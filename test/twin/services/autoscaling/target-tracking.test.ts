import { describe, expect, it } from 'vitest';
import { MINUTE, openWebTier, SECOND, type WebTier } from '../web-tier.ts';

const HOUR = 60 * MINUTE;
const POLICY = {
  AutoScalingGroupName: 'web',
  PolicyName: 'Maintain-CPU-at-40',
  PolicyType: 'TargetTrackingScaling',
  EstimatedInstanceWarmup: 300,
  TargetTrackingConfiguration: { PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' }, TargetValue: 40 },
};

/** A group of `min` nodes, warm, with the policy; a node uses 3 % idle and 1 % more for each request a second. */
async function tracked(options: { min?: number; max?: number; seed?: number } = {}, policy: object = {}): Promise<WebTier> {
  const web = await openWebTier(options);
  web.call('PutScalingPolicy', { ...POLICY, ...policy });
  await web.play(20 * MINUTE);
  return web;
}

function visit(web: WebTier, knots: [hours: number, perSecond: number][]): void {
  const fromMs = web.cloud.clock.nowMs;
  web.elb.flows.attach(
    web.dnsName,
    knots.map(([hours, perSecond]) => ({ atMs: fromMs + hours * HOUR, perSecond })),
  );
}

const alarms = (web: WebTier) => web.cloud.callNow('cloudwatch', 'DescribeAlarms', { AlarmNamePrefix: 'TargetTracking-web-' }).MetricAlarms;

describe('a target-tracking policy', () => {
  it('is two alarms: high over 3 minutes, low over 15 at 70 percent of the target', async () => {
    const web = await tracked();

    const found = alarms(web).map((alarm: Record<string, unknown>) => [
      alarm.ComparisonOperator,
      alarm.Threshold,
      alarm.EvaluationPeriods,
      alarm.Period,
    ]);

    expect(found).toEqual([
      ['GreaterThanThreshold', 40, 3, 60],
      ['LessThanThreshold', 28, 15, 60],
    ]);
  });

  it('has no low alarm when it may not scale in', async () => {
    const web = await tracked({}, { TargetTrackingConfiguration: { ...POLICY.TargetTrackingConfiguration, DisableScaleIn: true } });

    expect(alarms(web)).toHaveLength(1);
  });

  it('takes its alarms along when it is deleted', async () => {
    const web = await tracked();

    web.call('DeletePolicy', { AutoScalingGroupName: 'web', PolicyName: 'Maintain-CPU-at-40' });

    expect(alarms(web)).toEqual([]);
    expect(web.call('DescribePolicies', { AutoScalingGroupName: 'web' }).ScalingPolicies).toEqual([]);
  });

  it('refuses a metric that the twin does not track', async () => {
    const web = await openWebTier();
    const TargetTrackingConfiguration = { TargetValue: 40, PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageNetworkIn' } };

    expect(() => web.call('PutScalingPolicy', { ...POLICY, TargetTrackingConfiguration })).toThrow(
      'target tracking on ASGAverageNetworkIn',
    );
  });
});

describe('a busy group', () => {
  it('grows to what the ratio asks, three to five minutes after the peak began', async () => {
    const web = await tracked({ min: 2 });
    // 2 nodes at 60 requests a second are at 63 %; ceil(2 × 63 / 40) = 4.
    visit(web, [
      [0, 120],
      [3, 120],
    ]);
    const fromMs = web.cloud.clock.nowMs;

    await web.play(6 * MINUTE);

    const change = web.cloud.journal.lines
      .map((line) => JSON.parse(line))
      .find((entry) => entry.what === 'group-capacity' && entry.to === 4);
    const seconds = (Date.parse(change?.at) - fromMs) / SECOND;
    expect(web.group().DesiredCapacity).toBe(4);
    expect(seconds).toBeGreaterThanOrEqual(180);
    expect(seconds).toBeLessThanOrEqual(300);
    expect(change.reason).toMatch(/^a monitor alarm TargetTracking-web-AlarmHigh-.* in state ALARM triggered policy Maintain-CPU-at-40$/);
  });

  it('does not overshoot while the new instances warm up', async () => {
    const web = await tracked({ min: 2 });
    visit(web, [
      [0, 120],
      [3, 120],
    ]);

    await web.play(HOUR);

    expect(web.group().DesiredCapacity).toBe(4);
  });

  it('stops at its maximum', async () => {
    const web = await tracked({ min: 2, max: 3 });
    visit(web, [
      [0, 300],
      [2, 300],
    ]);

    await web.play(HOUR);

    expect(web.group().DesiredCapacity).toBe(3);
  });

  it('grows when its maximum is raised while the alarm lasts', async () => {
    const web = await tracked({ min: 2, max: 3 });
    visit(web, [
      [0, 300],
      [3, 300],
    ]);
    await web.play(HOUR);

    web.call('UpdateAutoScalingGroup', { AutoScalingGroupName: 'web', MaxSize: 12 });
    await web.play(30 * MINUTE);

    expect(web.group().DesiredCapacity).toBeGreaterThanOrEqual(8);
  });

  it('does not grow while alarm notifications are suspended', async () => {
    const web = await tracked({ min: 2 });
    web.call('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: ['AlarmNotification'] });
    visit(web, [
      [0, 120],
      [1, 120],
    ]);

    await web.play(30 * MINUTE);

    expect(web.group().DesiredCapacity).toBe(2);
  });
});

describe('a group whose visitors have gone', () => {
  it('shrinks one instance at a time, no sooner than 15 minutes after, down to its minimum', async () => {
    const web = await tracked({ min: 2 });
    visit(web, [
      [0, 240],
      [1, 240],
      [1.01, 20],
      [8, 20],
    ]);
    await web.play(HOUR);
    const grown = web.group().DesiredCapacity;
    const goneMs = web.cloud.clock.nowMs;

    await web.play(3 * HOUR);

    const shrinking = web.cloud.journal.lines
      .map((line) => JSON.parse(line))
      .filter((entry) => entry.what === 'group-capacity' && entry.to < entry.from && Date.parse(entry.at) > goneMs);
    expect(grown).toBeGreaterThanOrEqual(7);
    expect(web.group().DesiredCapacity).toBe(2);
    expect(shrinking.every((entry) => entry.from - entry.to === 1)).toBe(true);
    expect(Date.parse(shrinking[0].at) - goneMs).toBeGreaterThanOrEqual(15 * MINUTE);
    const gaps = shrinking.slice(1).map((entry, index) => Date.parse(entry.at) - Date.parse(shrinking[index].at));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2 * MINUTE);
    expect(web.elb.flows.totals(web.dnsName).failed).toBe(0);
  });

  it('keeps what it needs', async () => {
    const web = await tracked({ min: 2, max: 16 });
    web.call('SetDesiredCapacity', { AutoScalingGroupName: 'web', DesiredCapacity: 8 });
    // 8 nodes at 20 requests a second are at 23 %; 5 nodes at 32 are at 35 %: nothing is low any more.
    visit(web, [
      [0, 160],
      [8, 160],
    ]);

    await web.play(5 * HOUR);

    const kept = web.group().DesiredCapacity;
    expect(kept).toBeGreaterThanOrEqual(4);
    expect(kept).toBeLessThanOrEqual(6);
  });
});

describe('the alarms of a quiet group', () => {
  it('set no timers of their own once nothing changes any more', async () => {
    const web = await tracked({ min: 2, max: 4 });
    await web.play(2 * HOUR);

    expect(web.cloud.clock.nextAtMs()).toBeUndefined();
  });
});
