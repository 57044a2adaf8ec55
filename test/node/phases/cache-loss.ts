import path from 'node:path';
import { askDeepPage } from '#functions/shared/probe/ask-site.ts';
import type { Measurements } from '../measurements.ts';
import { SITE_URL } from '../places.ts';
import { until } from '../processes.ts';
import type { Site } from '../site.ts';
import type { WebNode } from '../web-node.ts';
import { visit } from './node-loss.ts';

const VIEWS = 20;
const CHECKS = path.resolve(import.meta.dirname, '../pages/object-cache-check.php');

/** The cache dies, and later stops answering without dying: pages are slower, not down. */
export async function loseCache(site: Site, record: Measurements): Promise<void> {
  record.begin('the cache, and its death');
  const node = [...site.nodes.values()].at(-1);
  if (!node) throw new Error('no node was started');
  for (const line of (await node.run('php', CHECKS)).trim().split('\n')) {
    const { name, holds } = JSON.parse(line) as { name: string; holds: boolean };
    record.check(`object cache: ${name}`, holds);
  }
  const { cookie } = await visit(node);
  const cached = await view(node);
  record.measure('a page with the cache, median', cached.medianMs, 'ms');

  await site.cache.kill();
  const killed = await view(node);
  record.measure('a page while it refuses connections, median', killed.medianMs, 'ms');
  record.check('every page is served without it', killed.bad.length === 0, killed.bad);
  const deep = await askDeepPage(SITE_URL, Math.floor(Date.now() / 1_000), site.key);
  record.check('the deep page tells of it, and is 200', deep.status === 200 && deep.cache === 'error', deep);

  await site.cache.start();
  await cacheIsBack(site, record, 'seconds until a node that was without it uses it again');
  const lost = await visit(node, cookie);
  record.check('a session that was in it is lost with it, and a new one begins', lost.visits === 1, lost);
  await view(node);

  await site.cache.freeze();
  const frozen = await view(node);
  await site.cache.thaw();
  record.measure('a page while it does not answer, median', frozen.medianMs, 'ms');
  record.measure('a page while it does not answer, longest', frozen.longestMs, 'ms');
  record.check('every page is served while it hangs', frozen.bad.length === 0, frozen.bad);
  record.check('slower, not down', frozen.medianMs > cached.medianMs, { cached, killed, frozen });
  await cacheIsBack(site, record, 'seconds until a node uses it again after it hung');
}

async function cacheIsBack(site: Site, record: Measurements, measure: string): Promise<void> {
  const beganMs = Date.now();
  await until('the cache to be used again', 30_000, async () => {
    const { cache } = await askDeepPage(SITE_URL, Math.floor(Date.now() / 1_000), site.key);
    return cache === 'ok' ? true : undefined;
  });
  record.measure(measure, (Date.now() - beganMs) / 1_000, 's');
}

/** Asks the first page some times. */
export async function view(node: WebNode): Promise<{ medianMs: number; longestMs: number; bad: string[] }> {
  const times: number[] = [];
  const bad: string[] = [];
  for (let index = 0; index < VIEWS; index += 1) {
    const beganMs = performance.now();
    const answer = await node.get('/').catch((error: Error) => ({ status: 0, text: error.message }));
    times.push(Math.round(performance.now() - beganMs));
    if (answer.status !== 200 || !answer.text.includes('Weekend traffic')) bad.push(`${answer.status}`);
  }
  times.sort((one, other) => one - other);
  return { medianMs: times[times.length >> 1] as number, longestMs: times.at(-1) as number, bad };
}
