import { describe, expect, it } from 'vitest';
import { createSns } from '#twin/services/sns/index.ts';
import { createFunctions, functionArn } from '../account.ts';
import { Gauge, openWatch } from './watch.ts';

const load = (Id: string, MetricName: string, more: object = {}) => ({
  Id,
  MetricStat: { Metric: { Namespace: 'Shop', MetricName, Dimensions: [{ Name: 'Tier', Value: 'web' }] }, Period: 60, Stat: 'Sum' },
  ReturnData: false,
  ...more,
});
const SHARE = { Id: 'share', Expression: '100 * FILL(bad, 0) / all', Label: 'Share of bad ones' };
const RATE = {
  AlarmName: 'share',
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
  Metrics: [SHARE, load('bad', 'Bad'), load('all', 'All')],
};

/** An account whose bad and whose all requests are gauges. */
function openShop(others: Parameters<typeof openWatch>[0] = []) {
  const twin = openWatch(others);
  const gauge = (metricName: string): Gauge => {
    const made = new Gauge(twin.cloud, metricName);
    twin.cloudwatch.registerSource(made);
    return made;
  };
  const put = (more: object = {}) => twin.call('cloudwatch', 'PutMetricAlarm', { ...RATE, ...more });
  return { ...twin, bad: gauge('Bad'), all: gauge('All'), put, look: () => twin.look('share') };
}

describe('an alarm on an expression', () => {
  it('follows the value of its expression', async () => {
    const { put, all, bad, playTo, changes } = openShop();
    all.set(100);
    put();
    await playTo('09:05:30');

    bad.set(6);
    await playTo('09:20:30');
    bad.set(5);
    await playTo('09:40:00');

    expect(changes()).toEqual(['09:00:40 INSUFFICIENT_DATA -> OK', '09:07:40 OK -> ALARM', '09:22:40 ALARM -> OK']);
  });

  it('is quiet while nobody comes, and sees a total outage', async () => {
    const { put, bad, all, playTo, changes } = openShop();
    put({
      Metrics: [{ ...SHARE, Expression: '100 * FILL(bad, 0) / (FILL(all, 0) + FILL(bad, 0))' }, load('bad', 'Bad'), load('all', 'All')],
    });
    await playTo('09:10:30');

    bad.set(40);
    await playTo('09:20:00');
    bad.set(undefined);
    all.set(undefined);
    await playTo('09:40:00');

    // The last point, of 09:19, is one of the newest three up to the boundary 09:22.
    expect(changes()).toEqual(['09:00:40 INSUFFICIENT_DATA -> OK', '09:12:40 OK -> ALARM', '09:23:40 ALARM -> OK']);
  });

  it('waits for nothing while its metrics are steady', async () => {
    const { put, all, bad, playTo, nextTimer } = openShop();
    all.set(100);
    bad.set(1);
    put();

    await playTo('10:00:00');

    expect(nextTimer()).toBeUndefined();
  });

  it('is described with its list, and without a metric of its own', () => {
    const { put, look } = openShop();

    put();

    expect(look().Metrics).toEqual([{ ...SHARE, ReturnData: true }, load('bad', 'Bad'), load('all', 'All')]);
    expect(look()).not.toHaveProperty('MetricName');
    expect(look()).not.toHaveProperty('Period');
  });

  it('tells bus and topic of its list, and of no statistic', async () => {
    const topic = 'arn:aws:sns:us-east-1:123456789012:ops';
    const said: { Records: { Sns: { Message: string } }[] }[] = [];
    const functions = createFunctions({ tell: (payload) => void said.push(payload as (typeof said)[number]) }, [topic]);
    const { cloud, call, put, all, bad, play, look } = openShop([createSns, functions.module]);
    const events: { detail: Record<string, unknown> }[] = [];
    cloud.connectBus((event) => void events.push(event));
    call('sns', 'CreateTopic', { Name: 'ops' });
    call('sns', 'Subscribe', { TopicArn: topic, Protocol: 'lambda', Endpoint: functionArn('tell') });
    all.set(100);
    bad.set(50);

    put({ AlarmActions: [topic] });
    await play(300);

    expect(events.at(-1)?.detail.configuration).toMatchObject({
      metrics: [
        { id: 'share', expression: SHARE.Expression, label: 'Share of bad ones', returnData: true },
        { id: 'bad', metricStat: { metric: { namespace: 'Shop', name: 'Bad', dimensions: { Tier: 'web' } }, period: 60, stat: 'Sum' } },
        { id: 'all', returnData: false },
      ],
    });
    const [message] = said.map(({ Records: [record] }) => JSON.parse(record?.Sns.Message ?? ''));
    expect(message.Trigger).toMatchObject({ Period: 60, Threshold: 5, Metrics: [SHARE, { Id: 'bad' }, { Id: 'all' }] });
    expect(message.Trigger.Metrics[1].MetricStat.Metric.Dimensions).toEqual([{ name: 'Tier', value: 'web' }]);
    expect(message.Trigger).not.toHaveProperty('MetricName');
    expect(JSON.parse(look().StateReasonData)).not.toHaveProperty('statistic');
    expect(JSON.parse(look().StateReasonData)).toMatchObject({ period: 60, recentDatapoints: [50] });
  });

  it('is made by a template, whose numbers are texts', () => {
    const { cloud, look } = openShop();
    const bad = load('bad', 'Bad');
    const Metrics = [
      { Id: 'share', Expression: 'bad * 2', ReturnData: 'true' },
      { ...bad, ReturnData: 'false', MetricStat: { ...bad.MetricStat, Period: '60' } },
    ];

    cloud.provider('AWS::CloudWatch::Alarm').create({ ...RATE, Threshold: '5', Metrics }, { tags: {} } as never);

    expect(look()).toMatchObject({ Threshold: 5, Metrics: [{ Id: 'share', ReturnData: true }, { ...bad }] });
  });
});

describe('a metrics list is refused', () => {
  it.each<[string, object, RegExp]>([
    ['beside a metric', { MetricName: 'Load' }, /Metrics list can't be used with MetricName/],
    ['beside a period', { Period: 60 }, /Metrics list can't be used with Period/],
    ['with two lines that return', { Metrics: [SHARE, load('bad', 'Bad', { ReturnData: true }), load('all', 'All')] }, /exactly one entry/],
    ['with none that returns', { Metrics: [load('bad', 'Bad')] }, /exactly one entry/],
    ['with an id of nobody', { Metrics: [SHARE, load('bad', 'Bad')] }, /no entry has the id all/],
    ['with one id twice', { Metrics: [SHARE, load('bad', 'Bad'), load('bad', 'Bad'), load('all', 'All')] }, /two entries have the id bad/],
    ['with a great id', { Metrics: [{ Id: 'Share', Expression: '1' }] }, /the id Share does not begin with a small letter/],
    [
      'with a line that leads back',
      {
        Metrics: [
          { Id: 'a', Expression: 'b' },
          { Id: 'b', Expression: 'a', ReturnData: false },
        ],
      },
      /leads back/,
    ],
    ['with a line that is both', { Metrics: [{ ...load('bad', 'Bad'), Expression: '1', ReturnData: true }] }, /a metric and an expression/],
    [
      'with eleven metrics',
      { Metrics: Array.from({ length: 11 }, (_, index) => load(`m${index}`, 'Bad', { ReturnData: index === 0 })) },
      /more than 10 metrics/,
    ],
    [
      'with a percentile',
      { Metrics: [{ ...load('bad', 'Bad'), MetricStat: { ...load('b', 'B').MetricStat, Stat: 'p99' } }] },
      /the statistic p99/,
    ],
    ['with an account', { Metrics: [{ ...load('bad', 'Bad'), AccountId: '1' }] }, /Metrics with AccountId/],
    [
      'with two periods',
      { Metrics: [SHARE, load('bad', 'Bad'), { ...load('all', 'All'), MetricStat: { ...load('b', 'All').MetricStat, Period: 300 } }] },
      /metrics of several periods/,
    ],
  ])('%s', (_, more, message) => {
    const { put } = openShop();

    expect(() => put(more)).toThrow(message);
  });
});
