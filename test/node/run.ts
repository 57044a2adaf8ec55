import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Measurements } from './measurements.ts';
import { loseCache } from './phases/cache-loss.ts';
import { failOver, failOverBadly } from './phases/failover.ts';
import { loseNode } from './phases/node-loss.ts';
import { askUnsigned, loseFiles, startSite } from './phases/nodes.ts';
import { publish } from './phases/publish.ts';
import { keepSessions } from './phases/sessions.ts';
import { reasonsNotToRun } from './requirements.ts';
import { Site } from './site.ts';

/** The web node for real: nginx, PHP, WordPress, MariaDB, memcached, HAProxy and Chromium, on loopback, for some minutes. */
const STATUS = { passed: 0, failed: 1, skipped: 77 } as const;
const OUT = path.resolve(import.meta.dirname, '../../out/node');

async function main(): Promise<number> {
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
    await askUnsigned(site, record);
    await loseFiles(site, record);
    await loseNode(site, record);
    await failOver(site, record);
    await failOverBadly(site, record);
    await loseCache(site, record);
    await keepSessions(site, record);
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
