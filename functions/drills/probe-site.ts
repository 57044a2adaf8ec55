import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { ProbeInput } from '#events/probe.ts';
import { probeInputSchema } from '#events/probe.ts';
import { lambda } from '../shared/clients/lambda.ts';
import { environmentOf } from '../shared/environment.ts';
import { messageOf } from '../shared/errors.ts';
import { putWait, removeWait, type WaitRow } from '../shared/ledger/waits.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { askRows } from '../shared/probe/ask-site.ts';
import { CHUNK_MS } from '../shared/probe/chunks.ts';
import { siteKey } from '../shared/probe/site-key.ts';
import { fail, succeed } from '../shared/probe/token.ts';
import { SiteWatch, sleepUntil } from '../shared/probe/watch-site.ts';

const environment = environmentOf('functionArnPrefix');

/** One invocation watches 14 whole chunks, a minute less than Lambda's 900 s (M13). */
const SHARE_MS = 14 * CHUNK_MS;
/** The successor is invoked so long before it begins: a cold start and a late delivery fit in. */
const HANDOVER_LEAD_MS = 20_000;
/** The whole probe: three shares. A drill gives up on its database long before. */
const WHOLE_MS = 3 * SHARE_MS;
const READ_BACK_ATTEMPTS = 6;
const READ_BACK_PAUSE_MS = 5_000;

/**
 * Watches a site as a visitor would, once a second, and completes the drill's token when it is told to stop. Started by
 * failover-drill asynchronously, and by itself: an invocation hands over before its time is up.
 */
async function probeSite(input: ProbeInput) {
  const { run, token } = input;
  logger.appendKeys({ runId: run.runId, kind: run.kind, site: run.site });
  // Held like every token, so that an abort finds it.
  const wait: WaitRow = { key: `probe/${run.runId}`, runId: run.runId, site: run.site, token, check: {} };
  try {
    if (input.handover === undefined) await putWait(wait, Date.now());
    const ended = await probe(input);
    if (ended === 'stopped') await removeWait(wait);
    return { ended };
  } catch (error) {
    // Told at once, the drill ends as ERRORED; thrown, Lambda would begin the same share again a minute later.
    logger.error('The probe broke.', error as Error);
    await fail(token, 'Probe.Broken', messageOf(error));
    return { ended: 'broken' };
  }
}

async function probe(input: ProbeInput): Promise<string> {
  const fromMs = input.handover?.fromMs ?? nextSecond(Date.now());
  const originMs = input.handover?.originMs ?? fromMs;
  const untilMs = fromMs + SHARE_MS;
  const isLastShare = untilMs >= originMs + WHOLE_MS;
  const watch = new SiteWatch(input, originMs);
  let handingOver: Promise<unknown> | undefined;
  const ended = await watch.watch(fromMs, untilMs, (tickMs) => {
    if (isLastShare || tickMs < untilMs - HANDOVER_LEAD_MS) return;
    handingOver ??= handOver({ ...input, handover: { originMs, fromMs: untilMs, isReady: watch.isReady } });
    // Awaited below; until then a failure must not be an unhandled one.
    handingOver.catch(() => undefined);
  });
  await handingOver;
  if (ended === 'over' && !isLastShare) {
    await watch.chunks.flushAll();
    return 'handed over';
  }
  if (ended === 'abandoned') {
    await watch.chunks.flushAll();
    return ended;
  }
  await conclude(input, watch);
  return 'stopped';
}

/** Reads the numbers back, keeps what is left and completes the token. A successor that was already asked for finds the mark too. */
async function conclude({ run, origin, token }: ProbeInput, watch: SiteWatch): Promise<void> {
  const [from, to] = [watch.originMs / 1_000, watch.lastSampleMs / 1_000];
  const sequences = await readBack(origin, from, to, run.site);
  if (sequences !== undefined) watch.chunks.add(watch.lastSampleMs, { kind: 'rows', from, to, sequences });
  await watch.chunks.flushAll();
  const isAwaited = await succeed(token, {
    chunks: watch.chunks.chunkOf(watch.lastSampleMs) + 1,
    firstSampleAt: new Date(watch.originMs).toISOString(),
    lastSampleAt: new Date(watch.lastSampleMs).toISOString(),
  });
  logger.info('The probe has ended.', { runId: run.runId, isAwaited });
}

async function readBack(origin: string, from: number, to: number, site: string): Promise<number[] | undefined> {
  for (let attempt = 0; attempt < READ_BACK_ATTEMPTS; attempt += 1) {
    const sequences = await askRows(origin, from, to, await siteKey(site, Date.now()));
    if (sequences !== undefined) return sequences;
    await sleepUntil(Date.now() + READ_BACK_PAUSE_MS);
  }
  return undefined;
}

async function handOver(input: ProbeInput): Promise<void> {
  await lambda.send(
    new InvokeCommand({
      FunctionName: `${environment().functionArnPrefix}probe-site`,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(input)),
    }),
  );
}

/** The next whole second, never the present one: the steady state's own row has its number. */
const nextSecond = (nowMs: number): number => (Math.floor(nowMs / 1_000) + 1) * 1_000;

export const handler = handlerOf(probeInputSchema, probeSite);
