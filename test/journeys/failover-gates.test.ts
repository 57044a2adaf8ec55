// Goal: no drill disturbs a site that may not be disturbed, and one that is stopped leaves nothing behind.
// Method: gates, lever, lease and StopExecution on a provisioned site, in virtual time; each story is told in order.
import { beforeAll, describe, expect, it } from 'vitest';
import { auditOf, leaseOf, ledgerRows } from './support/account.ts';
import { askForDrill, drill, leftBehind, PROBE, setLever, stopExecution, triedCalls, undosOf, untilState } from './support/disruption.ts';
import { type SiteFile, Story, siteSpec } from './support/story.ts';

const MINUTE_MS = 60_000;
const KIND = 'failover-drill';
const rebootsOf = (story: Story): number => triedCalls(story, 'RebootDBInstance').length;

const siteWith = (change: (spec: SiteFile) => void): Promise<Story> => {
  const spec = siteSpec();
  change(spec);
  return Story.withSite({ spec });
};

describe('failover-drill', () => {
  describe('when somebody is in the way', () => {
    let story: Story;
    beforeAll(async () => {
      story = await Story.withSite();
    });

    it('refuses a drill that was not asked for as live, and reboots nothing', async () => {
      const run = await drill(story, { kind: 'failover' });

      expect(run).toMatchObject({ verdict: 'REFUSED', mode: 'rehearsal' });
      expect(rebootsOf(story)).toBe(0);
    });

    it('refuses while the safety lever is engaged', async () => {
      setLever(story, true);

      const run = await drill(story);

      setLever(story, false);
      expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('the operator on duty') });
      expect(rebootsOf(story)).toBe(0);
    });

    it('refuses a second drill and names who holds the site until when', async () => {
      const first = await askForDrill(story);
      await untilState(story, KIND, 'Wait for the failover event');
      const until = new Date(Number(leaseOf(story)?.untilMs)).toISOString();

      const second = await askForDrill(story);
      await story.untilRunEnds(KIND);
      const behind = await leftBehind(story);

      const verdicts = new Map(story.runs.map((run) => [run.id, run]));
      expect(verdicts.get(second)).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining(first) });
      expect(verdicts.get(second)?.reason).toContain(until);
      expect(verdicts.get(first)?.verdict).toBe('PASSED');
      expect(rebootsOf(story)).toBe(1);
      expect(behind).toEqual([]);
    });

    it('stops within a minute of the safety lever', async () => {
      const id = await askForDrill(story);
      await untilState(story, KIND, 'Wait for the standby');
      const engagedMs = story.nowMs;
      setLever(story, true);

      const run = await story.untilRunEnds(KIND);

      setLever(story, false);
      expect(run).toMatchObject({ id, verdict: 'ABORTED', reason: expect.stringContaining('safety lever') });
      expect(Date.parse(run.endedAt) - engagedMs).toBeLessThanOrEqual(MINUTE_MS);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('is undone when its execution is stopped from outside', async () => {
      await story.until({ minutes: 30 });
      const id = await askForDrill(story);
      await untilState(story, KIND, 'Wait for the failover event');

      stopExecution(story, KIND, id);
      await story.until({ minutes: 5 });

      const run = story.runs.find((ended) => ended.id === id);
      expect(run).toMatchObject({ verdict: 'ABORTED' });
      expect(undosOf(ledgerRows(story, `RUN#${id}`))).toEqual(['done']);
      expect(auditOf(story, id).map(({ what }) => what)).toContainEqual(expect.stringMatching(/^undo: /));
      expect(await leftBehind(story)).toEqual([]);
    });

    it('sends nobody to a site whose drill was stopped: the probe ends', async () => {
      const before = story.entries('request').filter(({ from }) => from === PROBE).length;

      await story.until({ minutes: 10 });

      expect(story.entries('request').filter(({ from }) => from === PROBE).length).toBe(before);
    });

    it('is undone by its dead man when nobody tells that it was stopped', async () => {
      await story.until({ minutes: 20 });
      const id = await askForDrill(story);
      await untilState(story, KIND, 'Wait for the failover event');
      story.faults.deliver(({ source }) => source === 'aws.states', { copies: 0 });
      const deadline = new Date(Number(leaseOf(story)?.untilMs)).toISOString();

      stopExecution(story, KIND, id);
      await story.until(deadline);

      const run = story.runs.find((ended) => ended.id === id);
      expect(run).toMatchObject({ verdict: 'ERRORED', reason: expect.stringContaining('not cleared by its deadline') });
      expect(undosOf(ledgerRows(story, `RUN#${id}`))).toEqual(['done']);
      expect(await leftBehind(story)).toEqual([]);
    });
  });

  describe('when the site is not one to be drilled', () => {
    it('refuses a site that has not opted in', async () => {
      const story = await siteWith((spec) => {
        spec.optIn = { drills: false, chaos: true };
      });

      const run = await drill(story);

      expect(run).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining('optIn.drills') });
      expect(rebootsOf(story)).toBe(0);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('refuses a database without a standby before anything is recorded', async () => {
      const story = await siteWith((spec) => {
        (spec.database as Record<string, unknown>).multiAz = false;
      });

      const run = await drill(story);

      expect(run.verdict).toBe('REFUSED');
      expect(rebootsOf(story)).toBe(0);
      expect(undosOf(ledgerRows(story, `RUN#${run.id}`))).toEqual([]);
      expect(await leftBehind(story)).toEqual([]);
    });
  });
});
