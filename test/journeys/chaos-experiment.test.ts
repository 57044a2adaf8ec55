// Goal: a node is taken only when the site can spare it, its group brings another, and the run ends whatever gets lost on the way.
// Method: experiments by chat command on a provisioned site, in virtual time, with the twin's faults; each story is told in order.
import { beforeAll, describe, expect, it } from 'vitest';
import { shuffled } from '#domain/draw.ts';
import { seedOf } from '#domain/lease.ts';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { AwsError } from '#twin/errors.ts';
import { callsOf, healthyTargets, leaseOf, ledgerRows } from './support/account.ts';
import {
  askForDrill,
  askForExperiment,
  executionStatus,
  experiment,
  leftBehind,
  sees,
  setLever,
  stopExecution,
  triedCalls,
  undosOf,
  untilState,
} from './support/disruption.ts';
import { AT_REST, momentsOf, nodesOf, TERMINATE, takenFrom, victimsOf } from './support/experiment.ts';
import { evidenceKeys, objectText } from './support/probe-evidence.ts';
import { Story, siteSpec } from './support/story.ts';

const KIND = 'chaos-experiment';
const MINUTE_MS = 60_000;

/** Nodes that somebody of the control plane tried to take. */
const takenByUs = (story: Story) => triedCalls(story, TERMINATE).filter(({ by }) => String(by).includes('nines-'));

describe('chaos-experiment', () => {
  // One site for all experiments, since it mends itself after each.
  let story: Story;
  beforeAll(async () => {
    story = await Story.withSite();
  });

  describe('when the group replaces what is lost', () => {
    let run: RunSummary;
    let before: string[];
    beforeAll(async () => {
      before = nodesOf(story);
      run = await experiment(story);
      await story.until(AT_REST);
    });

    it('passes with as many healthy targets as before, and one other node', () => {
      const [victim] = victimsOf(run);

      expect(run).toMatchObject({ verdict: 'PASSED', objective: { recoverySeconds: 600 } });
      expect(before).toContain(victim);
      expect(nodesOf(story)).not.toContain(victim);
      expect(healthyTargets(story)).toBe(2);
    });

    it('draws its victim by the seed of the run, so that anybody can draw it again', () => {
      const drawnAgain = shuffled([...before].sort(), seedOf(run.id))[0];

      expect(victimsOf(run)).toEqual([drawnAgain]);
    });

    it('takes the victim through its group, which drains it before it ends', () => {
      const moments = momentsOf(story, String(victimsOf(run)[0]));

      const end = moments.slice(moments.indexOf('Terminating'));

      expect(takenFrom(story)).toBe(1);
      expect(triedCalls(story, TERMINATE)[0]?.input).toMatchObject({ ShouldDecrementDesiredCapacity: false });
      expect(end).toEqual([
        'Terminating',
        'draining',
        expect.anything(),
        'Terminating:Wait',
        'command Success',
        'CONTINUE',
        'Terminating:Proceed',
        'Terminated',
      ]);
    });

    it("keeps the victim's logs in the evidence bucket", () => {
      const [victim] = victimsOf(run);

      const keys = evidenceKeys(story, `nodes/myapp/${victim}/`);

      expect(keys).toHaveLength(1);
      expect(objectText(story, String(keys[0]))).toContain(String(victim));
    });

    it('lets the replacement in only after its own check', () => {
      const replacement = String(nodesOf(story).find((id) => !before.includes(id)));

      const moments = momentsOf(story, replacement);

      const order = ['Pending:Wait', 'command Success', 'CONTINUE', 'InService', 'healthy'].map((moment) => moments.indexOf(moment));
      expect(order).toEqual([...order].sort((one, other) => one - other));
      expect(order[0]).toBeGreaterThanOrEqual(0);
    });

    it('measures the recovery from the act to the last healthy target, to the interval at which it looks', () => {
      const actedMs = Date.parse(String(triedCalls(story, TERMINATE)[0]?.at));
      const healthy = story
        .entries('activity')
        .filter(({ what, to, at }) => what === 'target-health' && to === 'healthy' && Date.parse(at) > actedMs);

      const seconds = (Date.parse(String(healthy[0]?.at)) - actedMs) / 1000;

      expect(Number(run.measured.recoverySeconds)).toBeGreaterThanOrEqual(Math.floor(seconds));
      expect(Number(run.measured.recoverySeconds)).toBeLessThanOrEqual(seconds + 12);
    });

    it('leaves the lease free, the undo cleared and nothing for a checker', async () => {
      expect(undosOf(ledgerRows(story, `RUN#${run.id}`))).toEqual(['cleared']);
      expect(await leftBehind(story)).toEqual([]);
    });
  });

  describe('when a gate says no', () => {
    let taken: number;
    beforeAll(() => {
      taken = takenByUs(story).length;
    });

    it('refuses to take more nodes than the floor leaves, and counts them', async () => {
      const run = await experiment(story, '/nines chaos myapp terminate 2 live');

      expect(run).toMatchObject({ verdict: 'REFUSED', reason: 'Of 2 healthy targets 1 must stay, so 2 cannot be spared.' });
      expect(undosOf(ledgerRows(story, `RUN#${run.id}`))).toEqual([]);
    });

    it('refuses what was not asked for as live', async () => {
      const run = await experiment(story, '/nines chaos myapp terminate 1');

      expect(run).toMatchObject({ verdict: 'REFUSED', mode: 'rehearsal' });
    });

    it('refuses while the safety lever is engaged', async () => {
      setLever(story, true);

      const run = await experiment(story);

      setLever(story, false);
      expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('the operator on duty') });
    });

    it('refuses when the lever cannot be read: who cannot know says no', async () => {
      let isAway = true;
      story.faults.failCall('dynamodb', 'GetItem', (input) =>
        isAway && JSON.stringify(input).includes('LEVER') ? new AwsError('AccessDeniedException', 'not authorized') : undefined,
      );

      const run = await experiment(story);

      isAway = false;
      expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('could not be read') });
    });

    it('refuses while a drill holds the site, and names it', async () => {
      const drill = await askForDrill(story);
      await untilState(story, 'failover-drill', 'Wait for the failover event');
      const until = new Date(Number(leaseOf(story)?.untilMs)).toISOString();
      await askForExperiment(story);

      const run = await story.untilRunEnds(KIND);

      expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining(drill) });
      expect(run.reason).toContain(until);
    });

    it('refuses a site that is not in its steady state', async () => {
      const [node = ''] = nodesOf(story);
      story.world.cloud.callNow('autoscaling', TERMINATE, { InstanceId: node, ShouldDecrementDesiredCapacity: false });
      await story.until({ minutes: 1 });

      const run = await experiment(story);

      expect(run.verdict).toBe('REFUSED');
    });

    it('has taken nobody in all that', async () => {
      expect(takenByUs(story)).toHaveLength(taken);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('refuses a site that has not opted in', async () => {
      const spec = siteSpec();
      spec.optIn = { drills: true, chaos: false };
      const shy = await Story.withSite({ spec });

      const run = await experiment(shy);

      expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('optIn.chaos') });
      expect(takenFrom(shy)).toBe(0);
      expect(await leftBehind(shy)).toEqual([]);
    });
  });

  describe('when somebody stops it', () => {
    beforeAll(() => story.until(AT_REST));

    it('takes nobody after the lever was engaged between the choice and the act', async () => {
      const taken = takenFrom(story);
      await askForExperiment(story);
      await untilState(story, KIND, 'Record the undo');
      setLever(story, true);

      const run = await story.untilRunEnds(KIND);

      setLever(story, false);
      expect(run).toMatchObject({ verdict: 'ABORTED', reason: expect.stringContaining('safety lever') });
      expect(takenFrom(story)).toBe(taken);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('is aborted at its next look when the lever is engaged after the act', async () => {
      const taken = takenFrom(story);
      await askForExperiment(story);
      await untilState(story, KIND, 'Wait for the replacements');
      setLever(story, true);

      const run = await story.untilRunEnds(KIND);

      setLever(story, false);
      await story.until(AT_REST);
      expect(run).toMatchObject({ verdict: 'ABORTED', reason: expect.stringContaining('safety lever') });
      expect(takenFrom(story)).toBe(taken + 1);
      expect(healthyTargets(story)).toBe(2);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('is closed as ABORTED when its execution is stopped from outside', async () => {
      await askForExperiment(story);
      const isEnded = sees(story, '"detailType":"Run Ended"', KIND);
      await untilState(story, KIND, 'Wait for the replacements');
      const id = String(leaseOf(story)?.holder);

      stopExecution(story, KIND, id);
      await story.untilTrue('the run is told as ended', isEnded, 5);

      expect(story.runs.find((run) => run.id === id)?.verdict).toBe('ABORTED');
      expect(undosOf(ledgerRows(story, `RUN#${id}`))).toEqual(['done']);
      await story.until(AT_REST);
      expect(healthyTargets(story)).toBe(2);
      expect(await leftBehind(story)).toEqual([]);
    });
  });

  describe('when no replacement ever boots', () => {
    let run: RunSummary;
    beforeAll(async () => {
      story.faults.set('node:never-boots');
      run = await experiment(story);
    });

    it('fails the site within its patience of twice the objective', () => {
      const minutes = (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / MINUTE_MS;

      expect(run).toMatchObject({ verdict: 'FAILED', measured: { recoverySeconds: null } });
      expect(executionStatus(story, run.id)).toBe('SUCCEEDED');
      expect(minutes).toBeGreaterThan(20);
      expect(minutes).toBeLessThan(25);
    });

    it('abandons each node whose check failed, so that the group tries another', () => {
      const results = callsOf(story, 'autoscaling', 'CompleteLifecycleAction').map(({ input }) => input as Record<string, string>);

      const abandoned = results.filter(({ LifecycleActionResult }) => LifecycleActionResult === 'ABANDON');

      expect(abandoned.length).toBeGreaterThan(1);
      expect(abandoned.every(({ LifecycleHookName }) => LifecycleHookName === 'nines-launch')).toBe(true);
    });

    it('keeps serving from the node that was left, and is whole once nodes boot again', async () => {
      const meanwhile = healthyTargets(story);
      story.faults.clear('node:never-boots');

      await story.until({ minutes: 30 });

      expect(meanwhile).toBe(1);
      expect(healthyTargets(story)).toBe(2);
      expect(await leftBehind(story)).toEqual([]);
    });
  });
});
