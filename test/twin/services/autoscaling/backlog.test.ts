// Goal: a group follows what waits in a queue for each of its nodes, as AWS documents it with metric math. Method: the web tier's group, a
// queue whose messages are sent and purged, virtual time.
import { describe, expect, it } from 'vitest';
import { createSqs } from '#twin/services/sqs/index.ts';
import { MINUTE, openWebTier, type WebTier } from '../web-tier.ts';

const stat = (Namespace: string, MetricName: string, Name: string, Value: string, Stat: string) => ({
  Metric: { Namespace, MetricName, Dimensions: [{ Name, Value }] },
  Stat,
});
const METRICS = [
  { Id: 'm1', MetricStat: stat('AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', 'work', 'Sum'), ReturnData: false },
  { Id: 'm2', MetricStat: stat('AWS/AutoScaling', 'GroupInServiceInstances', 'AutoScalingGroupName', 'web', 'Average'), ReturnData: false },
  { Id: 'e1', Expression: 'm1 / m2', Label: 'backlog' },
];
const POLICY = {
  AutoScalingGroupName: 'web',
  PolicyName: 'backlog',
  PolicyType: 'TargetTrackingScaling',
  EstimatedInstanceWarmup: 180,
  TargetTrackingConfiguration: { CustomizedMetricSpecification: { Metrics: METRICS }, TargetValue: 100 },
};

async function openWorkers() {
  const web = await openWebTier({ min: 1, max: 10 });
  const sqs = createSqs(web.cloud);
  web.cloud.add(sqs);
  for (const source of [...sqs.metricSources, ...web.autoscaling.metricSources]) web.cloudwatch.registerSource(source);
  const { QueueUrl } = web.cloud.callNow('sqs', 'CreateQueue', { QueueName: 'work' });
  web.call('EnableMetricsCollection', { AutoScalingGroupName: 'web', Granularity: '1Minute' });
  web.call('PutScalingPolicy', POLICY);
  await web.play(25 * MINUTE);
  const send = (count: number): void => {
    for (let index = 0; index < count; index++) web.cloud.callNow('sqs', 'SendMessage', { QueueUrl, MessageBody: 'work' });
  };
  return { web, send, purge: () => web.cloud.callNow('sqs', 'PurgeQueue', { QueueUrl }) };
}

const alarms = (web: WebTier) => web.cloud.callNow('cloudwatch', 'DescribeAlarms', { AlarmNamePrefix: 'TargetTracking-web-' }).MetricAlarms;

describe('a policy on the backlog for each instance', () => {
  it('is two alarms on the expression, by the minute', async () => {
    const { web } = await openWorkers();

    const [high, low] = alarms(web);

    expect([high.Threshold, low.Threshold]).toEqual([100, 70]);
    expect(high.Metrics.map(({ Id }: { Id: string }) => Id)).toEqual(['m1', 'm2', 'e1']);
    expect(high.Metrics[0].MetricStat).toMatchObject({ Period: 60, Stat: 'Sum' });
    expect(high).not.toHaveProperty('MetricName');
  });

  it('adds at once what the backlog asks for, and takes away one by one when it is gone', async () => {
    const { web, send, purge } = await openWorkers();

    send(500);
    await web.play(10 * MINUTE);
    const grown = web.group().DesiredCapacity;
    purge();
    await web.play(120 * MINUTE);

    const shrinking = web.cloud.journal.lines
      .map((line) => JSON.parse(line))
      .filter((entry) => entry.what === 'group-capacity' && entry.to < entry.from);
    expect(grown).toBe(5);
    expect(web.group().DesiredCapacity).toBe(1);
    expect(shrinking.map(({ from, to }) => from - to)).toEqual([1, 1, 1, 1]);
  });

  it('does nothing while the backlog is what was asked for', async () => {
    const { web, send } = await openWorkers();

    send(90);
    await web.play(60 * MINUTE);

    expect(web.group().DesiredCapacity).toBe(1);
  });

  it.each([
    ['two lines that return data', [METRICS[0], { ...METRICS[1], ReturnData: true }, METRICS[2]], 'Exactly one element'],
    ['an expression over what is not there', [METRICS[0], { Id: 'e1', Expression: 'm1 / m9' }], 'no entry has the id m9'],
  ])('is refused with %s', async (_, Metrics, message) => {
    const { web } = await openWorkers();
    const TargetTrackingConfiguration = { CustomizedMetricSpecification: { Metrics }, TargetValue: 100 };

    expect(() => web.call('PutScalingPolicy', { ...POLICY, TargetTrackingConfiguration })).toThrow(message);
  });

  it('is refused with one metric of its own, and group metrics other than the number in service', async () => {
    const { web } = await openWorkers();
    const one = { MetricName: 'x', Namespace: 'y', Statistic: 'Sum' };

    expect(() =>
      web.call('PutScalingPolicy', { ...POLICY, TargetTrackingConfiguration: { CustomizedMetricSpecification: one, TargetValue: 1 } }),
    ).toThrow('one customized metric');
    expect(() =>
      web.call('EnableMetricsCollection', { AutoScalingGroupName: 'web', Granularity: '1Minute', Metrics: ['GroupMinSize'] }),
    ).toThrow('GroupMinSize');
  });
});
