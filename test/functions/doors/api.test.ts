import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as createSite } from '#functions/doors/create-site.ts';
import { handler as deleteSite } from '#functions/doors/delete-site.ts';
import { handler as listRuns } from '#functions/doors/list-runs.ts';
import { handler as readSite } from '#functions/doors/read-site.ts';
import { handler as startDrill } from '#functions/doors/start-drill.ts';
import { handler as startRefresh } from '#functions/doors/start-refresh.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError, invoke, run } from '../support.ts';
import { ledgerOf } from '../table.ts';
import { apiEvent } from './support.ts';

const NOW = '2018-02-08T09:00:00.000Z';
const SITE = {
  pk: 'SITE#myapp',
  sk: 'SITE',
  site: 'myapp',
  state: 'registered',
  spec: siteSpec(),
  outputs: { VpcId: 'vpc-1' },
  changedAt: NOW,
};
const states = mockClient(SFNClient);
const started = () => states.commandCalls(StartExecutionCommand).map(({ args }) => JSON.parse(args[0].input.input ?? '{}'));
const bodyOf = ({ body }: { body: string }) => JSON.parse(body);

beforeEach(() => {
  states.reset();
  states.on(StartExecutionCommand).callsFake(({ stateMachineArn, name }) => ({
    executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
  }));
  vi.useFakeTimers({ now: new Date(NOW), toFake: ['Date'] });
});

describe('POST /sites', () => {
  it('starts provision-site with the spec, after the audit line, and answers 202', async () => {
    const ledger = ledgerOf();

    const answer = await invoke(createSite, apiEvent({ body: siteSpec() }));

    expect(answer.statusCode).toBe(202);
    const { runId, executionArn } = bodyOf(answer);
    expect(runId).toMatch(/^provision-site-myapp-20180208T090000Z-[0-9a-f]{8}$/);
    expect(executionArn).toBe(`arn:aws:states:us-east-1:123456789012:execution:nines-provision-site:${runId}`);
    expect(started()).toEqual([
      {
        runId,
        site: 'myapp',
        mode: 'live',
        trigger: { by: 'api', who: 'arn:aws:iam::123456789012:user/dana' },
        request: { spec: siteSpec() },
      },
    ]);
    expect(ledger.keys()).toEqual([`RUN#${runId}/AUDIT#${NOW}#0`]);
  });

  it('answers 400 with every problem, and starts nothing', async () => {
    ledgerOf();

    const answer = await invoke(createSite, apiEvent({ body: { ...siteSpec(), site: 'My App', colour: 'blue' } }));

    expect(answer.statusCode).toBe(400);
    expect(bodyOf(answer).problems.map(({ path }: { path: string }) => path)).toEqual(['site', 'colour']);
    expect(started()).toEqual([]);
  });

  it.each<[name: string, event: object, path: string]>([
    ['no JSON', { text: 'site: myapp' }, '(body)'],
    ['no body', {}, '(body)'],
    ['an unknown option', { body: siteSpec(), query: { force: 'true' } }, 'force'],
    ['an unknown mode', { body: siteSpec(), query: { mode: 'LIVE' } }, 'mode'],
    [
      'a window that cannot be scheduled',
      { body: siteSpec({ windows: [{ ...siteSpec().windows[0]!, opens: '0 0,12 * * Fri' }] }) },
      'windows[0].opens',
    ],
  ])('answers 400 to %s', async (_, event, path) => {
    ledgerOf();

    const answer = await invoke(createSite, apiEvent(event));

    expect(answer.statusCode).toBe(400);
    expect(bodyOf(answer).problems[0]).toMatchObject({ path });
    expect(started()).toEqual([]);
  });

  it('reads a body that the API has encoded', async () => {
    ledgerOf();

    const answer = await invoke(createSite, apiEvent({ body: siteSpec(), encoded: true }));

    expect(answer.statusCode).toBe(202);
  });

  it('starts one run for a request that is delivered twice', async () => {
    ledgerOf();
    const first = await invoke(createSite, apiEvent({ body: siteSpec() }));
    states.on(StartExecutionCommand).rejects(awsError('ExecutionAlreadyExists'));

    const second = await invoke(createSite, apiEvent({ body: siteSpec() }));

    expect(second).toEqual(first);
  });

  it('starts nothing when the audit line cannot be written', async () => {
    ledgerOf([], ['AUDIT#']);

    const answer = await invoke(createSite, apiEvent({ body: siteSpec() }));

    expect(answer.statusCode).toBe(500);
    expect(started()).toEqual([]);
  });

  it('answers 503 when AWS asks for patience, and 500 to the rest, without saying what broke', async () => {
    ledgerOf();
    states.on(StartExecutionCommand).rejects(awsError('ThrottlingException'));
    expect((await invoke(createSite, apiEvent({ body: siteSpec() }))).statusCode).toBe(503);

    states.on(StartExecutionCommand).rejects(awsError('AccessDenied', 'role/secret-name may not'));
    const answer = await invoke(createSite, apiEvent({ body: siteSpec() }));

    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret-name');
  });
});

describe('DELETE /sites/{site}', () => {
  it.each([
    [{ mode: 'live' }, 'live'],
    [{}, 'rehearsal'],
  ])('with %o starts teardown-site as %s', async (query, mode) => {
    ledgerOf([SITE]);

    expect((await invoke(deleteSite, apiEvent({ site: 'myapp', query }))).statusCode).toBe(202);
    expect(started()).toMatchObject([{ site: 'myapp', mode, request: {} }]);
  });

  it('hands on the word for what is protected, and takes no other', async () => {
    ledgerOf([SITE]);

    await invoke(deleteSite, apiEvent({ site: 'myapp', query: { mode: 'live', unprotect: 'database' } }));
    const other = await invoke(deleteSite, apiEvent({ site: 'myapp', query: { mode: 'live', unprotect: 'network' } }));

    expect(started()).toMatchObject([{ request: { unprotect: 'database' } }]);
    expect(other.statusCode).toBe(400);
  });

  it('answers 404 for a site that there is not', async () => {
    ledgerOf();

    expect((await invoke(deleteSite, apiEvent({ site: 'other', query: { mode: 'live' } }))).statusCode).toBe(404);
    expect(started()).toEqual([]);
  });
});

describe('POST /sites/{site}/drills', () => {
  it.each([
    [{ kind: 'failover', mode: 'live' }, 'live'],
    [{ kind: 'failover' }, 'rehearsal'],
  ])('with %o starts failover-drill as %s', async (body, mode) => {
    ledgerOf([SITE]);

    expect((await invoke(startDrill, apiEvent({ site: 'myapp', body }))).statusCode).toBe(202);
    expect(started()).toMatchObject([{ site: 'myapp', mode, request: { kind: 'failover' } }]);
  });

  it.each([[{ kind: 'earthquake' }], [{ kind: 'failover', live: true }], [{}], [[]], ['failover']])('answers 400 to %j', async (body) => {
    ledgerOf([SITE]);

    expect((await invoke(startDrill, apiEvent({ site: 'myapp', body }))).statusCode).toBe(400);
    expect(started()).toEqual([]);
  });
});

describe('GET', () => {
  it('/sites/{site} answers spec, outputs and who holds the site', async () => {
    ledgerOf([SITE, { pk: 'SITE#myapp', sk: 'LEASE', holder: 'run-1', kind: 'failover-drill', untilMs: Date.parse(NOW) + 1_000 }]);

    const answer = await invoke(readSite, apiEvent({ site: 'myapp' }));

    expect(bodyOf(answer)).toMatchObject({ site: 'myapp', state: 'registered', heldBy: { runId: 'run-1', kind: 'failover-drill' } });
  });

  it('/sites/{site} calls a site with an expired lease free', async () => {
    ledgerOf([SITE, { pk: 'SITE#myapp', sk: 'LEASE', holder: 'run-1', kind: 'failover-drill', untilMs: Date.parse(NOW) - 1 }]);

    expect(bodyOf(await invoke(readSite, apiEvent({ site: 'myapp' }))).heldBy).toBeNull();
  });

  it('/sites/{site} answers 404 for a site that there is not', async () => {
    ledgerOf();

    expect((await invoke(readSite, apiEvent({ site: 'myapp' }))).statusCode).toBe(404);
  });

  it('/sites/{site}/runs answers the latest first, and one without a verdict as open', async () => {
    const row = (runId: string, startedAt: string, changes: object = {}) => ({
      pk: 'SITE#myapp',
      sk: `RUN#${runId}`,
      ...run({ runId, startedAt }),
      ...changes,
    });
    ledgerOf([row('a', '2018-02-08T09:00:00Z', { verdict: 'PASSED' }), row('b', '2018-02-09T09:00:00Z')]);

    const { runs } = bodyOf(await invoke(listRuns, apiEvent({ site: 'myapp' })));

    expect(runs).toMatchObject([{ id: 'b' }, { id: 'a', verdict: 'PASSED' }]);
    expect(runs[0]).not.toHaveProperty('verdict');
    expect(runs[0]).not.toHaveProperty('executionArn');
  });
});

describe('POST /sites/{site}/refresh', () => {
  const ask = (body: object, site = 'myapp') => invoke(startRefresh, apiEvent({ body, site }));

  it.each([
    ['an image that is there', { image: 'ami-0123456789abcdef0', mode: 'live' }, { image: 'ami-0123456789abcdef0' }, 'live'],
    ['nodes as they are made now', { present: true, mode: 'live' }, { present: true }, 'live'],
    ['an image that is to be baked, as a rehearsal unless it says otherwise', { bake: true }, { bake: true }, 'rehearsal'],
  ])('starts refresh-site with %s', async (_, body, request, mode) => {
    ledgerOf([SITE]);

    const answer = await ask(body);

    expect(answer.statusCode).toBe(202);
    expect(started()).toMatchObject([{ site: 'myapp', mode, request, trigger: { by: 'api' } }]);
  });

  it.each([
    ['nothing', {}, '"bake": true'],
    ['both', { image: 'ami-0123456789abcdef0', bake: true }, '"bake": true'],
    ['what is no image', { image: 'al2023' }, 'the id of an image such as ami-'],
    ['a bake that is none', { bake: false }, '"bake": true'],
  ])('answers 400 to %s, with what is allowed', async (_, body, allowed) => {
    ledgerOf([SITE]);

    const answer = await ask(body);

    expect(answer.statusCode).toBe(400);
    expect(bodyOf(answer).problems[0].allowed).toContain(allowed);
    expect(started()).toEqual([]);
  });

  it('answers 404 for a site that is not there', async () => {
    ledgerOf();

    expect((await ask({ bake: true })).statusCode).toBe(404);
  });
});
