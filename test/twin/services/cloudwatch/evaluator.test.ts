import { describe, expect, it } from 'vitest';
import { openWatch, timeMs } from './watch.ts';

describe('an alarm over time', () => {
  it('begins without a verdict and is judged forty seconds after the minute', async () => {
    const { put, look, gauge, playTo, changes } = openWatch();
    gauge.set(10);

    put();
    const before = look();
    await playTo('09:05:00');

    expect(before).toMatchObject({ StateValue: 'INSUFFICIENT_DATA', StateReason: 'Unchecked: Initial alarm creation' });
    expect(changes()).toEqual(['09:01:40 INSUFFICIENT_DATA -> OK']);
  });

  it('needs a whole minute of breach, and its lag', async () => {
    const { put, gauge, playTo, changes, look } = openWatch();
    gauge.set(10);
    put();
    await playTo('09:10:30');

    gauge.set(90);
    await playTo('09:20:30');
    gauge.set(10);
    await playTo('09:40:00');

    expect(changes().slice(1)).toEqual(['09:12:40 OK -> ALARM', '09:22:40 ALARM -> OK']);
    expect(look().StateReason).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [10.0 (08/02/18 09:21:00)] was not greater than or equal to the threshold (75.0) (minimum 1 datapoint for ALARM -> OK transition).',
    );
  });

  it('asks for M out of N breaches, wherever they lie', async () => {
    const { put, gauge, playTo, changes } = openWatch();
    gauge.set(10);
    for (const [time, value] of Object.entries({ '09:10:00': 90, '09:11:00': 10, '09:12:00': 90, '09:13:00': 10 }))
      gauge.plan(timeMs(time), value);

    put({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    put({ AlarmName: 'strict', EvaluationPeriods: 3 });
    await playTo('09:30:00');

    expect(changes().slice(2)).toEqual(['09:13:40 OK -> ALARM', '09:14:40 ALARM -> OK']);
  });

  it('slides a period that is longer than its data over the minutes', async () => {
    const { put, gauge, playTo, changes } = openWatch();
    gauge.set(50);
    put({ Period: 300 });
    await playTo('09:20:00');

    gauge.set(100);
    await playTo('09:40:00');

    // Two minutes of 50 and three of 100 are 80 on average: the window that ends at 09:23.
    expect(changes()).toContain('09:23:40 OK -> ALARM');
  });

  it('loses its verdict when the metric stops and the range has passed', async () => {
    const { put, gauge, playTo, changes, look } = openWatch();
    gauge.set(10);
    put({ EvaluationPeriods: 3 });
    await playTo('09:10:00');

    gauge.set(undefined);
    await playTo('09:30:00');

    // The last point, of 09:09, is one of the newest five up to the boundary 09:14.
    expect(changes().at(-1)).toBe('09:15:40 OK -> INSUFFICIENT_DATA');
    expect(look().StateReason).toBe('Insufficient Data: 3 datapoints were unknown.');
  });

  it.each([
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
    ['ignore', 'INSUFFICIENT_DATA'],
    ['missing', 'INSUFFICIENT_DATA'],
  ])('on a metric that nobody has treats %s as %s', async (TreatMissingData, state) => {
    const { put, look, play, nextTimer } = openWatch();

    put({ MetricName: 'Nothing', TreatMissingData });
    await play(3600);

    expect(look().StateValue).toBe(state);
    expect(nextTimer()).toBeUndefined();
  });

  it('keeps its state over missing data that it ignores', async () => {
    const { put, gauge, playTo, changes } = openWatch();
    gauge.set(90);
    put({ TreatMissingData: 'ignore' });
    await playTo('09:10:00');

    gauge.set(undefined);
    await playTo('10:10:00');

    expect(changes()).toEqual(['09:01:40 INSUFFICIENT_DATA -> ALARM']);
  });
});

describe('the timers of an alarm', () => {
  it('are none while the metric is steady', async () => {
    const { put, gauge, playTo, nextTimer } = openWatch();
    gauge.plan(timeMs('08:00:00'), 10);
    put({ EvaluationPeriods: 15 });

    await playTo('09:02:00');

    expect(nextTimer()).toBeUndefined();
  });

  it('come back with a change and end when the range has settled', async () => {
    const { put, gauge, playTo, nextTimer } = openWatch();
    gauge.plan(timeMs('08:00:00'), 10);
    put({ EvaluationPeriods: 3 });
    await playTo('11:00:00');

    gauge.set(90);
    const woken = nextTimer();
    await playTo('11:04:00');
    const busy = nextTimer();
    await playTo('11:06:00');

    expect([woken, busy, nextTimer()]).toEqual(['11:00:40', '11:04:40', undefined]);
  });

  it('wait for a change that the source foresees', async () => {
    const { put, gauge, playTo, nextTimer, changes } = openWatch();
    gauge.plan(timeMs('08:00:00'), 10);
    gauge.plan(timeMs('15:30:10'), 90);
    put();

    await playTo('09:02:00');
    const next = nextTimer();
    await playTo('16:00:00');

    expect(next).toBe('15:31:40');
    expect(changes().at(-1)).toBe('15:32:40 OK -> ALARM');
    expect(nextTimer()).toBeUndefined();
  });

  it.each(['elb:flow', 'elb:target-health'] as const)('come with %s for load balancers', async (signal) => {
    const { cloud, put, play, nextTimer } = openWatch();
    put({ Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount' });
    await play(600);

    cloud.signals.emit(signal, { loadBalancerArn: 'arn', targetGroupArn: 'arn', targetId: 'i-1', state: 'healthy' });

    expect(nextTimer()).toBe('09:10:40');
  });

  it('come when a source registers for a metric that is watched', async () => {
    const { cloudwatch, put, play, changes } = openWatch();
    put({ MetricName: 'Queue' });
    await play(600);

    const read = () => ({ sampleCount: 1, sum: 99, minimum: 99, maximum: 99 });
    cloudwatch.registerSource({ namespace: 'Shop', metricName: 'Queue', read, steadyUntilMs: () => Number.POSITIVE_INFINITY });
    await play(60);

    expect(changes()).toEqual(['09:10:40 INSUFFICIENT_DATA -> ALARM']);
  });

  it('are the same in every run', async () => {
    const run = async () => {
      const { put, gauge, playTo, cloud } = openWatch();
      gauge.set(10);
      put({ EvaluationPeriods: 3 });
      put({ AlarmName: 'other' });
      await playTo('09:10:30');
      gauge.set(90);
      await playTo('09:30:00');
      return cloud.journal.head;
    };

    expect(await run()).toBe(await run());
  });
});

describe('an alarm that is changed meanwhile', () => {
  it('is forgotten with its timer when it is deleted', async () => {
    const { put, call, gauge, play, nextTimer, journal } = openWatch();
    gauge.set(90);
    put();

    call('cloudwatch', 'DeleteAlarms', { AlarmNames: ['load'] });
    await play(600);

    expect(nextTimer()).toBeUndefined();
    expect(journal('alarm')).toEqual([]);
  });

  it('may be deleted by whoever hears of it', async () => {
    const { cloud, put, call, gauge, play, look, nextTimer } = openWatch();
    cloud.signals.on('cloudwatch:alarm', ({ alarmName }) => void call('cloudwatch', 'DeleteAlarms', { AlarmNames: [alarmName] }));
    gauge.set(90);
    put();

    await play(600);

    expect(look()).toBeUndefined();
    expect(nextTimer()).toBeUndefined();
  });

  it('begins anew under the same name', async () => {
    const { put, call, gauge, play, changes } = openWatch();
    gauge.set(90);
    put();
    await play(300);

    call('cloudwatch', 'DeleteAlarms', { AlarmNames: ['load'] });
    put({ Threshold: 95 });
    await play(300);

    expect(changes()).toEqual(['09:01:40 INSUFFICIENT_DATA -> ALARM', '09:05:40 INSUFFICIENT_DATA -> OK']);
  });

  it('keeps its state when it is configured anew, until it is judged again', async () => {
    const { put, gauge, play, look } = openWatch();
    gauge.set(90);
    put();
    await play(300);

    put({ Threshold: 95 });
    const between = look();
    await play(300);

    expect(between).toMatchObject({ StateValue: 'ALARM', Threshold: 95 });
    expect(look().StateValue).toBe('OK');
  });

  it('is in a state that was set until it is judged again', async () => {
    const { put, call, gauge, play, changes } = openWatch();
    gauge.set(10);
    put();
    await play(600);

    call('cloudwatch', 'SetAlarmState', { AlarmName: 'load', StateValue: 'ALARM', StateReason: 'a drill' });
    await play(600);

    expect(changes().slice(1)).toEqual(['09:10:00 OK -> ALARM', '09:10:40 ALARM -> OK']);
  });
});
