// Goal: an alarm reaches people, is told apart from a run's own doing, and stops the run that it is no part of.
// Method: visitors load the site until its CPU alarm fires, or the alarm is set as an operator would; in virtual time.
import { beforeAll, describe, expect, it } from 'vitest';
import { auditOf, callsOf, healthyTargets, invocationsOf, ledgerRows } from './support/account.ts';
import {
  askForDrill,
  askForExperiment,
  executionStatus,
  leftBehind,
  loadBalancerName,
  sees,
  triedCalls,
  undosOf,
  untilState,
} from './support/disruption.ts';
import { AT_REST } from './support/experiment.ts';
import { Story } from './support/story.ts';

const ALARM = 'my-app-cpu';
const HOUR_MS = 3_600_000;
/** On four nodes, the group's most, 100 requests a second each: over 75 % CPU by the scenario's model of a node. */
const OVERLOAD_PER_SECOND = 500;

/** Visitors come at once and stay until they are sent away. */
function load(story: Story, perSecond: number): { leave(): void } {
  const { flows } = story.world;
  const name = loadBalancerName(story);
  flows.attach(name, [
    { atMs: story.nowMs, perSecond },
    { atMs: story.nowMs + 6 * HOUR_MS, perSecond },
  ]);
  return { leave: () => flows.detach(name) };
}

const fires = (story: Story): (() => boolean) => sees(story, '"kind":"alarm"', `"alarm":"${ALARM}"`, '"to":"ALARM"');

/** As an operator tries an alarm out. */
async function setAlarm(story: Story, StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA', AlarmName = ALARM): Promise<void> {
  story.world.cloud.callNow('cloudwatch', 'SetAlarmState', { AlarmName, StateValue, StateReason: 'An operator tries it out.' });
  await story.until({ minutes: 1 });
}

const siteAudit = (story: Story): string[] => auditOf(story, 'site-myapp').map(({ what, reason }) => `${what}. ${reason}`);

describe('alarms', () => {
  // One site for all of them: alarms end, and the group goes back to what it was.
  let story: Story;
  beforeAll(async () => {
    story = await Story.withSite();
  });

  describe('when visitors overload the site', () => {
    beforeAll(async () => {
      const visitors = load(story, OVERLOAD_PER_SECOND);
      await story.untilTrue('the CPU alarm fires', fires(story), 120);
      await story.until({ minutes: 1 });
      visitors.leave();
    });

    it('tells people through the topic of the site', () => {
      const published = callsOf(story, 'sns', 'Publish').map(({ input }) => input as { TopicArn: string; Message: string });

      const told = published.filter(({ TopicArn, Message }) => TopicArn.endsWith(':myapp-devops-alert') && Message.includes(ALARM));

      expect(told).toHaveLength(1);
    });

    it('writes one audit line, which calls the alarm real', () => {
      const lines = siteAudit(story).filter((line) => line.startsWith(`alarm ${ALARM}: ALARM`));

      expect(lines).toEqual([`alarm ${ALARM}: ALARM. No disruptive run holds the site: the alarm is real.`]);
    });

    it('starts no run: it only tells', () => {
      const kinds = story.runs.map(({ kind }) => kind);

      expect(kinds).toEqual(['provision-site']);
    });

    it('tells its end, too, once the visitors are gone', async () => {
      await story.untilTrue('the alarm is over', sees(story, '"kind":"alarm"', `"alarm":"${ALARM}"`, '"to":"OK"'), 60);

      await story.until({ minutes: 1 });

      expect(siteAudit(story).at(-1)).toBe(`alarm ${ALARM}: OK. The alarm went to OK.`);
      expect(await leftBehind(story)).toEqual([]);
    });
  });

  describe('when a run holds the site', () => {
    beforeAll(() => story.until({ minutes: 60 }));

    it('aborts an experiment at once that waits on a token', async () => {
      await askForExperiment(story);
      await untilState(story, 'chaos-experiment', 'Wait for the replacements');
      const firedMs = story.nowMs;
      await setAlarm(story, 'ALARM');

      const [run] = story.runs.filter(({ kind }) => kind === 'chaos-experiment');

      await setAlarm(story, 'OK');
      expect(run).toMatchObject({ verdict: 'ABORTED', reason: expect.stringContaining(ALARM) });
      expect(Date.parse(String(run?.endedAt)) - firedMs).toBeLessThan(10_000);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('aborts before the act an experiment that holds no token yet', async () => {
      await story.until({ minutes: 20 });
      const taken = triedCalls(story, 'TerminateInstanceInAutoScalingGroup').length;
      await askForExperiment(story);
      await untilState(story, 'chaos-experiment', 'Choose the victims');
      story.world.cloud.callNow('cloudwatch', 'SetAlarmState', {
        AlarmName: ALARM,
        StateValue: 'ALARM',
        StateReason: 'An operator tries it out.',
      });

      const run = await story.untilRunEnds('chaos-experiment');

      await setAlarm(story, 'OK');
      expect(run).toMatchObject({ verdict: 'ABORTED' });
      expect(triedCalls(story, 'TerminateInstanceInAutoScalingGroup').length).toBe(taken);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('goes on when the alarm only lacks data', async () => {
      await story.until({ minutes: 20 });
      await askForExperiment(story);
      await untilState(story, 'chaos-experiment', 'Wait for the replacements');
      await setAlarm(story, 'INSUFFICIENT_DATA');

      const run = await story.untilRunEnds('chaos-experiment');

      expect(run.verdict).toBe('PASSED');
      expect(await leftBehind(story)).toEqual([]);
    });

    it('takes the CPU alarm of a failover for its own doing', async () => {
      await story.until({ minutes: 20 });
      const id = await askForDrill(story);
      await untilState(story, 'failover-drill', 'Wait for the failover event');
      await setAlarm(story, 'ALARM');

      const run = await story.untilRunEnds('failover-drill');

      expect(run).toMatchObject({ id, verdict: 'PASSED' });
      expect(auditOf(story, id)).toContainEqual(
        expect.objectContaining({ reason: expect.stringContaining('Expected during a failover-drill') }),
      );
      expect(await leftBehind(story)).toEqual([]);
    });

    it('does not listen to alarms that belong to no site', async () => {
      story.world.cloud.callNow('cloudwatch', 'PutMetricAlarm', {
        AlarmName: 'somebody-elses',
        Namespace: 'AWS/EC2',
        MetricName: 'CPUUtilization',
        Statistic: 'Average',
        Period: 300,
        EvaluationPeriods: 1,
        Threshold: 99,
        ComparisonOperator: 'GreaterThanThreshold',
        Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'another-group' }],
      });
      await askForExperiment(story);
      await untilState(story, 'chaos-experiment', 'Wait for the replacements');
      const asked = invocationsOf(story, 'handle-alarm').length;
      await setAlarm(story, 'ALARM', 'somebody-elses');

      const run = await story.untilRunEnds('chaos-experiment');

      expect(invocationsOf(story, 'handle-alarm').length).toBeGreaterThan(asked);
      expect(run.verdict).toBe('PASSED');
      expect(await leftBehind(story)).toEqual([]);
    });
  });

  describe('when an experiment leaves the site too weak for its visitors', () => {
    let runId: string;
    beforeAll(async () => {
      await story.until(AT_REST);
      story.faults.set('node:never-boots');
      await askForExperiment(story);
      await untilState(story, 'chaos-experiment', 'Wait for the replacements');
      const visitors = load(story, OVERLOAD_PER_SECOND);
      runId = (await story.untilRunEnds('chaos-experiment')).id;
      visitors.leave();
      story.faults.clear('node:never-boots');
      await story.until({ minutes: 45 });
    });

    it('aborts the experiment by its stop condition', () => {
      const run = story.runs.find(({ id }) => id === runId);

      expect(run).toMatchObject({ verdict: 'ABORTED', reason: expect.stringContaining(ALARM) });
      expect(executionStatus(story, runId)).toBe('FAILED');
    });

    it('says in the audit of the run why it was aborted', () => {
      const lines = auditOf(story, runId).filter(({ who }) => who === 'CloudWatch');

      expect(lines).toContainEqual({ what: `alarm ${ALARM}: ALARM`, who: 'CloudWatch', reason: expect.stringContaining('stop condition') });
    });

    it('undoes what is open, frees the site, and the group mends itself', async () => {
      expect(undosOf(ledgerRows(story, `RUN#${runId}`))).toEqual(['done']);
      expect(healthyTargets(story)).toBeGreaterThanOrEqual(2);
      expect(await leftBehind(story)).toEqual([]);
    });
  });
});
