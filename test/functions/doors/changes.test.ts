import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { handler as createSite } from '#functions/doors/create-site.ts';
import { handler as deleteSite } from '#functions/doors/delete-site.ts';
import { handler as readDrift } from '#functions/doors/read-drift.ts';
import { siteSpec } from '../../domain/support.ts';
import { invoke } from '../support.ts';
import { ledgerOf } from '../table.ts';
import { apiEvent } from './support.ts';

const lambda = mockClient(LambdaClient);
const states = mockClient(SFNClient);
const SITE = { pk: 'SITE#myapp', sk: 'SITE', site: 'myapp', state: 'registered', spec: siteSpec(), outputs: {} };
const requests = () => states.commandCalls(StartExecutionCommand).map(({ args }) => JSON.parse(String(args[0].input.input)).request);

beforeEach(() => {
  lambda.reset();
  states.reset();
  states.on(StartExecutionCommand).resolves({ executionArn: 'arn:execution' });
  ledgerOf([SITE]);
});

describe('the words that let something go', () => {
  it.each([
    ['database', ['database']],
    ['database,files', ['database', 'files']],
  ])('POST /sites?replaceData=%s is handed on', async (replaceData, layers) => {
    const { statusCode } = await invoke(createSite, apiEvent({ body: siteSpec(), query: { replaceData } }));

    expect(statusCode).toBe(202);
    expect(requests()).toMatchObject([{ replaceData: layers }]);
  });

  it.each(['', 'everything', 'network', 'database, files'])('POST /sites?replaceData=%s is answered 400', async (replaceData) => {
    const { statusCode } = await invoke(createSite, apiEvent({ body: siteSpec(), query: { replaceData } }));

    expect(statusCode).toBe(400);
    expect(requests()).toEqual([]);
  });

  it('DELETE hands on that buckets may be emptied, and says nothing of it otherwise', async () => {
    const ask = (query: Record<string, string>) => invoke(deleteSite, apiEvent({ site: 'myapp', query }));

    await ask({ mode: 'live' });
    await ask({ mode: 'live', emptyBuckets: 'true', unprotect: 'database' });
    const { statusCode } = await ask({ emptyBuckets: 'yes' });

    expect(requests()).toEqual([{}, { unprotect: 'database', emptyBuckets: true }]);
    expect(statusCode).toBe(400);
  });
});

describe('GET /sites/{site}/drift', () => {
  const ask = (site = 'myapp') => invoke(readDrift, apiEvent({ site }));

  it('asks for it with less patience than the API has, and answers it', async () => {
    lambda.on(InvokeCommand).resolves({ Payload: Buffer.from('{"drift":[]}') as never });

    const { statusCode, body } = await ask();

    expect([statusCode, JSON.parse(body)]).toEqual([200, { drift: [] }]);
    const { FunctionName, Payload } = lambda.commandCalls(InvokeCommand)[0]?.args[0].input ?? {};
    expect(FunctionName).toMatch(/nines-detect-drift$/);
    expect(JSON.parse(Buffer.from(Payload as Uint8Array).toString())).toEqual({ site: 'myapp', patienceSeconds: 20 });
  });

  it('answers 404 of a site that nobody knows, and asks nobody', async () => {
    expect((await ask('other')).statusCode).toBe(404);
    expect(lambda.calls()).toEqual([]);
  });

  it('answers 500 where that broke', async () => {
    lambda.on(InvokeCommand).resolves({ FunctionError: 'Unhandled', Payload: Buffer.from('{"errorType":"TypeError"}') as never });

    expect((await ask()).statusCode).toBe(500);
  });
});
