import { setTimeout as sleep } from 'node:timers/promises';
import { type FailoverJudgement, judgeFailover } from '#domain/failover-verdict.ts';
import type { BeforeFailover, DatabaseSample, ProbeSample } from '#domain/probe-evidence.ts';
import type { Measurements } from '../measurements.ts';
import { DATABASE_NAME } from '../places.ts';
import { Probe } from '../probe.ts';
import type { Site } from '../site.ts';

/** What plays RDS asks the primary so often, and gives it up after so many silences. */
const LOOK_EVERY_MS = 1_000;
const SILENCES = 3;
const GOOD_SECONDS = 10;
/** So long the second failover is watched: the nodes that follow have followed, the one that does not has erred enough to be seen. */
const WATCHED_MS = 15_000;
const BEHIND_MS = 5_000;
const OBJECTIVES = { rtoSeconds: 60, rpoWrites: 0 };

/** A failover as it should be: the replica has every acknowledged write, and every node asks for the name anew. */
export async function failOver(site: Site, record: Measurements): Promise<void> {
  record.begin('the primary is killed');
  const { probe, before } = await watch(site);
  const acceptedMs = Date.now();
  await site.primary.kill();
  await viewWordPress(site, record);
  const promotedMs = await actAsRds(site);
  await probe.good(GOOD_SECONDS, 90_000);
  await site.restoreReplica();
  const database = [redundant(site)];
  await probe.good(3, 30_000);
  await probe.stop();

  const judged = judgeFailover({ acceptedMs, before, samples: probe.samples, database, rows: await probe.readBack() }, OBJECTIVES);
  record.measure('until the replica was promoted and the name moved, by this machine', (promotedMs - acceptedMs) / 1_000, 's');
  measurePhases(record, judged);
  const { phases } = judged;
  for (const { node, followedAtMs } of phases.nodes)
    record.measure(`${node} followed the writer`, secondsFrom(acceptedMs, followedAtMs), 's');
  const after = probe.samples.filter(({ atMs }) => atMs >= acceptedMs);
  record.measure(
    'a page that needs the database answered meanwhile',
    [...new Set(after.map(({ deep }) => deep.status))].join(', '),
    'status',
  );
  record.check('the drill would say PASSED', judged.verdict === 'PASSED', judged.reason);
  record.check(
    'the health page stayed well: no node would have been replaced',
    after.every(({ page }) => page.status === 200),
  );
  record.check('the new writer is in the other zone', phases.writerAfter?.writerZone === before.secondaryZone, phases.writerAfter);
}

/** A failover as it should not be: replication was late, and one node keeps the old address. Both are found and named. */
export async function failOverBadly(site: Site, record: Measurements): Promise<void> {
  record.begin('the primary is killed again, with a late replica and a node that sticks');
  const stuck = site.nodes.get('node-b');
  if (!stuck) throw new Error('node-b was not started');
  await stuck.pin(DATABASE_NAME, site.primary.address);
  const { probe, before } = await watch(site);
  await site.replica.fallBehind(site.primary);
  const behindMs = Date.now();
  await sleep(BEHIND_MS);
  const acceptedMs = Date.now();
  await site.primary.kill();
  await actAsRds(site);
  await sleep(WATCHED_MS);
  await probe.stop();

  const rows = await probe.readBack();
  const judged = judgeFailover({ acceptedMs, before, samples: probe.samples, database: [], rows }, OBJECTIVES);
  const only = acknowledgedBetween(probe.samples, behindMs + 1_000, acceptedMs - 1_000);
  record.measure('acknowledged writes lost', judged.measured.rpoWrites, 'writes');
  record.measure('nodes that did not follow', judged.measured.nodesNotFollowed, 'nodes');
  record.check('the drill would say FAILED', judged.verdict === 'FAILED', judged.reason);
  record.check(
    'it names the node that sticks, and no other',
    judged.reason.includes(`The node ${stuck.name} did not follow`),
    judged.reason,
  );
  record.check(
    'every write that only the old primary had is counted as lost',
    only.length > 0 && only.every((one) => judged.phases.missing.includes(one)),
    only,
  );
  await recover(site, record, stuck);
}

/** What a visitor of WordPress itself meets, whose pages all need the database. */
async function viewWordPress(site: Site, record: Measurements): Promise<void> {
  const node = site.nodes.get('node-b');
  const beganMs = Date.now();
  const answer = await node?.get('/');
  record.measure('a page of WordPress while the database refuses connections', answer?.status ?? null, 'status');
  record.measure('answered after', Date.now() - beganMs, 'ms');
}

async function recover(site: Site, record: Measurements, stuck: { unpin(): Promise<void> }): Promise<void> {
  await stuck.unpin();
  const probe = new Probe(site.key);
  probe.start();
  await probe.good(5, 30_000).finally(() => probe.stop());
  record.check('the node follows when nothing pins it', true);
}

/** Begins to watch, and remembers the site as it is. */
async function watch(site: Site): Promise<{ probe: Probe; before: BeforeFailover }> {
  const probe = new Probe(site.key);
  probe.start();
  await probe.good(5, 60_000);
  const { primary, replica } = site;
  const before = {
    writer: primary.name,
    writerZone: primary.zone,
    zone: primary.zone,
    secondaryZone: replica.zone,
    nodes: [...site.nodes.keys()],
  };
  return { probe, before };
}

/** Notices that the primary is gone, promotes and moves the name: the part that is RDS's in the cloud. */
async function actAsRds(site: Site): Promise<number> {
  for (let silences = 0; silences < SILENCES; ) {
    await sleep(LOOK_EVERY_MS);
    silences = (await site.primary.isUp()) ? 0 : silences + 1;
  }
  await site.promoteReplica();
  return Date.now();
}

function redundant({ primary, replica }: Site): DatabaseSample {
  return { atMs: Date.now(), status: 'available', multiAz: true, zone: primary.zone, secondaryZone: replica.zone };
}

function measurePhases(record: Measurements, { phases, measured }: FailoverJudgement): void {
  const since = (atMs: number | undefined): number | null => secondsFrom(phases.acceptedMs, atMs);
  record.measure('first error', since(phases.firstErrorMs), 's');
  record.measure('name moved, as a visitor saw it', since(phases.dnsMovedMs), 's');
  record.measure('first read', since(phases.firstReadMs), 's');
  record.measure('first write', since(phases.firstWriteMs), 's');
  record.measure('last error', since(phases.lastErrorMs), 's');
  record.measure('redundant again', since(phases.redundantAgainMs), 's');
  record.measure('visitors met errors over', measured.rtoSeconds, 's');
  record.measure('acknowledged writes lost', measured.rpoWrites, 'writes');
}

const secondsFrom = (fromMs: number, atMs: number | undefined): number | null =>
  atMs === undefined ? null : Math.round((atMs - fromMs) / 100) / 10;

function acknowledgedBetween(samples: readonly ProbeSample[], fromMs: number, toMs: number): number[] {
  return samples.filter(({ atMs, deep }) => deep.isAcknowledged && atMs > fromMs && atMs < toMs).map(({ sequence }) => sequence);
}
