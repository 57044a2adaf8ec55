import { describe, expect, it } from 'vitest';
import type { BusEvent } from '#twin/cloud.ts';
import { createSns } from '#twin/services/sns/index.ts';
import { createFunctions, functionArn } from '../account.ts';
import { openWatch } from './watch.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:ops';
const ALARM_ARN = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:load';
const POLICY = 'arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:autoScalingGroupName/web:policyName/out';

/** An account whose topic invokes a function, so that each message can be read. */
function withTopic() {
  const read: { Subject: string; Message: string }[] = [];
  const hear = (payload: unknown): void =>
    void read.push((payload as { Records: { Sns: { Subject: string; Message: string } }[] }).Records[0]?.Sns as never);
  const functions = createFunctions({ hear, act: () => undefined }, [TOPIC, ALARM_ARN]);
  const twin = openWatch([createSns, functions.module]);
  twin.call('sns', 'CreateTopic', { Name: 'ops' });
  twin.call('sns', 'Subscribe', { TopicArn: TOPIC, Protocol: 'lambda', Endpoint: functionArn('hear') });
  return { ...twin, messages: read, invocations: functions.invocations };
}

describe('a change of state', () => {
  it('stands in the journal, in the history and on the bus', async () => {
    const { cloud, call, put, gauge, play, journal } = openWatch();
    const events: BusEvent[] = [];
    cloud.connectBus((event) => void events.push(event));
    gauge.set(90);
    put({ AlarmDescription: 'too much', Dimensions: [{ Name: 'Shop', Value: 'web' }] });

    await play(120);

    const reason = expect.stringContaining(
      '[90.0 (08/02/18 09:00:00)] was greater than or equal to the threshold (75.0) (minimum 1 datapoint for OK -> ALARM transition)',
    );
    expect(journal('alarm')).toMatchObject([{ alarm: 'load', from: 'INSUFFICIENT_DATA', to: 'ALARM', reason }]);
    const history = call('cloudwatch', 'DescribeAlarmHistory', { AlarmName: 'load', HistoryItemType: 'StateUpdate' }).AlarmHistoryItems;
    expect(history).toMatchObject([{ HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to ALARM' }]);
    expect(events).toMatchObject([
      {
        source: 'aws.cloudwatch',
        'detail-type': 'CloudWatch Alarm State Change',
        resources: [ALARM_ARN],
        detail: {
          alarmName: 'load',
          state: { value: 'ALARM', reason, timestamp: '2018-02-08T09:01:40.000+0000' },
          previousState: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation' },
          configuration: {
            description: 'too much',
            metrics: [
              {
                metricStat: { metric: { namespace: 'Shop', name: 'Load', dimensions: { Shop: 'web' } }, period: 60, stat: 'Average' },
                returnData: true,
              },
            ],
          },
        },
      },
    ]);
    const data = JSON.parse((events[0]?.detail as { state?: { reasonData: string } } | undefined)?.state?.reasonData ?? '{}');
    expect(data).toMatchObject({
      version: '1.0',
      queryDate: '2018-02-08T09:01:40.000+0000',
      recentDatapoints: [90],
      threshold: 75,
      period: 60,
    });
  });

  it('is told to a topic once, as CloudWatch writes it', async () => {
    const { put, gauge, playTo, messages } = withTopic();
    gauge.set(10);
    put({ AlarmActions: [TOPIC] });
    await playTo('09:10:00');

    gauge.set(90);
    await playTo('12:00:00');

    expect(messages.map((message) => message.Subject)).toEqual(['ALARM: "load" in US East (N. Virginia)']);
    expect(JSON.parse(messages[0]?.Message as string)).toMatchObject({
      AlarmName: 'load',
      AlarmDescription: null,
      AWSAccountId: '123456789012',
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      StateChangeTime: '2018-02-08T09:11:40.000+0000',
      Region: 'US East (N. Virginia)',
      AlarmArn: ALARM_ARN,
      Trigger: {
        MetricName: 'Load',
        Namespace: 'Shop',
        Statistic: 'AVERAGE',
        Period: 60,
        Threshold: 75,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      },
    });
  });

  it('takes the actions of the state that is entered only', async () => {
    const { put, gauge, playTo, messages } = withTopic();
    gauge.set(90);
    put({ OKActions: [TOPIC], InsufficientDataActions: [TOPIC] });
    await playTo('09:10:00');
    const inAlarm = messages.length;

    gauge.set(10);
    await playTo('09:20:00');
    gauge.set(undefined);
    await playTo('09:30:00');

    expect(inAlarm).toBe(0);
    expect(messages.map((message) => message.Subject.split(':')[0])).toEqual(['OK', 'INSUFFICIENT_DATA']);
  });

  it('is told to nobody while actions are disabled, and is a change all the same', async () => {
    const { put, call, gauge, playTo, messages, changes } = withTopic();
    gauge.set(10);
    put({ AlarmActions: [TOPIC], OKActions: [TOPIC], ActionsEnabled: false });
    await playTo('09:10:00');

    gauge.set(90);
    await playTo('09:20:00');
    const disabled = messages.length;
    call('cloudwatch', 'EnableAlarmActions', { AlarmNames: ['load'] });
    gauge.set(10);
    await playTo('09:30:00');
    call('cloudwatch', 'DisableAlarmActions', { AlarmNames: ['load'] });
    gauge.set(90);
    await playTo('09:40:00');

    expect(disabled).toBe(0);
    expect(messages.map((message) => message.Subject)).toEqual(['OK: "load" in US East (N. Virginia)']);
    expect(changes()).toHaveLength(4);
  });

  it('is not undone by a topic that is not there', async () => {
    const { put, call, gauge, play, look } = withTopic();
    gauge.set(90);
    put({ AlarmActions: ['arn:aws:sns:us-east-1:123456789012:nobody', TOPIC] });

    await play(120);

    const history = call('cloudwatch', 'DescribeAlarmHistory', {
      HistoryItemType: 'Action',
      ScanBy: 'TimestampAscending',
    }).AlarmHistoryItems;
    expect(look().StateValue).toBe('ALARM');
    expect(history.map((item: { HistorySummary: string }) => item.HistorySummary)).toEqual([
      'Failed to execute action arn:aws:sns:us-east-1:123456789012:nobody',
      `Successfully executed action ${TOPIC}`,
    ]);
  });

  it('invokes a function', async () => {
    const { put, gauge, play, invocations } = withTopic();
    gauge.set(90);
    put({ AlarmActions: [functionArn('act')] });

    await play(120);

    expect(invocations).toMatchObject([
      {
        name: 'act',
        type: 'Event',
        payload: { source: 'aws.cloudwatch', alarmArn: ALARM_ARN, alarmData: { alarmName: 'load', state: { value: 'ALARM' } } },
      },
    ]);
  });

  it('is a signal for scaling policies, who read their own alarm', async () => {
    const { cloud, put, gauge, play, look } = openWatch();
    const heard: unknown[] = [];
    cloud.signals.on('cloudwatch:alarm', (signal) => void heard.push({ ...signal, seen: look().StateValue, actions: look().AlarmActions }));
    gauge.set(90);
    put({ AlarmActions: [POLICY] });

    await play(600);

    expect(heard).toEqual([{ alarmName: 'load', state: 'ALARM', previous: 'INSUFFICIENT_DATA', seen: 'ALARM', actions: [POLICY] }]);
  });
});
