import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Measurements } from '../measurements.ts';
import { until } from '../processes.ts';
import type { Site } from '../site.ts';
import type { WebNode } from '../web-node.ts';
import { WorkQueue } from '../work-queue.ts';

type Work = { name: string; do: 'note' | 'sleep' | 'throw' | 'exit'; seconds?: number };
type Line = { name: string; what: 'begun' | 'done'; node: string; title: string };

const PAGES = path.resolve(import.meta.dirname, '../pages');
const MANY = 20;

/** Messages that a web node sends are done by a worker in WordPress, against the twin's SQS; what fails is put aside. */
export async function workOff(site: Site, record: Measurements): Promise<void> {
  record.begin('a worker and its queue');
  const queue = new WorkQueue();
  await queue.start();
  try {
    const web = [...site.nodes.values()].at(-1);
    if (!web) throw new Error('no node was started');
    const worker = await startWorker(site, queue, web, record);
    await doOne(site, web, queue, record);
    await doMany(site, web, queue, record);
    await failSome(site, web, queue, record);
    await takeLonger(site, web, queue, record);
    await leave(site, web, worker, queue, record);
    record.check('every request was signed as AWS wants it', queue.answered > 0 && queue.refused === 0, {
      answered: queue.answered,
      refused: queue.refused,
    });
    await worker.kill();
  } finally {
    await queue.stop();
  }
}

async function startWorker(site: Site, queue: WorkQueue, web: WebNode, record: Measurements): Promise<WebNode> {
  const wordpress = path.join(site.files, 'wordpress');
  await mkdir(path.join(wordpress, 'wp-content/mu-plugins'), { recursive: true });
  await copyFile(path.join(PAGES, 'work-check.php'), path.join(wordpress, 'wp-content/mu-plugins/work-check.php'));
  await copyFile(path.join(PAGES, 'work-send.php'), path.join(wordpress, 'work-send.php'));
  const worker = site.newNode('worker-1');
  Object.assign(worker, { role: 'worker', cacheEngine: web.cacheEngine });
  for (const node of [web, worker]) Object.assign(node, { queue: queue.place, credentials: queue.credentials });
  await web.bootstrap();
  record.measure('bootstrap of a worker, until it has heard from its queue', await worker.boot(), 's');
  return worker;
}

async function doOne(site: Site, web: WebNode, queue: WorkQueue, record: Measurements): Promise<void> {
  await send(web, { name: 'one', do: 'note' });
  const lines = await doneOf(site, 'one');
  record.check(
    'a message from a page is done by the worker, in WordPress',
    lines.at(-1)?.node === 'worker-1' && lines.at(-1)?.title === 'My app',
    lines,
  );
  await empty(queue);
  record.check('and it is gone from the queue', true);
}

async function doMany(site: Site, web: WebNode, queue: WorkQueue, record: Measurements): Promise<void> {
  const beganMs = Date.now();
  for (let index = 0; index < MANY; index += 1) await send(web, { name: `many-${index}`, do: 'note' });
  await empty(queue);
  record.measure(`${MANY} messages, each in a WordPress of its own, a message`, Math.round((Date.now() - beganMs) / MANY), 'ms');
  const lines = await linesOf(site);
  const done = lines.filter(({ name, what }) => name.startsWith('many-') && what === 'done').map(({ name }) => name);
  record.check('each of many messages is done once', done.length === MANY && new Set(done).size === MANY, done.length);
}

/** What throws, and what ends the whole process as if nothing were wrong. */
async function failSome(site: Site, web: WebNode, queue: WorkQueue, record: Measurements): Promise<void> {
  const works: Work[] = [
    { name: 'throws', do: 'throw' },
    { name: 'exits', do: 'exit' },
  ];
  for (const work of works) await send(web, work);
  // Nobody is told that a message has been put aside: it happens when somebody asks for the next one.
  await until('the dead letters', 60_000, async () => (queue.deadLetters().length === works.length ? true : undefined));
  const lines = await linesOf(site);
  const tries = works.map(({ name }) => lines.filter((line) => line.name === name && line.what === 'begun').length);
  record.check(
    'what throws and what exits is tried again, and then put aside',
    tries.every((count) => count === 2),
    tries,
  );
  record.check(
    'the dead letters are what was sent',
    queue.deadLetters().every((body) => works.some(({ name }) => body.includes(name))),
    queue.deadLetters(),
  );
  await send(web, { name: 'after', do: 'note' });
  record.check('the worker goes on after them', (await doneOf(site, 'after')).length > 0);
}

async function takeLonger(site: Site, web: WebNode, queue: WorkQueue, record: Measurements): Promise<void> {
  const seconds = queue.place.visibilitySeconds * 2;
  await send(web, { name: 'long', do: 'sleep', seconds });
  const lines = await doneOf(site, 'long');
  record.check(
    'what takes longer than a message is hidden for is done once',
    lines.filter(({ what }) => what === 'begun').length === 1,
    lines,
  );
  await empty(queue);
}

/** The node is told to go, as the terminate hook's handler does. */
async function leave(site: Site, web: WebNode, worker: WebNode, queue: WorkQueue, record: Measurements): Promise<void> {
  await send(web, { name: 'in-hand', do: 'sleep', seconds: 3 });
  await until('the worker to begin', 20_000, async () => ((await linesOf(site)).some(({ name }) => name === 'in-hand') ? true : undefined));
  await send(web, { name: 'left', do: 'note' });
  const beganMs = Date.now();
  await worker.run('/opt/nines/collect-logs');
  record.measure('until a worker that has work in hand has ended it and leaves', (Date.now() - beganMs) / 1_000, 's');
  const lines = await linesOf(site);
  record.check(
    'a worker that leaves ends what it has in hand',
    lines.some(({ name, what }) => name === 'in-hand' && what === 'done'),
    lines.slice(-3),
  );
  record.check(
    'and leaves the rest to the others',
    !lines.some(({ name }) => name === 'left') && queue.counts().waiting === 1,
    queue.counts(),
  );
  await rm(path.join(site.files, 'wordpress/wp-content/mu-plugins/work-check.php'));
}

async function send(web: WebNode, work: Work): Promise<void> {
  const { text } = await web.get(`/work-send.php?work=${encodeURIComponent(JSON.stringify(work))}`);
  if (!(JSON.parse(text) as { isSent: boolean }).isSent) throw new Error(`the queue did not take ${work.name}`);
}

async function linesOf(site: Site): Promise<Line[]> {
  const text = await readFile(path.join(site.files, 'work.ndjson'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

/** The lines of a message, when it is done. */
async function doneOf(site: Site, wanted: string): Promise<Line[]> {
  return until(`${wanted} to be done`, 60_000, async () => {
    const lines = (await linesOf(site)).filter(({ name }) => name === wanted);
    return lines.some(({ what }) => what === 'done') ? lines : undefined;
  });
}

async function empty(queue: WorkQueue): Promise<void> {
  await until('the queue to be empty', 60_000, async () => {
    const { waiting, inHand } = queue.counts();
    return waiting + inHand === 0 ? true : undefined;
  });
}
