import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '#functions/runs/open-run.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError, invoke } from '../support.ts';
import { ledgerOf } from '../table.ts';

const NOW = '2018-02-09T15:00:00.000Z';
const SITE = { pk: 'SITE#myapp', sk: 'SITE', site: 'myapp', state: 'registered', spec: siteSpec(), outputs: { VpcId: 'vpc-1' } };
const LEASE = { pk: 'SITE#myapp', sk: 'LEASE', holder: 'drill-1', kind: 'failover-drill', untilMs: Date.parse(NOW) + 60_000 };
const bus = mockClient(EventBridgeClient);
const assets = mockClient(S3Client);

const input = (changes: object = {}) => ({
  runId: 'run-1',
  site: 'myapp',
  mode: 'live',
  trigger: { by: 'chat', who: 'dana (U1)' },
  request: { action: 'terminate', count: 1 },
  ...changes,
});
const open = (kind = 'chaos-experiment', changes: object = {}) =>
  invoke(handler, { kind, executionArn: 'arn:execution', input: input(changes) });

beforeEach(() => {
  bus.reset();
  assets.reset();
  assets.on(HeadObjectCommand).resolves({ ContentLength: 1 });
  bus.on(PutEventsCommand).resolves({ Entries: [{ EventId: '1' }] });
  vi.useFakeTimers({ now: new Date(NOW), toFake: ['Date'] });
});

describe('opening a run', () => {
  it('takes the lease, writes record and audit line, and tells the bus', async () => {
    const ledger = ledgerOf([SITE]);

    const opened = await open();

    expect(opened).toMatchObject({ action: 'proceed', spec: { site: 'myapp' }, outputs: { VpcId: 'vpc-1' } });
    expect(opened.run).toMatchObject({ runId: 'run-1', kind: 'chaos-experiment', startedAt: NOW, leaseUntil: '2018-02-09T16:00:00.000Z' });
    expect(ledger.row('SITE#myapp/LEASE')).toMatchObject({ holder: 'run-1' });
    expect(ledger.keys()).toEqual(expect.arrayContaining(['SITE#myapp/RUN#run-1', `RUN#run-1/AUDIT#${NOW}#0`]));
    expect(bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]).toMatchObject({ Source: 'nines', DetailType: 'Run Started' });
  });

  it('writes the lease before the record, and the record before the audit line', async () => {
    const ledger = ledgerOf([SITE]);

    await open();

    expect(
      ledger
        .keys()
        .slice(1)
        .map((key) => key.split('#').slice(0, 2).join('#')),
    ).toEqual(['SITE#myapp/LEASE', 'SITE#myapp/RUN', 'RUN#run-1/AUDIT']);
  });

  it('refuses while another run holds the lease, with who and until when, and leaves the lease', async () => {
    const ledger = ledgerOf([SITE, LEASE]);

    const opened = await open();

    expect(opened).toMatchObject({ action: 'refuse', reason: expect.stringMatching(/drill-1.*2018-02-09T15:01:00/) });
    expect(ledger.row('SITE#myapp/LEASE')).toEqual(LEASE);
    expect(ledger.row('SITE#myapp/RUN#run-1')).toMatchObject({ leaseUntil: NOW });
  });

  it('refuses when another run takes the lease between look and grasp', async () => {
    ledgerOf([SITE], ['/LEASE']);

    expect(await open()).toMatchObject({ action: 'refuse', reason: expect.stringContaining('another run') });
  });

  it('refuses a site that nobody knows', async () => {
    ledgerOf();

    expect(await open()).toMatchObject({ action: 'refuse', spec: null, outputs: {} });
  });

  it('refuses a request that the machine does not take, with the problem', async () => {
    ledgerOf([SITE]);

    const opened = await open('chaos-experiment', { request: { action: 'terminate', count: 99 } });

    expect(opened).toMatchObject({ action: 'refuse', reason: expect.stringContaining('count: found 99, allowed at most 10') });
  });

  it('refuses a scheduled time that has started a run already', async () => {
    const scheduled = { request: { window: 'Weekend Traffic', action: 'open' }, scheduledFor: '2018-02-09T11:34:00Z' };
    ledgerOf([SITE], ['SEEN#schedule/scale-site/myapp']);

    expect(await open('scale-site', scheduled)).toMatchObject({
      action: 'refuse',
      reason: expect.stringContaining('already started a run'),
    });
  });

  it('says no when what the gates look at cannot be read', async () => {
    const ledger = ledgerOf([SITE]);
    ledger.mock.on(GetCommand, { Key: { pk: 'LEVER', sk: 'LEVER' } }).rejects(awsError('AccessDeniedException'));

    expect(await open()).toMatchObject({ action: 'refuse', reason: expect.stringContaining('AccessDeniedException') });
  });

  it('leaves a throttled reading to the machine’s retry', async () => {
    const ledger = ledgerOf([SITE]);
    ledger.mock.on(GetCommand).rejects(awsError('ProvisionedThroughputExceededException'));

    await expect(open()).rejects.toMatchObject({ name: 'TransientError' });
  });

  it('is an error without a site or an id to write under', async () => {
    ledgerOf();

    await expect(open('chaos-experiment', { site: 'My App', runId: '' })).rejects.toMatchObject({
      name: 'InvalidInputError',
      problems: [{ path: 'runId' }, { path: 'site' }],
    });
  });

  it('brings its own spec when it provisions', async () => {
    ledgerOf();

    const opened = await open('provision-site', { request: { spec: siteSpec() } });

    expect(opened).toMatchObject({ action: 'proceed', spec: siteSpec(), outputs: {} });
  });

  it('begins no site whose nodes would find no code, and takes no lease for it', async () => {
    const ledger = ledgerOf();
    assets.on(HeadObjectCommand, { Key: 'myapp/wordpress.tar.gz' }).rejects(awsError('NotFound'));

    const opened = await open('provision-site', { request: { spec: siteSpec() } });

    expect(opened).toMatchObject({ action: 'refuse', reason: expect.stringContaining('aws s3 cp wordpress.tar.gz s3://') });
    expect(ledger.row('SITE#myapp/LEASE')).toBeUndefined();
  });

  it('says no when it cannot know whether the code is there', async () => {
    ledgerOf();
    assets.on(HeadObjectCommand).rejects(awsError('AccessDenied'));

    const opened = await open('provision-site', { request: { spec: siteSpec() } });

    expect(opened).toMatchObject({ action: 'refuse', reason: expect.stringContaining('could not be read') });
  });

  it('asks for no code in any other run', async () => {
    ledgerOf([SITE]);

    await open();

    expect(assets.commandCalls(HeadObjectCommand)).toEqual([]);
  });

  it('answers a retry of the same execution with the run that is there', async () => {
    const earlier = {
      pk: 'SITE#myapp',
      sk: 'RUN#run-1',
      ...(await firstRun()),
      startedAt: '2018-02-09T14:59:00.000Z',
      executionArn: 'arn:execution',
    };
    ledgerOf([SITE, earlier], ['/RUN#run-1']);

    expect((await open()).run.startedAt).toBe('2018-02-09T14:59:00.000Z');
  });

  it('is an error when the bus refuses the event', async () => {
    ledgerOf([SITE]);
    bus.on(PutEventsCommand).resolves({ Entries: [{ ErrorCode: 'ThrottlingException' }] });

    await expect(open()).rejects.toMatchObject({ name: 'TransientError' });
  });
});

async function firstRun() {
  ledgerOf([SITE]);
  return (await open()).run;
}
