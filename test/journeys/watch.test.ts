// Goal: what a site watches is told to people and to the control plane when it goes wrong, and when it is well again.
// Method: one site with every alarm, its dashboard and its logs; its nodes fail and mend, its files run out of credits; then it is taken down.
import { beforeAll, describe, expect, it } from 'vitest';
import { dashboardProblems } from '#twin/services/cloudwatch/dashboard-body.ts';
import { callsOf, groupOf, ledgerRows, siteStacks, taggedArns } from './support/account.ts';
import { loadBalancerName, sees } from './support/disruption.ts';
import { Story, siteSpec } from './support/story.ts';

const ALARMS = [
  'my-app-cpu',
  'myapp-burst-credits',
  'myapp-replica-lag-1',
  'myapp-server-errors',
  'myapp-too-few-targets',
  'myapp-unhealthy-targets',
];
const spec = () => {
  const { database, alarms, ...site } = siteSpec();
  return {
    ...site,
    database: { ...(database as object), readReplicas: 1 },
    files: { throughput: 'bursting', backups: true },
    alarms: { ...(alarms as object), serverErrors: {}, unhealthyTargets: { minutes: 2 }, replicaLag: {}, burstCredits: {} },
    dashboard: true,
    logRetentionDays: 30,
  };
};
const HOUR_MS = 3_600_000;

/** What the topic of the site was told of an alarm, in order: `ALARM` or `OK`. The subject of a mail says both. */
const told = (story: Story, alarm: string): string[] =>
  callsOf(story, 'sns', 'Publish')
    .map(({ input }) => input as { TopicArn: string; Subject: string })
    .filter(({ TopicArn, Subject }) => TopicArn.endsWith(':myapp-devops-alert') && Subject.includes(`"${alarm}"`))
    .map(({ Subject }) => Subject.slice(0, Subject.indexOf(':')));

/** The site's audit lines on an alarm that went to ALARM. */
const audit = (story: Story, alarm: string) =>
  ledgerRows(story, 'RUN#site-myapp').filter(({ sk, what }) => String(sk).startsWith('AUDIT#') && what === `alarm ${alarm}: ALARM`);

const changes = (story: Story, alarm: string, to: string) => sees(story, '"kind":"alarm"', `"alarm":"${alarm}"`, `"to":"${to}"`);

/** Nodes answer 503 to everything, those that come new as well; or they are well again. */
function setNodes(story: Story, areBroken: boolean): void {
  if (areBroken) story.faults.set('node:unhealthy');
  else story.faults.clear('node:unhealthy');
  for (const { InstanceId } of groupOf(story)?.Instances ?? []) story.world.cloud.signals.emit('node:answers', { instanceId: InstanceId });
}

describe('a site that is watched', () => {
  let story: Story;
  const alarms = (): { AlarmName: string; StateValue: string }[] =>
    story.world.cloud
      .callNow('cloudwatch', 'DescribeAlarms', { AlarmNames: ALARMS })
      .MetricAlarms.map(({ AlarmName, StateValue }: { AlarmName: string; StateValue: string }) => ({ AlarmName, StateValue }));
  beforeAll(async () => {
    story = await Story.withSite({ spec: spec() });
    const { flows } = story.world;
    flows.attach(loadBalancerName(story), [
      { atMs: story.nowMs, perSecond: 20 },
      { atMs: story.nowMs + 12 * HOUR_MS, perSecond: 20 },
    ]);
    await story.until({ minutes: 30 });
  });

  it('has every alarm, and none of them has anything to say', () => {
    expect(alarms()).toEqual(ALARMS.map((AlarmName) => ({ AlarmName, StateValue: 'OK' })));
    expect(ALARMS.filter((alarm) => told(story, alarm).includes('ALARM'))).toEqual([]);
  });

  it('has a dashboard of its parts, which CloudWatch draws', () => {
    const { DashboardBody } = story.world.cloud.callNow('cloudwatch', 'GetDashboard', { DashboardName: 'nines-myapp' });

    expect(dashboardProblems(DashboardBody)).toEqual([]);
    for (const name of ['app/nines-myapp/', 'targetgroup/nines-myapp/', 'myapp-asg', 'myapp-db', 'myapp-cache', 'fs-'])
      expect(DashboardBody).toContain(name);
  });

  it('has a log group for each kind of log of its nodes, kept as long as it asked', () => {
    const { logGroups } = story.world.cloud.callNow('logs', 'DescribeLogGroups', { logGroupNamePrefix: '/nines/myapp/nodes/' });

    expect(logGroups.map(({ logGroupName, retentionInDays }: Record<string, unknown>) => [logGroupName, retentionInDays])).toEqual(
      ['bootstrap', 'nginx', 'php'].map((log) => [`/nines/myapp/nodes/${log}`, 30]),
    );
  });

  describe('when all of its nodes fail', () => {
    beforeAll(async () => {
      const errors = changes(story, 'myapp-server-errors', 'ALARM');
      const tooFew = changes(story, 'myapp-too-few-targets', 'ALARM');
      setNodes(story, true);
      await story.untilTrue('errors are told', errors, 20);
      await story.untilTrue('too few targets are told', tooFew, 20);
      await story.until({ minutes: 5 });
    });

    it.each(['myapp-server-errors', 'myapp-unhealthy-targets', 'myapp-too-few-targets'])('tells people by %s', (alarm) => {
      expect(told(story, alarm)).toContain('ALARM');
    });

    it.each([
      ['myapp-server-errors', 'web', 'PHP log'],
      ['myapp-too-few-targets', 'web', 'scaling activities'],
    ])('notes under the site what %s is about and where to look', (alarm, layer, place) => {
      const [line] = audit(story, alarm);

      expect(line).toMatchObject({ who: 'CloudWatch', reason: 'No disruptive run holds the site: the alarm is real.' });
      const details = JSON.stringify(
        story
          .entries('call')
          .filter(({ service, operation }) => service === 'dynamodb' && operation === 'PutItem')
          .map(({ input }) => input)
          .filter((input) => JSON.stringify(input).includes(`alarm ${alarm}: ALARM`)),
      );
      expect(details).toContain(layer);
      expect(details).toContain(place);
    });

    it('is well again with its nodes, and says so', async () => {
      setNodes(story, false);
      await story.untilTrue('errors are over', changes(story, 'myapp-server-errors', 'OK'), 60);
      await story.until({ minutes: 45 });

      expect(alarms().map(({ StateValue }) => StateValue)).toEqual(ALARMS.map(() => 'OK'));
      for (const alarm of ['myapp-server-errors', 'myapp-too-few-targets']) expect(told(story, alarm).at(-1)).toBe('OK');
      expect(story.check()).toEqual([]);
    });
  });

  it('tells of shared files without credits, and of nothing else', async () => {
    const before = callsOf(story, 'sns', 'Publish').length;
    story.faults.set('efs:burst-credits', 0);
    story.world.cloud.signals.emit('cloudwatch:data', { namespace: 'AWS/EFS', metricName: 'BurstCreditBalance' });

    await story.untilTrue('the credits are told', changes(story, 'myapp-burst-credits', 'ALARM'), 60);
    await story.until({ minutes: 1 });

    expect(told(story, 'myapp-burst-credits')).toContain('ALARM');
    expect(audit(story, 'myapp-burst-credits')).toHaveLength(1);
    expect(callsOf(story, 'sns', 'Publish').length).toBe(before + 1);
  });

  it('leaves no alarm, no dashboard and no log group behind', async () => {
    await story.api('DELETE', '/sites/myapp?mode=live');
    const run = await story.untilRunEnds('teardown-site');

    expect(run).toMatchObject({ verdict: 'PASSED', measured: { leftBehind: 0 } });
    expect(siteStacks(story)).toEqual([]);
    expect(taggedArns(story).filter((arn) => !arn.includes(':snapshot:'))).toEqual([]);
    expect(story.check()).toEqual([]);
  });
});
