import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Measurements } from './measurements.ts';
import { loseCache } from './phases/cache-loss.ts';
import { failOver, failOverBadly } from './phases/failover.ts';
import { loseNode } from './phases/node-loss.ts';
import { askUnsigned, loseFiles, startSite } from './phases/nodes.ts';
import { publish } from './phases/publish.ts';
import { useReplicatedCache } from './phases/replicated-cache.ts';
import { keepSessions } from './phases/sessions.ts';
import { workOff } from './phases/worker.ts';
import { reasonsNotToRun } from './requirements.ts';
import { Site } from './site.ts';

/** The web node for real: nginx, PHP, WordPress, MariaDB, memcached, HAProxy and Chromium, on loopback, for some minutes. */
const STATUS = { passed: 0, failed: 1, skipped: 77 } as const;
const OUT = path.resolve(import.meta.dirname, '../../out/node');

/** What is played after a site was started and a person has published; whoever names some of them plays no others. */
const PHASES: Readonly<Record<string, (site: Site, record: Measurements) => Promise<void>>> = {
  signed: askUnsigned,
  files: loseFiles,
  node: loseNode,
  failover: failOver,
  'bad-failover': failOverBadly,
  cache: loseCache,
  'replicated-cache': useReplicatedCache,
  worker: workOff,
  sessions: keepSessions,
};

async function main(): Promise<number> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => PHASES[name] === undefined);
  if (unknown.length > 0) {
    process.stdout.write(`There is no phase ${unknown.join(', ')}; there are ${Object.keys(PHASES).join(', ')}.\n`);
    return STATUS.failed;
  }
  const reasons = await reasonsNotToRun();
  if (reasons.length > 0) {
    process.stdout.write(`── SKIPPED, and therefore not passed:\n${reasons.map((reason) => `   ${reason}\n`).join('')}`);
    return STATUS.skipped;
  }
  const record = new Measurements();
  const site = new Site(await mkdtemp(path.join(tmpdir(), 'nines-node-')));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void site.end().then(() => process.exit(STATUS.failed)));
  const beganMs = Date.now();
  try {
    await startSite(site, record);
    await publish(site, record, OUT);
    for (const [name, play] of Object.entries(PHASES)) if (wanted.length === 0 || wanted.includes(name)) await play(site, record);
  } catch (error) {
    record.check('every phase came to its end', false, error instanceof Error ? error.message : String(error));
    for (const node of site.nodes.values()) process.stdout.write(await node.logs());
  } finally {
    await site.end();
  }
  record.print();
  await record.keep(path.join(OUT, 'measured.json'));
  const { failures, passed } = record;
  if (failures.length === 0) await rm(site.folder, { recursive: true, force: true });
  else process.stdout.write(`\n── what the programs logged: ${site.folder}\n`);
  const seconds = Math.round((Date.now() - beganMs) / 1_000);
  process.stdout.write(`\n${passed} held, ${failures.length} did not, in ${seconds} s; figures in out/node/measured.json\n`);
  return failures.length === 0 ? STATUS.passed : STATUS.failed;
}

// What still waits for a node that is gone does not keep the process.
process.exit(await main());
