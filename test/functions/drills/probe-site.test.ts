// Goal: the probe asks once a second, keeps what it saw, hands over without a gap and never judges by itself.
// Method: the handler on fake timers, a scripted site behind `fetch`, and the SDK's clients noted.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signedHeaders } from '#domain/probe-signature.ts';
import { handler } from '#functions/drills/probe-site.ts';
import { ledgerDocument } from '#functions/shared/clients/ledger-document.ts';
import { setMark } from '#functions/shared/ledger/marks.ts';
import { mockDatabase, mockSiteKey } from '../aws-state.ts';
import { awsError, invoke, run } from '../support.ts';
import { ledgerOf } from '../table.ts';

const NOW = Date.parse('2018-02-11T04:00:00.400Z');
const FIRST = Date.parse('2018-02-11T04:00:01Z') / 1_000;
const EVENT = {
  run: run({ kind: 'failover-drill' }),
  token: 'token-1',
  origin: 'http://myapp.elb.example',
  healthPath: '/healthy.html',
  databaseIdentifier: 'myapp-db',
};

type Page = { status: number; body: unknown } | 'hangs' | 'unreachable';
type Line = { kind: string; sequence: number; deep: { status?: number; failure?: string; isAcknowledged: boolean } };

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A site that answers by the script, and everything that the probe calls. */
function prepare(deepPage: (sequence: number) => Page = well, rows: (from: number, to: number) => Page = allRows) {
  const urls: string[] = [];
  const unsigned: string[] = [];
  vi.stubGlobal('fetch', (address: string, { signal, headers }: { signal: AbortSignal; headers: Record<string, string> }) => {
    const url = new URL(address);
    const isDeep = url.pathname.startsWith('/nines/');
    const wanted = isDeep ? signedHeaders('the-key-of-myapp', Date.now(), 'GET', `${url.pathname}${url.search}`) : {};
    if (JSON.stringify(headers) !== JSON.stringify(wanted)) unsigned.push(address);
    urls.push(`${url.pathname}${url.search}`);
    const number = (name: string) => Number(url.searchParams.get(name));
    const page =
      url.pathname === '/nines/health'
        ? deepPage(number('sequence'))
        : url.pathname === '/nines/rows'
          ? rows(number('from'), number('to'))
          : { status: 200, body: 'healthy' };
    if (page === 'unreachable') return Promise.reject(new TypeError('fetch failed'));
    if (page === 'hangs') return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return Promise.resolve({ status: page.status, text: async () => JSON.stringify(page.body) });
  });
  mockDatabase();
  mockSiteKey();
  const ledger = ledgerOf();
  const s3 = mockClient(S3Client);
  s3.on(PutObjectCommand).resolves({});
  const steps = mockClient(SFNClient);
  steps.on(SendTaskHeartbeatCommand).resolves({}).on(SendTaskSuccessCommand).resolves({}).on(SendTaskFailureCommand).resolves({});
  const lambda = mockClient(LambdaClient);
  lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
  const chunks = () => new Map(s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => [input.Key, linesOf(String(input.Body))]));
  return { urls, unsigned, ledger, s3, steps, lambda, chunks, lines: () => [...chunks().values()].flat() };
}

const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const well = (sequence: number): Page => ({
  status: 200,
  body: { node: 'i-0', sequence, database: 'ok', cache: 'ok', writer: 'db-a', writerZone: 'us-east-1a' },
});
const allRows = (from: number, to: number): Page => ({
  status: 200,
  body: { sequences: Array.from({ length: to - from + 1 }, (_, place) => from + place) },
});

/** Invokes the probe, and tells it to stop after so many seconds. */
async function probeFor(seconds: number, event: object = EVENT) {
  const ended = invoke(handler, event);
  await vi.advanceTimersByTimeAsync(seconds * 1_000);
  await setMark('run-1', 'probe-stop', 'Enough.', Date.now());
  await vi.advanceTimersByTimeAsync(120_000);
  return ended;
}

describe('probe-site', () => {
  it('asks both pages once a second, each with a number of its own', async () => {
    const { lines } = prepare();

    await probeFor(70);
    const samples = lines().filter(({ kind }) => kind === 'sample');

    expect(samples).toHaveLength(76);
    expect(samples.map(({ sequence }) => sequence)).toEqual(samples.map((_, place) => FIRST + place));
  });

  it('signs what it asks of the deep page with the key of the site, and nothing else', async () => {
    const { urls, unsigned } = prepare();

    await probeFor(70);

    expect(urls.length).toBeGreaterThan(140);
    expect(unsigned).toEqual([]);
  });

  it('says that it is ready after ten good samples in a row', async () => {
    const { ledger } = prepare((sequence) => (sequence === FIRST + 4 ? { status: 504, body: {} } : well(sequence)));
    const ended = invoke(handler, EVENT);

    await vi.advanceTimersByTimeAsync(14_000);
    expect(ledger.row('RUN#run-1/MARK#probe-ready')).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ledger.row('RUN#run-1/MARK#probe-ready')).toBeDefined();

    await setMark('run-1', 'probe-stop', 'Enough.', Date.now());
    await vi.advanceTimersByTimeAsync(60_000);
    await ended;
  });

  it('completes its token with a summary, after the numbers were read back', async () => {
    const { ledger, steps, chunks, urls } = prepare();

    await expect(probeFor(70)).resolves.toEqual({ ended: 'stopped' });

    const [success] = steps.commandCalls(SendTaskSuccessCommand);
    expect(success?.args[0].input.taskToken).toBe('token-1');
    expect(JSON.parse(success?.args[0].input.output ?? '')).toEqual({
      chunks: 2,
      firstSampleAt: '2018-02-11T04:00:01.000Z',
      lastSampleAt: '2018-02-11T04:01:16.000Z',
    });
    expect(urls.at(-1)).toBe(`/nines/rows?from=${FIRST}&to=${FIRST + 75}`);
    expect([...chunks().keys()].sort()).toEqual(['runs/run-1/probe-0.ndjson', 'runs/run-1/probe-1.ndjson']);
    expect(ledger.row('WAIT#probe/run-1/TOKEN#run-1')).toBeUndefined();
  });

  it('costs few calls: a chunk a minute, a heartbeat each 30 s', async () => {
    const { steps, s3 } = prepare();

    await probeFor(600);

    expect(s3.commandCalls(PutObjectCommand).length).toBeLessThanOrEqual(12);
    expect(steps.commandCalls(SendTaskHeartbeatCommand).length).toBeLessThanOrEqual(22);
  });

  it('does not wait for a request that hangs before it asks again', async () => {
    const { lines } = prepare((sequence) => (sequence >= FIRST + 20 && sequence < FIRST + 30 ? 'hangs' : well(sequence)));

    await probeFor(60);
    const hung = lines().filter(({ kind, deep }) => kind === 'sample' && deep.failure === 'timeout');

    expect(hung.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 10 }, (_, place) => FIRST + 20 + place));
  });

  it.each([
    ['another number', (sequence: number) => ({ node: 'i-0', sequence: sequence - 1, database: 'ok' }), 200],
    ['an error', (sequence: number) => ({ node: 'i-0', sequence, database: 'no write', read: true }), 504],
    ['no database', (sequence: number) => ({ node: 'i-0', sequence, database: 'absent' }), 200],
    ['no JSON object', () => 'hello', 200],
  ])('acknowledges nothing that comes back with %s', async (_, body, status) => {
    const { lines } = prepare((sequence) => ({ status, body: body(sequence) }));

    await probeFor(20);

    expect(lines().filter(({ kind, deep }) => kind === 'sample' && deep.isAcknowledged)).toEqual([]);
  });

  it('tells an unreachable load balancer from an error of the site', async () => {
    const { lines } = prepare(() => 'unreachable');

    await probeFor(20);

    expect(lines().find(({ kind }) => kind === 'sample')?.deep).toMatchObject({ failure: 'unreachable', isAcknowledged: false });
  });

  describe('when its time is nearly up', () => {
    it('invokes its successor early, and ends where that begins', async () => {
      const { lambda, chunks, steps } = prepare();
      const ended = invoke(handler, EVENT);

      await vi.advanceTimersByTimeAsync(900_000);

      await expect(ended).resolves.toEqual({ ended: 'handed over' });
      const calls = lambda.commandCalls(InvokeCommand);
      expect(calls).toHaveLength(1);
      expect(calls[0]?.args[0].input).toMatchObject({ InvocationType: 'Event', FunctionName: expect.stringMatching(/:nines-probe-site$/) });
      expect(JSON.parse(String(Buffer.from(calls[0]?.args[0].input.Payload as Uint8Array)))).toMatchObject({
        token: 'token-1',
        handover: { originMs: FIRST * 1_000, fromMs: (FIRST + 840) * 1_000, isReady: true },
      });
      expect(chunks().size).toBe(14);
      expect(steps.commandCalls(SendTaskSuccessCommand)).toEqual([]);
    });

    it('goes on as a successor with the next second and the next chunk', async () => {
      const { chunks, steps } = prepare();
      const handover = { originMs: FIRST * 1_000, fromMs: (FIRST + 840) * 1_000, isReady: true };
      vi.setSystemTime((FIRST + 820) * 1_000);

      await probeFor(60, { ...EVENT, handover });

      const lines = chunks().get('runs/run-1/probe-14.ndjson');
      expect(lines?.find(({ kind }) => kind === 'sample')?.sequence).toBe(FIRST + 840);
      expect(JSON.parse(steps.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input.output ?? '')).toMatchObject({ chunks: 15 });
    });

    it('fails the drill when no successor can be invoked', async () => {
      const { lambda, steps } = prepare();
      lambda.on(InvokeCommand).rejects(awsError('AccessDeniedException'));
      const ended = invoke(handler, EVENT);

      await vi.advanceTimersByTimeAsync(900_000);

      await expect(ended).resolves.toEqual({ ended: 'broken' });
      expect(steps.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toMatchObject({ error: 'Probe.Broken' });
    });
  });

  describe('when nobody waits for it any more', () => {
    it.each(['TaskTimedOut', 'TaskDoesNotExist'])('ends by itself on %s', async (name) => {
      const { steps, urls } = prepare();
      steps.on(SendTaskHeartbeatCommand).rejects(awsError(name));
      const ended = invoke(handler, EVENT);

      await vi.advanceTimersByTimeAsync(60_000);

      await expect(ended).resolves.toEqual({ ended: 'abandoned' });
      expect(urls.length).toBeLessThan(10);
    });

    it('fails the tokens of its run when the lever is engaged', async () => {
      const { ledger, steps } = prepare();
      await ledgerPut({ pk: 'LEVER', sk: 'LEVER', engaged: true, by: 'dana', at: '' });
      const ended = invoke(handler, EVENT);

      await vi.advanceTimersByTimeAsync(60_000);

      await expect(ended).resolves.toEqual({ ended: 'abandoned' });
      expect(steps.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toMatchObject({ taskToken: 'token-1', error: 'Run.Aborted' });
      expect(ledger.row('WAIT#probe/run-1/TOKEN#run-1')).toBeUndefined();
    });
  });

  describe('when things fail beside it', () => {
    it('goes on without RDS and after a lost heartbeat', async () => {
      const { steps, lines } = prepare();
      mockDatabase().rejects(awsError('Throttling'));
      steps.on(SendTaskHeartbeatCommand).rejectsOnce(awsError('ThrottlingException')).resolves({});

      await expect(probeFor(70)).resolves.toEqual({ ended: 'stopped' });
      expect(lines().filter(({ kind }) => kind === 'database')).toEqual([]);
    });

    it('puts a chunk later that could not be put in its minute', async () => {
      const { s3, chunks } = prepare();
      s3.on(PutObjectCommand).rejectsOnce(awsError('SlowDown')).resolves({});

      await probeFor(70);

      expect(
        chunks()
          .get('runs/run-1/probe-0.ndjson')
          ?.filter(({ kind }) => kind === 'sample'),
      ).toHaveLength(60);
    });

    it('hands in evidence without rows when they cannot be read back', async () => {
      const { lines, steps } = prepare(well, () => ({ status: 504, body: {} }));

      await probeFor(70);

      expect(lines().filter(({ kind }) => kind === 'rows')).toEqual([]);
      expect(steps.commandCalls(SendTaskSuccessCommand)).toHaveLength(1);
    });

    it('fails the drill when its evidence cannot be kept', async () => {
      const { s3, steps } = prepare();
      s3.on(PutObjectCommand).rejects(awsError('AccessDenied'));

      await expect(probeFor(70)).resolves.toEqual({ ended: 'broken' });
      expect(steps.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toMatchObject({ error: 'Probe.Broken' });
    });
  });
});

async function ledgerPut(row: Record<string, unknown>) {
  await ledgerDocument.send(new PutCommand({ TableName: 'ledger', Item: row }));
}
