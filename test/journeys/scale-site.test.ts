// Goal: capacity is there by the hour, goes when the load lets it, and never goes below the floor, whatever breaks.
// Method: a Friday and a Monday in virtual time; visitors as a rate, the calendar, and a control plane that may be dead.
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { AwsError } from '#twin/errors.ts';
import {
  callsOf,
  executionsOf,
  GROUP,
  groupOf,
  healthyTargets,
  invocationsOf,
  leaseOf,
  ledgerRows,
  limitsOf,
  noticesOf,
  scheduleNames,
  tellingsOf,
} from './support/account.ts';
import { Story } from './support/story.ts';

const FRIDAY_MORNING = '2018-02-09T09:00:00Z';
const NOON = '2018-02-09T12:00:00Z';

/** Visitors of the site from now on, at rates that hold from each time to the next. */
function visitors(story: Story, ...steps: [from: string, perSecond: number][]): string {
  const { LoadBalancers } = story.world.cloud.callNow('elasticloadbalancing', 'DescribeLoadBalancers', {});
  const knots = steps.flatMap(([from, perSecond], index) => {
    const atMs = Date.parse(from);
    const next = steps[index + 1];
    return [{ atMs, perSecond }, ...(next ? [{ atMs: Date.parse(next[0]) - 60_000, perSecond }] : [])];
  });
  story.world.flows.attach(LoadBalancers[0].DNSName, knots);
  return LoadBalancers[0].DNSName;
}

/** The desired capacities that the group has had since a time, as its own activities tell them. */
function sizesAsked(story: Story): number[] {
  return callsOf(story, 'autoscaling', 'SetDesiredCapacity').map(({ input }) => (input as { DesiredCapacity: number }).DesiredCapacity);
}

const baselines = (story: Story) => ledgerRows(story, 'SITE#myapp').filter(({ sk }) => String(sk).startsWith('BASELINE#'));

describe('scale-site', () => {
  describe('over a weekend whose baseline a person has changed', () => {
    let story: Story;
    beforeAll(async () => {
      story = await Story.withSite({ startsAt: FRIDAY_MORNING });
      story.world.cloud.callNow('autoscaling', 'UpdateAutoScalingGroup', { AutoScalingGroupName: GROUP, MinSize: 3, MaxSize: 5 });
    });

    it("has the window's minimum healthy before the hour", async () => {
      await story.until('2018-02-09T11:00:00Z');

      const run = await story.untilRunEnds('scale-site');

      expect(run).toMatchObject({ verdict: 'PASSED', trigger: { by: 'schedule' }, measured: { healthyTargets: 8 } });
      expect(Date.parse(String(run.measured.readyAt))).toBeLessThan(Date.parse(NOON));
      expect(healthyTargets(story)).toBe(8);
      expect(limitsOf(story)).toMatchObject({ min: 8, max: 16 });
      expect(baselines(story)).toEqual([expect.objectContaining({ min: 3, max: 5 })]);
    });

    it('starts one run when its schedule is delivered twice', async () => {
      const raised = callsOf(story, 'autoscaling', 'UpdateAutoScalingGroup').length;
      startAgain(story, 'second-delivery', {});

      const second = await story.untilRunEnds('scale-site');

      expect(second).toMatchObject({ id: 'second-delivery', verdict: 'REFUSED', reason: expect.stringContaining('already started') });
      expect(callsOf(story, 'autoscaling', 'UpdateAutoScalingGroup')).toHaveLength(raised);
    });

    it("is not disturbed by the group's own action at the hour", async () => {
      const launched = callsOf(story, 'ec2', 'RunInstances').length;

      await story.until('2018-02-09T12:30:00Z');

      expect(limitsOf(story)).toMatchObject({ min: 8, max: 16, desired: 8 });
      expect(callsOf(story, 'ec2', 'RunInstances')).toHaveLength(launched);
    });

    it('brings back what it captured, not what the spec says', async () => {
      await story.until('2018-02-12T05:59:00Z');

      const run = await story.untilRunEnds('scale-site');

      expect(run).toMatchObject({ verdict: 'PASSED', measured: { minSize: 3, maxSize: 5 } });
      expect(limitsOf(story)).toEqual({ min: 3, max: 5, desired: 3 });
      expect(baselines(story)).toEqual([]);
      expect(leaseOf(story)).toBeUndefined();
    });
  });

  describe('when the group cannot be raised, and then the control plane is dead', () => {
    let story: Story;
    let host: string;
    let run: RunSummary;
    beforeAll(async () => {
      story = await Story.withSite({ startsAt: FRIDAY_MORNING });
      let isDenied = true;
      story.faults.failCall('autoscaling', 'UpdateAutoScalingGroup', () => (isDenied ? new AwsError('ValidationError', 'No.') : undefined));
      run = await story.untilRunEnds('scale-site');
      await story.until({ minutes: 5 });
      isDenied = false;
      for (const Name of scheduleNames(story)) story.world.cloud.callNow('scheduler', 'DeleteSchedule', { GroupName: 'nines', Name });
      host = visitors(story, ['2018-02-09T11:45:00Z', 50], ['2018-02-10T00:00:00Z', 20], ['2018-02-13T00:00:00Z', 20]);
    });

    it('ends ERRORED once and frees the site', () => {
      expect(run.verdict).toBe('ERRORED');
      expect(invocationsOf(story, 'undo-run')).toHaveLength(1);
      expect(tellingsOf(story, run.id)).toBe(1);
      expect(leaseOf(story)).toBeUndefined();
    });

    it('is opened at the hour by the group itself', async () => {
      await story.until('2018-02-09T12:15:00Z');

      expect(executionsOf(story, 'scale-site')).toHaveLength(1);
      expect(limitsOf(story)).toMatchObject({ min: 8, max: 16 });
      expect(healthyTargets(story)).toBe(8);
    });

    it('only lowers the minimum at the end, and loses no visitor on the way in', async () => {
      await story.until('2018-02-12T12:00:00Z');

      const { min, max, desired } = limitsOf(story);
      expect({ min, max }).toEqual({ min: 2, max: 16 });
      expect(desired).toBeGreaterThanOrEqual(2);
      expect(healthyTargets(story)).toBe(desired);
      expect(story.world.flows.totals(host).failed).toBe(0);
      expect(sizesAsked(story)).toEqual([]);
    });
  });

  it('fails and tells people when the nodes never boot, and leaves the group raised', async () => {
    const story = await Story.withSite({ startsAt: FRIDAY_MORNING });
    story.faults.set('node:never-boots');

    const run = await story.untilRunEnds('scale-site');

    expect(run).toMatchObject({ verdict: 'FAILED', measured: { healthyTargets: 2, readyAt: null } });
    expect(run.reason).toContain('2 of 8');
    expect(noticesOf(story)).toEqual([expect.objectContaining({ message: expect.stringContaining(run.reason) })]);
    expect(limitsOf(story)).toMatchObject({ min: 8, max: 16 });
    expect(baselines(story)).toHaveLength(1);
    expect(leaseOf(story)).toBeUndefined();
  });

  describe('when the load stays at the end of the window', () => {
    let story: Story;
    beforeAll(async () => {
      story = await Story.withSite({ startsAt: FRIDAY_MORNING });
      visitors(
        story,
        ['2018-02-09T10:00:00Z', 40],
        ['2018-02-12T04:00:00Z', 200],
        ['2018-02-12T20:00:00Z', 5],
        ['2018-02-14T00:00:00Z', 5],
      );
      await story.until('2018-02-12T05:59:00Z');
    });

    it('lets go of nobody whom the others cannot spare, and says so', async () => {
      const run = await story.untilRunEnds('scale-site');

      expect(run).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining('dearer, never down') });
      expect(sizesAsked(story)).toEqual([7]);
      expect(groupOf(story)?.Instances.length).toBeGreaterThanOrEqual(6);
      expect(limitsOf(story)).toMatchObject({ min: 2, max: 16 });
      expect(noticesOf(story)).toHaveLength(1);
      expect(baselines(story)).toHaveLength(1);
    });

    it('can be closed by hand when the load is gone', async () => {
      await story.until('2018-02-12T21:00:00Z');
      const before = story.runs.length;

      startAgain(story, 'close-by-hand', { scheduledFor: undefined });
      const run = await story.untilRunEnds('scale-site');

      expect(story.runs).toHaveLength(before + 1);
      expect(run).toMatchObject({ verdict: 'PASSED', measured: { minSize: 2, maxSize: 4 } });
      expect(baselines(story)).toEqual([]);
    });
  });

  it('is refused while the safety lever is engaged, and the group opens by itself', async () => {
    const story = await Story.withSite({ startsAt: FRIDAY_MORNING });
    engageLever(story);

    const run = await story.untilRunEnds('scale-site');
    const before = limitsOf(story);
    await story.until('2018-02-09T12:15:00Z');

    expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('safety lever') });
    expect(before).toMatchObject({ min: 2, max: 4 });
    expect(limitsOf(story)).toMatchObject({ min: 8, max: 16 });
    expect(healthyTargets(story)).toBe(8);
  });
});

/** Starts scale-site with the input of its last execution under another id, as a second delivery or a person would. */
function startAgain(story: Story, runId: string, changes: Record<string, unknown>): void {
  const last = executionsOf(story, 'scale-site').at(-1);
  const input = { ...(last?.input as Record<string, unknown>), runId, ...changes };
  const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:nines-scale-site';
  story.world.cloud.callNow('states', 'StartExecution', { stateMachineArn, name: runId, input: JSON.stringify(input) });
}

/** Puts the lever's row where the control plane reads it. */
function engageLever(story: Story): void {
  const { cloud } = story.world;
  const TableName = cloud.callNow('dynamodb', 'ListTables', {}).TableNames.find((name: string) => name.includes('Ledger'));
  const Item = { pk: { S: 'LEVER' }, sk: { S: 'LEVER' }, engaged: { BOOL: true }, by: { S: 'operator' }, at: { S: FRIDAY_MORNING } };
  cloud.callNow('dynamodb', 'PutItem', { TableName, Item });
}
