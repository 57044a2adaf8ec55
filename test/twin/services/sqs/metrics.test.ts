// Goal: CloudWatch sees of a queue what waits in it, minute by minute, whatever hides and comes back. Method: a queue, its metrics and an
// alarm in virtual time.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from '#twin/cloud.ts';
import { createCloudWatch } from '#twin/services/cloudwatch/index.ts';
import { createSqs } from '#twin/services/sqs/index.ts';
import { openAccount, START_MS } from '../account.ts';

const MINUTE_SECONDS = 60;

describe('the metrics of a queue', () => {
  let account: ReturnType<typeof openAccount>;
  let QueueUrl: string;
  const call = (operation: string, input: object = {}) => account.call('sqs', operation, { QueueUrl, ...input });
  const minutes = (MetricName: string): number[] => {
    const input = {
      Namespace: 'AWS/SQS',
      MetricName,
      Dimensions: [{ Name: 'QueueName', Value: 'work' }],
      StartTime: new Date(START_MS),
      EndTime: new Date(account.cloud.clock.nowMs),
      Period: MINUTE_SECONDS,
      Statistics: ['Maximum'],
    };
    return account.call('cloudwatch', 'GetMetricStatistics', input).Datapoints.map(({ Maximum }: { Maximum: number }) => Maximum);
  };
  const send = (count: number) => {
    for (let index = 0; index < count; index++) call('SendMessage', { MessageBody: `${index}` });
  };

  beforeEach(() => {
    let sqs: ReturnType<typeof createSqs> | undefined;
    account = openAccount([
      (cloud: Cloud) => {
        sqs = createSqs(cloud);
        return sqs;
      },
      (cloud: Cloud) => {
        const watch = createCloudWatch(cloud);
        for (const source of sqs?.metricSources ?? []) watch.registerSource(source);
        return watch;
      },
    ]);
    QueueUrl = account.call('sqs', 'CreateQueue', { QueueName: 'work', Attributes: { VisibilityTimeout: '90' } }).QueueUrl;
  });

  it('are what can be received when a minute begins: less what is worked on, and again what nobody finished', async () => {
    await account.play(30);
    send(3);
    await account.play(60);
    call('ReceiveMessage', { MaxNumberOfMessages: 2 });
    await account.play(45);
    const [done] = call('ReceiveMessage').Messages;
    call('DeleteMessage', { ReceiptHandle: done.ReceiptHandle });
    await account.play(3 * 60);

    // 0:00 nothing; 1:00 three; 2:00 one of them, which is done at 2:15; 3:00 the two that nobody finished.
    expect(minutes('ApproximateNumberOfMessagesVisible')).toEqual([0, 3, 1, 2, 2]);
  });

  it('tell the age of the oldest message, and nothing of an empty queue', async () => {
    await account.play(30);
    send(1);
    await account.play(150);
    const [{ ReceiptHandle }] = call('ReceiveMessage').Messages;
    call('DeleteMessage', { ReceiptHandle });
    await account.play(120);

    expect(minutes('ApproximateAgeOfOldestMessage')).toEqual([30, 90]);
  });

  it('raise an alarm on what waits, and clear it when it is gone', async () => {
    account.call('cloudwatch', 'PutMetricAlarm', {
      AlarmName: 'backlog',
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: 'work' }],
      Statistic: 'Maximum',
      Period: MINUTE_SECONDS,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
    });
    const state = () => account.call('cloudwatch', 'DescribeAlarms', { AlarmNames: ['backlog'] }).MetricAlarms[0].StateValue;
    send(6);
    await account.play(3 * 60);
    const raised = state();

    call('PurgeQueue');
    await account.play(3 * 60);

    expect([raised, state()]).toEqual(['ALARM', 'OK']);
  });

  it('set no timer once nothing is hidden and nothing changes', async () => {
    send(1);
    call('ReceiveMessage');
    await account.play(10 * 60);

    expect(account.cloud.clock.nextAtMs()).toBeUndefined();
  });

  it('are none of a queue that is not there', async () => {
    call('DeleteQueue');
    await account.play(120);

    expect(minutes('ApproximateNumberOfMessagesVisible')).toEqual([]);
  });
});
