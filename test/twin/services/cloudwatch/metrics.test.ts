import { describe, expect, it } from 'vitest';
import { openWatch, timeMs } from './watch.ts';

const at = (time: string): Date => new Date(timeMs(time));
const QUERY = { Namespace: 'Shop', MetricName: 'Load', Period: 60, Statistics: ['Average'] };

describe('GetMetricStatistics', () => {
  it('answers whole minutes that are over, by periods from the start on', async () => {
    const { gauge, call, playTo } = openWatch();
    gauge.plan(timeMs('08:00:00'), 10);
    gauge.plan(timeMs('09:10:00'), 30);
    await playTo('09:15:20');

    const answer = call('cloudwatch', 'GetMetricStatistics', {
      ...QUERY,
      Period: 300,
      StartTime: at('09:07:20'),
      EndTime: at('09:15:20'),
      Statistics: ['Average', 'SampleCount', 'Maximum'],
    });

    expect(answer).toEqual({
      Label: 'Load',
      Datapoints: [
        { Timestamp: at('09:07:00'), Average: 18, SampleCount: 5, Maximum: 30 },
        { Timestamp: at('09:12:00'), Average: 30, SampleCount: 3, Maximum: 30 },
      ],
    });
  });

  it('leaves out periods without data', async () => {
    const { call, playTo } = openWatch();
    await playTo('09:10:00');

    const answer = call('cloudwatch', 'GetMetricStatistics', { ...QUERY, StartTime: at('09:00:00'), EndTime: at('09:10:00') });

    expect(answer.Datapoints).toEqual([]);
  });

  it.each([
    ['a period of seconds', { Period: 30 }, 'a period of 30 s'],
    ['too many points', { StartTime: at('00:00:00'), EndTime: new Date(timeMs('00:00:00') + 1441 * 60_000) }, 'exceeds the limit of 1440'],
    ['an end before the start', { StartTime: at('09:10:00') }, 'must be less than'],
    ['percentiles', { ExtendedStatistics: ['p99'] }, 'ExtendedStatistics'],
    ['an unknown statistic', { Statistics: ['Median'] }, 'Statistics'],
  ])('does not take %s', (_, more, message) => {
    const { call } = openWatch();

    const get = () => call('cloudwatch', 'GetMetricStatistics', { ...QUERY, StartTime: at('09:00:00'), EndTime: at('09:10:00'), ...more });

    expect(get).toThrow(message);
  });
});

describe('GetMetricData', () => {
  const stat = { Metric: { Namespace: 'Shop', MetricName: 'Load' }, Period: 60, Stat: 'Maximum' };
  const span = { StartTime: at('09:00:00'), EndTime: at('09:02:00') };

  it('answers the newest first unless asked otherwise', async () => {
    const { gauge, call, playTo } = openWatch();
    gauge.plan(timeMs('09:00:00'), 1);
    gauge.plan(timeMs('09:01:00'), 2);
    await playTo('09:05:00');

    const MetricDataQueries = [
      { Id: 'm1', MetricStat: stat, Label: 'load' },
      { Id: 'm2', MetricStat: stat, ReturnData: false },
    ];
    const down = call('cloudwatch', 'GetMetricData', { MetricDataQueries, ...span });
    const up = call('cloudwatch', 'GetMetricData', { MetricDataQueries, ...span, ScanBy: 'TimestampAscending' });

    expect(down.MetricDataResults).toEqual([
      { Id: 'm1', Label: 'load', Timestamps: [at('09:01:00'), at('09:00:00')], Values: [2, 1], StatusCode: 'Complete' },
    ]);
    expect(up.MetricDataResults[0].Values).toEqual([1, 2]);
  });

  it('answers what an expression makes of its metrics, where there is something', async () => {
    const { gauge, call, playTo } = openWatch();
    gauge.plan(timeMs('09:00:00'), 6);
    gauge.plan(timeMs('09:01:00'), 0);
    await playTo('09:05:00');
    const MetricDataQueries = [
      { Id: 'm1', MetricStat: stat, ReturnData: false },
      { Id: 'e1', Expression: '12 / m1', Label: 'share' },
    ];

    const { MetricDataResults } = call('cloudwatch', 'GetMetricData', { MetricDataQueries, ...span });

    expect(MetricDataResults).toEqual([{ Id: 'e1', Label: 'share', Timestamps: [at('09:00:00')], Values: [2], StatusCode: 'Complete' }]);
  });

  it.each([
    ['METRICS', { Id: 'e1', Expression: 'SUM(METRICS())' }],
    ['the statistic p99', { Id: 'm1', MetricStat: { ...stat, Stat: 'p99' } }],
  ])('refuses %s by name', (name, query) => {
    const { call } = openWatch();

    expect(() => call('cloudwatch', 'GetMetricData', { MetricDataQueries: [query], ...span })).toThrow(name);
  });
});

describe('PutMetricData', () => {
  const datum = { MetricName: 'Orders', Value: 90 };
  const orders = { MetricName: 'Orders', Statistic: 'Maximum', EvaluationPeriods: 3, DatapointsToAlarm: 1, Threshold: 75 };

  it('raises an alarm with data that come late, while they are in range', async () => {
    const { put, call, playTo, changes } = openWatch();
    put(orders);
    await playTo('09:10:00');

    call('cloudwatch', 'PutMetricData', { Namespace: 'Shop', MetricData: [{ ...datum, Timestamp: at('09:07:30') }] });
    await playTo('09:30:00');

    expect(changes()).toEqual(['09:10:40 INSUFFICIENT_DATA -> ALARM', '09:13:40 ALARM -> INSUFFICIENT_DATA']);
  });

  it('changes nothing with data that come too late', async () => {
    const { put, call, playTo, changes, nextTimer } = openWatch();
    put(orders);
    await playTo('09:30:00');

    call('cloudwatch', 'PutMetricData', { Namespace: 'Shop', MetricData: [{ ...datum, Timestamp: at('09:07:30') }] });
    await playTo('09:40:00');

    expect(changes()).toEqual([]);
    expect(nextTimer()).toBeUndefined();
  });

  it('adds up what falls into one period, each series for itself', async () => {
    const { call, playTo } = openWatch();
    const Dimensions = [{ Name: 'Node', Value: 'a' }];
    const data = [
      { MetricName: 'Orders', Value: 4 },
      { MetricName: 'Orders', Values: [1, 2], Counts: [2, 1] },
      { MetricName: 'Orders', StatisticValues: { SampleCount: 2, Sum: 10, Minimum: 3, Maximum: 7 } },
      { MetricName: 'Orders', Value: 100, Dimensions },
    ];
    call('cloudwatch', 'PutMetricData', { Namespace: 'Shop', MetricData: data });
    await playTo('09:05:00');

    const query = {
      ...QUERY,
      MetricName: 'Orders',
      StartTime: at('09:00:00'),
      EndTime: at('09:05:00'),
      Statistics: ['Sum', 'SampleCount', 'Minimum', 'Maximum'],
    };
    const plain = call('cloudwatch', 'GetMetricStatistics', query).Datapoints;
    const node = call('cloudwatch', 'GetMetricStatistics', { ...query, Dimensions }).Datapoints;

    expect(plain).toEqual([{ Timestamp: at('09:00:00'), Sum: 18, SampleCount: 6, Minimum: 1, Maximum: 7 }]);
    expect(node).toMatchObject([{ Sum: 100, SampleCount: 1 }]);
  });

  it.each([
    ['the namespace of a service', { Namespace: 'AWS/EC2' }, 'AWS/'],
    ['data of three weeks ago', { MetricData: [{ ...datum, Timestamp: new Date(timeMs('09:00:00') - 21 * 86_400_000) }] }, 'two weeks'],
    ['data without a value', { MetricData: [{ MetricName: 'Orders' }] }, 'Value'],
    ['data by the second', { MetricData: [{ ...datum, StorageResolution: 1 }] }, 'StorageResolution'],
    ['entities', { EntityMetricData: [] }, 'EntityMetricData'],
    ['counts that do not match', { MetricData: [{ MetricName: 'Orders', Values: [1], Counts: [1, 2] }] }, 'Counts'],
  ])('does not take %s', (_, more, message) => {
    const { call } = openWatch();

    expect(() => call('cloudwatch', 'PutMetricData', { Namespace: 'Shop', MetricData: [datum], ...more })).toThrow(message);
  });
});
