import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { handler as createSite } from '#functions/doors/create-site.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError, invoke } from '../support.ts';
import { ledgerOf } from '../table.ts';
import { apiEvent } from './support.ts';

const lambda = mockClient(LambdaClient);
const states = mockClient(SFNClient);
const payload = (value: unknown) => Buffer.from(JSON.stringify(value)) as never;
const asked = (query: Record<string, string>, body: unknown = siteSpec()) => invoke(createSite, apiEvent({ body, query }));

beforeEach(() => {
  lambda.reset();
  states.reset();
});

describe('POST /sites?plan=true', () => {
  it('answers 200 with the plan, and starts and writes nothing', async () => {
    const ledger = ledgerOf();
    lambda.on(InvokeCommand).resolves({ Payload: payload({ layers: [] }) });

    const { statusCode, body } = await asked({ plan: 'true' });

    expect([statusCode, JSON.parse(body)]).toEqual([200, { layers: [] }]);
    expect(states.calls()).toHaveLength(0);
    expect(ledger.keys()).toEqual([]);
    const [call] = lambda.commandCalls(InvokeCommand);
    expect(call?.args[0].input).toMatchObject({
      FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:nines-plan-request',
      InvocationType: 'RequestResponse',
    });
  });

  it('asks nobody to plan a spec with problems', async () => {
    const { statusCode } = await asked({ plan: 'true' }, { ...siteSpec(), colour: 'blue' });

    expect(statusCode).toBe(400);
    expect(lambda.calls()).toHaveLength(0);
  });

  it.each<[name: string, arrange: () => void, status: number]>([
    [
      '503 where AWS asks the planner for patience',
      () =>
        lambda
          .on(InvokeCommand)
          .resolves({ FunctionError: 'Unhandled', Payload: payload({ errorType: 'TransientError', errorMessage: 'Rate exceeded' }) }),
      503,
    ],
    [
      '500 where the planner broke',
      () =>
        lambda
          .on(InvokeCommand)
          .resolves({ FunctionError: 'Unhandled', Payload: payload({ errorType: 'TypeError', errorMessage: 'x is undefined' }) }),
      500,
    ],
    ['500 where it ended without a word', () => lambda.on(InvokeCommand).resolves({ FunctionError: 'Unhandled' }), 500],
    ['503 where AWS does not let it be asked now', () => lambda.on(InvokeCommand).rejects(awsError('TooManyRequestsException')), 503],
  ])('answers %s', async (_, arrange, status) => {
    arrange();

    const { statusCode, body } = await asked({ plan: 'true' });

    expect(statusCode).toBe(status);
    expect(body).not.toContain('undefined');
  });

  it('refuses the options of a run, which a plan would ignore', async () => {
    const { statusCode, body } = await asked({ plan: 'true', mode: 'rehearsal', keepOnFailure: 'true' });

    expect(statusCode).toBe(400);
    expect(JSON.parse(body).problems.map(({ path }: { path: string }) => path)).toEqual(['mode', 'keepOnFailure']);
    expect(lambda.calls()).toHaveLength(0);
  });

  it('starts a run as before where no plan is asked for', async () => {
    ledgerOf();

    await asked({ plan: 'false' });

    expect(lambda.calls()).toHaveLength(0);
    expect(states.calls()).toHaveLength(1);
  });
});
