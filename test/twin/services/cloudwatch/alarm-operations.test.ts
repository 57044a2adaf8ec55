import { describe, expect, it } from 'vitest';
import { openWatch } from './watch.ts';

const ARN = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:load';

describe('PutMetricAlarm', () => {
  it.each([
    ['Metrics', { Metrics: [] }],
    ['ExtendedStatistic', { ExtendedStatistic: 'p99' }],
    ['EvaluateLowSampleCountPercentile', { EvaluateLowSampleCountPercentile: 'ignore' }],
    ['ThresholdMetricId', { ThresholdMetricId: 'm1' }],
    ['a period of 10 s', { Period: 10 }],
    ['the comparison LessThanLowerThreshold', { ComparisonOperator: 'LessThanLowerThreshold' }],
    ['the alarm action arn:aws:automate:us-east-1:ec2:reboot', { AlarmActions: ['arn:aws:automate:us-east-1:ec2:reboot'] }],
    ['an alarm over more than a day', { Period: 86_400, EvaluationPeriods: 2 }],
  ])('refuses %s by name', (name, more) => {
    const { put } = openWatch();

    expect(() => put(more)).toThrow(name);
  });

  it.each([
    ['a period that is no whole minute', { Period: 90 }, 'ValidationError'],
    ['more points to alarm than periods', { EvaluationPeriods: 2, DatapointsToAlarm: 3 }, 'ValidationError'],
    ['a span of more than a day', { Period: 300, EvaluationPeriods: 289 }, 'ValidationError'],
    ['no evaluation periods', { EvaluationPeriods: 0 }, 'ValidationError'],
    ['an unknown statistic', { Statistic: 'Median' }, 'ValidationError'],
    ['an unknown treatment', { TreatMissingData: 'maybe' }, 'ValidationError'],
    ['no threshold', { Threshold: undefined }, 'MissingRequiredParameterException'],
    ['no metric', { MetricName: undefined }, 'MissingRequiredParameterException'],
  ])('does not take %s', (_, more, shape) => {
    const { put, look } = openWatch();

    expect(() => put(more)).toThrow(expect.objectContaining({ shape }));
    expect(look()).toBeUndefined();
  });

  it('takes a threshold of zero', () => {
    const { put, look } = openWatch();

    put({ Threshold: 0 });

    expect(look()).toMatchObject({ Threshold: 0, DatapointsToAlarm: 1, TreatMissingData: 'missing', ActionsEnabled: true });
  });

  it('sees only data in the unit that it names', async () => {
    const { call, put, look, play } = openWatch();
    for (const Unit of ['Percent', 'Count']) put({ AlarmName: Unit, MetricName: 'Fill', Unit });

    call('cloudwatch', 'PutMetricData', { Namespace: 'Shop', MetricData: [{ MetricName: 'Fill', Value: 99, Unit: 'Percent' }] });
    await play(120);

    expect([look('Percent').StateValue, look('Count').StateValue]).toEqual(['ALARM', 'INSUFFICIENT_DATA']);
  });
});

describe('DescribeAlarms', () => {
  it.each([
    ['everything by name', {}, ['api', 'web-1', 'web-2']],
    ['names', { AlarmNames: ['web-2', 'gone'] }, ['web-2']],
    ['a prefix', { AlarmNamePrefix: 'web' }, ['web-1', 'web-2']],
    ['a state', { StateValue: 'ALARM' }, ['web-1']],
    ['composite alarms, of which there are none', { AlarmTypes: ['CompositeAlarm'] }, []],
    ['an action', { ActionPrefix: 'arn:aws:sns' }, ['api']],
  ])('answers %s', (_, input, names) => {
    const { put, call } = openWatch();
    for (const AlarmName of ['web-2', 'web-1', 'api'])
      put({ AlarmName, OKActions: AlarmName === 'api' ? ['arn:aws:sns:us-east-1:123456789012:ops'] : [] });
    call('cloudwatch', 'SetAlarmState', { AlarmName: 'web-1', StateValue: 'ALARM', StateReason: 'a drill' });

    const answer = call('cloudwatch', 'DescribeAlarms', input);

    expect(answer.MetricAlarms.map((alarm: { AlarmName: string }) => alarm.AlarmName)).toEqual(names);
  });

  it('answers page by page', () => {
    const { put, call } = openWatch();
    for (const AlarmName of ['a', 'b', 'c']) put({ AlarmName });

    const first = call('cloudwatch', 'DescribeAlarms', { MaxRecords: 2 });
    const second = call('cloudwatch', 'DescribeAlarms', { MaxRecords: 2, NextToken: first.NextToken });

    expect([first.MetricAlarms.length, second.MetricAlarms.length, second.NextToken]).toEqual([2, 1, undefined]);
    expect(() => call('cloudwatch', 'DescribeAlarms', { NextToken: 'x' })).toThrow(expect.objectContaining({ shape: 'InvalidNextToken' }));
    expect(() => call('cloudwatch', 'DescribeAlarms', { ChildrenOfAlarmName: 'a' })).toThrow('ChildrenOfAlarmName');
  });
});

describe('what names an alarm that is not there', () => {
  it.each([
    ['DeleteAlarms', { AlarmNames: ['load', 'gone'] }, 'ResourceNotFound'],
    ['SetAlarmState', { AlarmName: 'gone', StateValue: 'OK', StateReason: 'x' }, 'ResourceNotFound'],
    ['ListTagsForResource', { ResourceARN: `${ARN}-gone` }, 'ResourceNotFoundException'],
    ['TagResource', { ResourceARN: `${ARN}-gone`, Tags: [] }, 'ResourceNotFoundException'],
  ])('%s fails and changes nothing', (operation, input, shape) => {
    const { put, call, look } = openWatch();
    put();

    expect(() => call('cloudwatch', operation, input)).toThrow(expect.objectContaining({ shape, statusCode: 404 }));
    expect(look().AlarmName).toBe('load');
  });

  it('sets no state that does not exist', () => {
    const { put, call } = openWatch();
    put();

    const set = () => call('cloudwatch', 'SetAlarmState', { AlarmName: 'load', StateValue: 'FINE', StateReason: 'x' });

    expect(set).toThrow(expect.objectContaining({ shape: 'InvalidFormatFault' }));
  });
});

describe('tags', () => {
  it('come with a new alarm, change by themselves, and reach the tagging service', () => {
    const { put, call, cloudwatch } = openWatch();
    put({ Tags: [{ Key: 'site', Value: 'shop' }] });

    put({ Tags: [{ Key: 'ignored', Value: 'on update' }] });
    call('cloudwatch', 'TagResource', { ResourceARN: ARN, Tags: [{ Key: 'team', Value: 'web' }] });
    call('cloudwatch', 'UntagResource', { ResourceARN: ARN, TagKeys: ['site'] });

    expect(call('cloudwatch', 'ListTagsForResource', { ResourceARN: ARN }).Tags).toEqual([{ Key: 'team', Value: 'web' }]);
    expect(cloudwatch.taggedResources()).toEqual([{ arn: ARN, tags: { team: 'web' }, billable: false }]);
  });
});

describe('DescribeAlarmHistory', () => {
  it('outlives the alarm, newest first, for two weeks', async () => {
    const { put, call, play } = openWatch();
    put();
    call('cloudwatch', 'SetAlarmState', { AlarmName: 'load', StateValue: 'OK', StateReason: 'a drill' });
    call('cloudwatch', 'DeleteAlarms', { AlarmNames: ['load'] });
    const types = () =>
      call('cloudwatch', 'DescribeAlarmHistory', { AlarmName: 'load' }).AlarmHistoryItems.map(
        (item: { HistorySummary: string }) => item.HistorySummary,
      );

    const now = types();
    await play(15 * 86_400);

    expect(now).toEqual(['Alarm "load" deleted', 'Alarm updated from INSUFFICIENT_DATA to OK', 'Alarm "load" created']);
    expect(types()).toEqual([]);
  });
});
