import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { findPhases } from '#domain/failover-phases.ts';
import { isGood } from '#domain/probe-evidence.ts';
import { HEALTH_SETTINGS } from '../health-settings.ts';
import type { Measurements } from '../measurements.ts';
import { Probe } from '../probe.ts';
import { until } from '../processes.ts';
import type { Site } from '../site.ts';
import type { WebNode } from '../web-node.ts';

const PAGE = 'session-check.php';
const GOOD_SECONDS = 10;
/** Twice what the health check's settings allow. */
const { intervalSeconds, timeoutSeconds, unhealthyThreshold } = HEALTH_SETTINGS;
const DETECTION_LIMIT_MS = 2_000 * (unhealthyThreshold * intervalSeconds + timeoutSeconds);

export type Visit = { cookie: string; visits: number; node: string };

/** Puts the page that counts the visits of its session into the site. */
export async function placeSessionPage(site: Site): Promise<void> {
  await copyFile(path.resolve(import.meta.dirname, '../pages', PAGE), path.join(site.files, 'wordpress', PAGE));
}

/** Asks the page that counts the visits of its session. */
export async function visit(node: WebNode, cookie = ''): Promise<Visit> {
  const { text, headers } = await node.get(`/${PAGE}`, cookie ? { cookie } : {});
  const { visits, node: name } = JSON.parse(text) as { visits: number; node: string };
  return { cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? cookie, visits, node: name };
}

/** A node dies at once, and another takes its place. */
export async function loseNode(site: Site, record: Measurements): Promise<void> {
  record.begin('a node is killed');
  const [lost, left] = [site.nodes.get('node-a'), site.nodes.get('node-b')];
  if (!lost || !left) throw new Error('two nodes were not started');
  await placeSessionPage(site);
  const { cookie } = await visit(lost);
  const second = await visit(lost, cookie);
  const probe = new Probe(site.key);
  probe.start();
  await probe.good(GOOD_SECONDS, 30_000);

  const killedMs = Date.now();
  await lost.kill();
  const third = await visit(left, cookie);
  record.check('a session outlives the node that held it', second.visits === 2 && third.visits === 3, { second, third });
  await until('the load balancer to see it', DETECTION_LIMIT_MS, async () =>
    (await site.loadBalancer.healthy()).includes(lost.name) ? undefined : true,
  );
  record.measure('until the load balancer called it unhealthy', (Date.now() - killedMs) / 1_000, 's');
  await probe.good(GOOD_SECONDS, 60_000);
  await replace(site, record, lost);
  await probe.good(GOOD_SECONDS, 60_000);
  await probe.stop();

  const before = { writer: site.primary.name, zone: site.primary.zone, secondaryZone: site.replica.zone, nodes: [left.name] };
  const rows = await probe.readBack();
  const phases = findPhases({ acceptedMs: killedMs, before, samples: probe.samples, database: [], rows });
  const errors = probe.samples.filter((sample) => !isGood(sample));
  const outage = probe.samples.filter(({ atMs }) => atMs >= (phases.firstErrorMs ?? 0) && atMs <= (phases.lastErrorMs ?? 0));
  const pages = outage.flatMap(({ deep, page }) => [deep.status === 200, page.status === 200]);
  record.measure('share of requests that failed between the first and the last error', percent(pages), '%');
  record.measure('visitors met errors over', phases.rtoSeconds ?? null, 's');
  record.measure('acknowledged writes lost', phases.rpoWrites ?? null, 'writes');
  record.check('the site serves after the detection', phases.recoveredMs !== undefined);
  record.check(
    'some visitors were served all the while',
    errors.some(({ deep, page }) => deep.isAcknowledged || page.status === 200),
  );
  record.check('no acknowledged write is lost', phases.rpoWrites === 0, phases.missing);
}

const percent = (wereGood: readonly boolean[]): number => Math.round((100 * wereGood.filter((isOne) => !isOne).length) / wereGood.length);

/** What the group does: a new node, registered when it is ready. */
async function replace(site: Site, record: Measurements, lost: WebNode): Promise<void> {
  await site.loadBalancer.deregister(lost.name);
  site.nodes.delete(lost.name);
  const { node, seconds } = await site.bootNode('node-c');
  await site.loadBalancer.register('node-c');
  record.measure('bootstrap of the node in its place, beside visitors', seconds, 's');
  record.check('the new node has the installation', (await node.get('/')).text.includes('Weekend traffic'));
}
