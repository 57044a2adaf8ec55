// Goal: a failover is judged by what visitors saw, and by nothing else, however badly database, probe, events and people behave.
// Method: drills through the API on a provisioned site, in virtual time, with the twin's faults; each story is told in order.
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { AwsError } from '#twin/errors.ts';
import { groupOf, ledgerRows, tellingsOf } from './support/account.ts';
import {
  askForDrill,
  databaseZone,
  drill,
  executionStatus,
  leftBehind,
  PROBE,
  sees,
  statesOf,
  triedCalls,
  undosOf,
  untilState,
} from './support/disruption.ts';
import { type Probed, probeSamples } from './support/probe-evidence.ts';
import { Story } from './support/story.ts';

const MINUTE_MS = 60_000;
const KIND = 'failover-drill';
const isRdsEvent = ({ source }: { source: string }): boolean => source === 'aws.rds';
const rebootsOf = (story: Story): number => triedCalls(story, 'RebootDBInstance').length;
const detailsOf = (run: RunSummary) => run.details as Record<string, Record<string, { at: string; seconds: number } | null>>;

describe('failover-drill', () => {
  // One site for every drill after which it is whole again.
  let story: Story;
  beforeAll(async () => {
    story = await Story.withSite();
  });

  describe('when the standby takes over', () => {
    let run: RunSummary;
    beforeAll(async () => {
      run = await drill(story);
    });

    it('passes with the writer in the other zone and every node after it', () => {
      const { writerBefore, writerAfter, nodes } = run.details as {
        writerBefore: { zone: string };
        writerAfter: { zone: string };
        nodes: { followed: object | null }[];
      };

      expect(run).toMatchObject({ verdict: 'PASSED', measured: { rpoWrites: 0, nodesNotFollowed: 0 } });
      expect([writerBefore.zone, writerAfter.zone].sort()).toEqual(['us-east-1a', 'us-east-1b']);
      expect(databaseZone(story)).toBe(writerAfter.zone);
      expect(nodes.map(({ followed }) => followed === null)).toEqual([false, false]);
    });

    it('tells the phases in the order in which a visitor met them', () => {
      const { accepted, firstError, firstWrite, recovered, redundantAgain } = detailsOf(run).phases ?? {};

      const seconds = [accepted, firstError, firstWrite, recovered, redundantAgain].map((phase) => Number(phase?.seconds));

      expect(seconds).toEqual([...seconds].sort((one, other) => one - other));
      expect(seconds[0]).toBe(0);
      expect(seconds[1]).toBeGreaterThan(0);
    });

    it('measures the outage that the database had, to the second of the probe', () => {
      const at = (reason: string): number =>
        Date.parse(String(story.entries('activity').find((entry) => entry.what === 'database' && entry.reason === reason)?.at));

      const outageSeconds = (at('standby promoted') - at('writes hang')) / 1000;

      // The probe asks each second, and a node may keep the old address for the name's time to live.
      expect(Number(run.measured.rtoSeconds)).toBeGreaterThanOrEqual(outageSeconds - 1);
      expect(Number(run.measured.rtoSeconds)).toBeLessThanOrEqual(outageSeconds + 7);
    });

    it('keeps four clocks apart: name, data, event and the fields of the API', () => {
      const activity = (reason: string) =>
        story.entries('activity').find((entry) => entry.what === 'database' && entry.reason === reason)?.at;
      const completed = story.entries('event').find(({ detail }) => (detail as { EventID?: string }).EventID === 'RDS-EVENT-0049')?.at;

      const clocks = [activity('name moved'), activity('standby promoted'), completed, activity('API shows the zones swapped')];

      expect(new Set(clocks).size).toBe(4);
      expect(clocks).toEqual([...clocks].sort());
    });

    it('leaves the lease free, the undo cleared and nothing for a checker', async () => {
      const rows = ledgerRows(story, `RUN#${run.id}`);

      expect(undosOf(rows)).toEqual(['cleared']);
      expect(await leftBehind(story)).toEqual([]);
    });
  });

  describe('when RDS tells badly of what it does', () => {
    let delivery = { delayMs: 0, copies: 1 };
    beforeAll(() => {
      story.faults.onEmit = (event) => (isRdsEvent(event) ? delivery : { delayMs: 0, copies: 1 });
    });

    it('judges without events, by its own look', async () => {
      delivery = { delayMs: 0, copies: 0 };

      const run = await drill(story);

      expect(run).toMatchObject({ verdict: 'PASSED', measured: { nodesNotFollowed: 0 } });
      expect(run.details).not.toHaveProperty('failoverEvent');
      expect(await leftBehind(story)).toEqual([]);
    });

    it('judges once when each event comes twice and minutes late', async () => {
      delivery = { delayMs: 2 * MINUTE_MS, copies: 2 };

      const run = await drill(story);

      expect(run).toMatchObject({ verdict: 'PASSED', details: { failoverEvent: { eventId: 'RDS-EVENT-0049' } } });
      expect(tellingsOf(story, run.id)).toBe(1);
      expect(statesOf(story, run.id).filter((state) => state === 'Judge the failover')).toHaveLength(1);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('does not take the end of an earlier failover for its own', async () => {
      delivery = { delayMs: 14 * MINUTE_MS, copies: 1 };
      const first = await drill(story);
      delivery = { delayMs: 0, copies: 1 };
      story.faults.set('rds:reboot-without-failover');
      // The first one's end is told a quarter of an hour late: while the second waits for its own.
      await story.until(new Date(Date.parse(first.startedAt) + 14 * MINUTE_MS).toISOString());
      const id = await askForDrill(story);
      await untilState(story, KIND, 'Wait for the failover event');
      await story.untilTrue('the late event comes', sees(story, 'RDS-EVENT-0049', '"kind":"event"'), 4);

      const run = await story.untilRunEnds(KIND);

      story.faults.clear('rds:reboot-without-failover');
      expect(run.id).toBe(id);
      expect(run.verdict).toBe('FAILED');
      expect(run.details).not.toHaveProperty('failoverEvent');
      expect(await leftBehind(story)).toEqual([]);
    });
  });

  describe('when the probe is not heard', () => {
    it('reboots nothing under a probe that is refused from the start', async () => {
      const reboots = rebootsOf(story);
      story.faults.set('network:refused', true, PROBE);

      const run = await drill(story);

      story.faults.clear('network:refused');
      expect(run).toMatchObject({ verdict: 'ERRORED', reason: expect.stringContaining('Probe.Blocked') });
      expect(rebootsOf(story)).toBe(reboots);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('reboots nothing when the probe cannot even be invoked', async () => {
      const reboots = rebootsOf(story);
      let isDown = true;
      story.faults.failCall('lambda', 'Invoke', (input) =>
        isDown && String((input as { FunctionName?: string }).FunctionName).includes('probe-site')
          ? new AwsError('ResourceNotFoundException', 'Function not found', { statusCode: 404 })
          : undefined,
      );

      const run = await drill(story);

      isDown = false;
      expect(run.verdict).toBe('ERRORED');
      expect(rebootsOf(story)).toBe(reboots);
      expect(await leftBehind(story)).toEqual([]);
    });

    it('says nothing of a site that it lost sight of after the reboot', async () => {
      await askForDrill(story);
      await untilState(story, KIND, 'Wait for the failover event');
      story.faults.set('network:refused', true, PROBE);

      const run = await story.untilRunEnds(KIND);

      story.faults.clear('network:refused');
      expect(run).toMatchObject({ verdict: 'ERRORED', measured: { rtoSeconds: null, rpoWrites: null } });
      expect(await leftBehind(story)).toEqual([]);
    });
  });

  describe('when the database does not do what it promised, and a node is lost over it', () => {
    it('never passes a reboot that moved nothing', async () => {
      story.faults.set('rds:reboot-without-failover');

      const run = await drill(story);

      story.faults.clear('rds:reboot-without-failover');
      expect(run).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining('did not move') });
      expect(await leftBehind(story)).toEqual([]);
    });

    it('counts the acknowledged writes that are gone', async () => {
      story.faults.set('rds:lose-acknowledged-writes', 3);

      const run = await drill(story);

      story.faults.clear('rds:lose-acknowledged-writes');
      expect(run).toMatchObject({
        verdict: 'FAILED',
        reason: expect.stringContaining('3 acknowledged writes are gone'),
        measured: { rpoWrites: 3 },
      });
      expect(await leftBehind(story)).toEqual([]);
    });

    it('names the node that stays with the old writer', async () => {
      const pinned = String(groupOf(story)?.Instances[0]?.InstanceId);
      story.faults.set('node:pinned-writer', true, pinned).set('rds:split-old-writer');

      const run = await drill(story);

      expect(run).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining(pinned), measured: { nodesNotFollowed: 1 } });
      expect(await leftBehind(story)).toEqual([]);
    });

    it('does not begin while a node is still lost', async () => {
      const reboots = rebootsOf(story);

      const runs = [await drill(story), await drill(story), await drill(story)];

      // The deep page meets one of two nodes, so that a drill or two may get past the steady state; the probe does not.
      expect(runs.map(({ verdict }) => verdict)).not.toContain('PASSED');
      expect(rebootsOf(story)).toBe(reboots);
      expect(await leftBehind(story)).toEqual([]);
    });
  });

  describe('when the failover never ends', () => {
    let story: Story;
    let run: RunSummary;
    let samples: Probed[];
    beforeAll(async () => {
      story = await Story.withSite();
      story.faults.set('rds:failover-never-ends');
      run = await drill(story);
      samples = probeSamples(story, run);
    });

    it('fails the site, not the tool, within the bounds of the machine', () => {
      const minutes = (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / MINUTE_MS;

      expect(run).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining('until the end'), measured: { rtoSeconds: null } });
      expect(executionStatus(story, run.id)).toBe('SUCCEEDED');
      expect(minutes).toBeGreaterThan(20);
      expect(minutes).toBeLessThan(30);
    });

    it('hands the probe over to its successor without losing a second', () => {
      const invocations = story.entries('invocation').filter((entry) => entry.function === PROBE && entry.phase === 'start');

      const gaps = samples.filter(({ atMs }, index) => index > 0 && atMs - (samples[index - 1]?.atMs ?? 0) > 1_999);

      expect(invocations.length).toBeGreaterThan(1);
      expect(new Set(samples.map(({ sequence }) => sequence)).size).toBe(samples.length);
      expect(samples.length).toBeGreaterThan(20 * 60);
      expect(gaps).toEqual([]);
    });

    it('frees the site all the same', async () => {
      expect(await leftBehind(story)).toEqual([]);
    });
  });
});
