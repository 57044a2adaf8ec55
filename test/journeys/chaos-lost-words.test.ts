// Goal: an experiment acts once, completes every hook and ends with a verdict, however badly AWS tells and answers.
// Method: events lost and doubled, calls throttled and denied, on a provisioned site in virtual time; told in order.
import { beforeAll, describe, expect, it } from 'vitest';
import { AwsError } from '#twin/errors.ts';
import type { Entry } from '#twin/journal.ts';
import { callsOf, healthyTargets, tellingsOf } from './support/account.ts';
import { experiment, leftBehind } from './support/disruption.ts';
import { AT_REST, momentsOf, TERMINATE, takenFrom, victimsOf } from './support/experiment.ts';
import { Story } from './support/story.ts';

describe('chaos-experiment', () => {
  describe('when AWS tells, and answers, badly', () => {
    let story: Story;
    let copiesOf = (_: { source: string; 'detail-type': string }): number => 1;
    beforeAll(async () => {
      story = await Story.withSite();
      story.faults.onEmit = (event) => ({ delayMs: 0, copies: copiesOf(event) });
    });

    it('acts once on events that come twice', async () => {
      copiesOf = ({ source }) => (['aws.autoscaling', 'aws.ssm', 'aws.states'].includes(source) ? 2 : 1);

      const run = await experiment(story);

      await story.until(AT_REST);
      const since = ({ at }: Entry): boolean => at > run.startedAt;
      expect(run.verdict).toBe('PASSED');
      expect(tellingsOf(story, run.id)).toBe(1);
      expect(callsOf(story, 'autoscaling', 'CompleteLifecycleAction').filter(since)).toHaveLength(2);
      expect(callsOf(story, 'ssm', 'SendCommand').filter(since)).toHaveLength(2);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('looks for itself when nobody tells of the launch', async () => {
      copiesOf = (event) => (event['detail-type'] === 'EC2 Instance Launch Successful' ? 0 : 1);

      const run = await experiment(story);

      await story.until(AT_REST);
      expect(run.verdict).toBe('PASSED');
      expect(await leftBehind(story)).toEqual([]);
    });

    it('completes the hooks when only one of the two words about each command comes', async () => {
      copiesOf = (event) => (event['detail-type'] === 'EC2 Command Invocation Status-change Notification' ? 0 : 1);

      const run = await experiment(story);

      await story.until(AT_REST);
      expect(run.verdict).toBe('PASSED');
      expect(Number(run.measured.recoverySeconds)).toBeLessThan(300);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('says how late the site was when the first launch is never spoken of', async () => {
      let lost = 0;
      copiesOf = (event) => (event['detail-type'] === 'EC2 Instance-launch Lifecycle Action' && ++lost === 1 ? 0 : 1);

      const run = await experiment(story);

      await story.until(AT_REST);
      expect(run).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining('600 s are allowed') });
      expect(Number(run.measured.recoverySeconds)).toBeGreaterThan(600);
      expect(healthyTargets(story)).toBe(2);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('lets the victim go by its heartbeat when nobody tells that it waits', async () => {
      copiesOf = (event) => (event['detail-type'] === 'EC2 Instance-terminate Lifecycle Action' ? 0 : 1);

      const run = await experiment(story);

      await story.until({ minutes: 20 });
      const moments = momentsOf(story, String(victimsOf(run)[0]));
      expect(run.verdict).toBe('PASSED');
      expect(moments.at(-1)).toBe('Terminated');
      expect(await leftBehind(story)).toEqual([]);
    });

    it('asks again when the termination is throttled, and takes one node', async () => {
      copiesOf = () => 1;
      let refusals = 2;
      story.faults.failCall('autoscaling', TERMINATE, () => (refusals-- > 0 ? new AwsError('Throttling', 'Rate exceeded') : undefined));
      const taken = callsOf(story, 'autoscaling', TERMINATE).length;

      const run = await experiment(story);

      await story.until(AT_REST);
      expect(run.verdict).toBe('PASSED');
      expect(callsOf(story, 'autoscaling', TERMINATE).length).toBe(taken + 1);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('takes nobody when its dead man cannot be set', async () => {
      let isDenied = true;
      story.faults.failCall('scheduler', 'CreateSchedule', () =>
        isDenied
          ? new AwsError('AccessDeniedException', 'not authorized to perform: scheduler:CreateSchedule', { statusCode: 403 })
          : undefined,
      );
      const taken = takenFrom(story);

      const run = await experiment(story);

      isDenied = false;
      expect(run).toMatchObject({ verdict: 'ERRORED', reason: expect.stringContaining('RecordError') });
      expect(takenFrom(story)).toBe(taken);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('takes nobody when the audit line cannot be written', async () => {
      let isFull = true;
      story.faults.failCall('dynamodb', 'PutItem', (input) =>
        isFull && JSON.stringify(input).includes('"terminate i-') ? new AwsError('ResourceNotFoundException', 'no table') : undefined,
      );
      const taken = takenFrom(story);

      const run = await experiment(story);

      isFull = false;
      expect(run.verdict).toBe('ERRORED');
      expect(takenFrom(story)).toBe(taken);
      expect(await leftBehind(story)).toEqual([]);
    });
  });
});
