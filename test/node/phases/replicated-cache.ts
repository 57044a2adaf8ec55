import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askDeepPage } from '#functions/shared/probe/ask-site.ts';
import type { Measurements } from '../measurements.ts';
import { SITE_URL } from '../places.ts';
import { until } from '../processes.ts';
import type { Site } from '../site.ts';
import type { WebNode } from '../web-node.ts';
import { view } from './cache-loss.ts';
import { placeSessionPage, visit } from './node-loss.ts';

const CHECKS = path.resolve(import.meta.dirname, '../pages/object-cache-check.php');
const VIEWS = 10;

/**
 * The same nodes are told of a primary with a replica instead: hits grow, sessions outlive a node and a primary, and pages are slower,
 * not down, while nobody leads.
 */
export async function useReplicatedCache(site: Site, record: Measurements): Promise<void> {
  record.begin('a cache with a replica, and its failover');
  await placeSessionPage(site);
  await site.replicatedCache.start();
  for (const node of site.nodes.values()) {
    node.cacheEngine = 'redis';
    await node.bootstrap();
  }
  const node = [...site.nodes.values()].at(-1);
  if (!node) throw new Error('no node was started');
  for (const line of (await node.run('php', CHECKS)).trim().split('\n')) {
    const { name, holds } = JSON.parse(line) as { name: string; holds: boolean };
    record.check(`object cache on Redis: ${name}`, holds);
  }
  await countHits(site, record);
  await keepSessionOfANode(site, record);
  await failOver(site, record);
  await swapRoles(site, record);
  await loseAll(site, record);
}

async function countHits(site: Site, record: Measurements): Promise<void> {
  for (const node of site.nodes.values()) await node.get('/');
  const before = await site.replicatedCache.stats();
  for (const node of site.nodes.values()) for (let index = 0; index < VIEWS; index += 1) await node.get('/');
  const after = await site.replicatedCache.stats();
  const [hits, misses] = [after.hits - before.hits, after.misses - before.misses];
  record.measure('share of hits', Math.round((100 * hits) / (hits + misses)), '%');
  record.check("the cache's hits grow with page views", hits > VIEWS * site.nodes.size, { hits, misses });
}

/** A node is killed, and another one goes on with the session that it held; then a new one takes its place. */
async function keepSessionOfANode(site: Site, record: Measurements): Promise<void> {
  const [left, lost] = [...site.nodes.values()] as [WebNode, WebNode];
  const { cookie } = await visit(lost);
  await visit(lost, cookie);
  await lost.kill();
  const third = await visit(left, cookie);
  record.check('a session outlives the node that held it', third.visits === 3, third);
  site.nodes.delete(lost.name);
  await site.loadBalancer.deregister(lost.name);
  const { seconds } = await site.bootNode('node-d', 'redis');
  await site.loadBalancer.register('node-d');
  record.measure('bootstrap of the node in its place', seconds, 's');
}

/** The primary dies; what ElastiCache does is done by this machine, some seconds later. */
async function failOver(site: Site, record: Measurements): Promise<void> {
  const [node] = [...site.nodes.values()] as [WebNode];
  const { cookie } = await visit(node);
  const cached = await view(node);
  await site.replicatedCache.kill(site.replicatedCache.primary);
  const killed = await view(node);
  record.measure('a page with the cache, median', cached.medianMs, 'ms');
  record.measure('a page while nobody leads, median', killed.medianMs, 'ms');
  record.check('every page is served while nobody leads', killed.bad.length === 0, killed.bad);
  await site.replicatedCache.promote();
  record.measure('seconds from the promotion until a node uses the new primary', await secondsUntilUsed(site), 's');
  const again = await visit(node, cookie);
  record.check('a session outlives the primary that held it', again.visits === 2, again);
  await site.replicatedCache.restoreReplica();
}

/** The old primary stays, as a replica, with the nodes' connections to it: it refuses writes, and they go to the new one. */
async function swapRoles(site: Site, record: Measurements): Promise<void> {
  const [node] = [...site.nodes.values()] as [WebNode];
  const { cookie } = await visit(node);
  await view(node);
  await site.replicatedCache.swap();
  const swapped = await view(node);
  record.check('every page is served through a change of roles', swapped.bad.length === 0, swapped.bad);
  record.measure('seconds until a node follows a primary that only changed its role', await secondsUntilUsed(site), 's');
  const again = await visit(node, cookie);
  record.check('a session outlives the change of roles', again.visits === 2, again);
}

async function loseAll(site: Site, record: Measurements): Promise<void> {
  const [node] = [...site.nodes.values()] as [WebNode];
  await site.replicatedCache.freeze();
  const frozen = await view(node);
  const hung = await askDeepPage(SITE_URL, Math.floor(Date.now() / 1_000), site.key);
  await site.replicatedCache.thaw();
  record.measure('a page while neither server answers, median', frozen.medianMs, 'ms');
  record.measure('a page while neither server answers, longest', frozen.longestMs, 'ms');
  record.check('every page is served while they hang', frozen.bad.length === 0, frozen.bad);
  record.check('the deep page tells of a cache that hangs', hung.status === 200 && hung.cache === 'error', hung);
  await secondsUntilUsed(site);
  const { primary, replica } = site.replicatedCache;
  for (const server of [primary, replica]) await site.replicatedCache.kill(server);
  const lost = await view(node);
  const deep = await askDeepPage(SITE_URL, Math.floor(Date.now() / 1_000), site.key);
  record.measure('a page without any of its servers, median', lost.medianMs, 'ms');
  record.check('every page is served without any of its servers', lost.bad.length === 0, lost.bad);
  record.check('the deep page tells of it, and is 200', deep.status === 200 && deep.cache === 'error', deep);
}

/** The deep page of each node in turn has to say that it reads what it wrote. */
async function secondsUntilUsed(site: Site): Promise<number> {
  const beganMs = Date.now();
  for (let wells = 0; wells < site.nodes.size; ) {
    await until('the cache to be used', 30_000, async () => {
      const { cache } = await askDeepPage(SITE_URL, Math.floor(Date.now() / 1_000), site.key);
      wells = cache === 'ok' ? wells + 1 : 0;
      return cache === 'ok' ? true : undefined;
    });
    await sleep(10);
  }
  return (Date.now() - beganMs) / 1_000;
}
