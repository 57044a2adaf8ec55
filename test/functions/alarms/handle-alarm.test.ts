import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendTaskFailureCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '#functions/alarms/handle-alarm.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError, invoke } from '../support.ts';
import { ledgerOf } from '../table.ts';

const NOW = Date.parse('2018-02-10T18:06:00Z');
const ALARM = JSON.parse(readFileSync(join(import.meta.dirname, '../../../events/samples/alarm-changed.json'), 'utf8'));
const site = { pk: 'SITE#myapp', sk: 'SITE', site: 'myapp', state: 'registered', spec: siteSpec(), outputs: {} };
const lease = (kind: string) => ({ pk: 'SITE#myapp', sk: 'LEASE', holder: 'run-1', kind, untilMs: NOW + 60_000 });
const wait = (key: string) => [
  { pk: 'RUN#run-1', sk: `WAIT#${key}`, key },
  { pk: `WAIT#${key}`, sk: 'TOKEN#run-1', key, runId: 'run-1', site: 'myapp', token: `token of ${key}`, check: {} },
];

const tags = (list: { Key: string; Value: string }[]) =>
  mockClient(CloudWatchClient).on(ListTagsForResourceCommand).resolves({ Tags: list });
let steps = mockClient(SFNClient);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  mockClient(DynamoDBClient).on(PutItemCommand).resolves({}).on(UpdateItemCommand).resolves({});
  tags([{ Key: 'nines:site', Value: 'myapp' }]);
  steps = mockClient(SFNClient);
  steps.on(SendTaskFailureCommand).resolves({});
});
afterEach(() => void vi.useRealTimers());

const failed = () => steps.commandCalls(SendTaskFailureCommand).map(({ args: [{ input }] }) => input);
const audit = (holder: string) => `RUN#${holder}/AUDIT#2018-02-10T18:06:00.000Z#0`;

describe('handle-alarm', () => {
  it('calls an alarm real that no disruptive run explains, and notes it under the site', async () => {
    const ledger = ledgerOf([site]);

    await expect(invoke(handler, ALARM)).resolves.toMatchObject({ action: 'note', isExpected: false });
    expect(ledger.row(audit('site-myapp'))).toMatchObject({ what: 'alarm my-app-cpu: ALARM', details: { isExpected: false } });
    expect(failed()).toEqual([]);
  });

  it('aborts an experiment by each of its open tokens, and leaves the mark', async () => {
    const ledger = ledgerOf([site, lease('chaos-experiment'), ...wait('group/myapp-asg/launched'), ...wait('probe/run-1')]);

    await expect(invoke(handler, ALARM)).resolves.toMatchObject({ action: 'abort' });
    expect(failed()).toMatchObject([
      { taskToken: 'token of group/myapp-asg/launched', error: 'Run.Aborted', cause: expect.stringContaining('my-app-cpu') },
      { taskToken: 'token of probe/run-1', error: 'Run.Aborted' },
    ]);
    expect(ledger.row('RUN#run-1/MARK#aborted')).toMatchObject({ reason: expect.stringContaining('my-app-cpu') });
    expect(ledger.row(audit('run-1'))).toMatchObject({ what: 'alarm my-app-cpu: ALARM' });
  });

  it('leaves the mark where no token is open', async () => {
    const ledger = ledgerOf([site, lease('chaos-experiment')]);

    await invoke(handler, ALARM);

    expect(ledger.row('RUN#run-1/MARK#aborted')).toBeDefined();
    expect(failed()).toEqual([]);
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist'])('takes a token that is over for aborted (%s)', async (name) => {
    ledgerOf([site, lease('chaos-experiment'), ...wait('probe/run-1')]);
    steps.on(SendTaskFailureCommand).rejects(awsError(name));

    await expect(invoke(handler, ALARM)).resolves.toMatchObject({ action: 'abort' });
  });

  it.each([
    ['is expected by the run', [site, lease('failover-drill'), ...wait('probe/run-1')], {}, true],
    ['comes while the calendar holds the site', [site, lease('scale-site'), ...wait('probe/run-1')], {}, false],
    ['comes after the lease has run out', [site, { ...lease('chaos-experiment'), untilMs: NOW }, ...wait('probe/run-1')], {}, false],
    ['goes back to OK', [site, lease('chaos-experiment'), ...wait('probe/run-1')], { value: 'OK' }, false],
    ['has no data', [site, lease('chaos-experiment'), ...wait('probe/run-1')], { value: 'INSUFFICIENT_DATA' }, false],
  ])('aborts nothing when the alarm %s', async (_, rows, state, isExpected) => {
    const ledger = ledgerOf(rows);
    const event = { ...ALARM, detail: { ...ALARM.detail, state: { ...ALARM.detail.state, ...state } } };

    await expect(invoke(handler, event)).resolves.toMatchObject({ action: 'note', isExpected });
    expect(failed()).toEqual([]);
    expect(ledger.row('RUN#run-1/MARK#aborted')).toBeUndefined();
  });

  it.each([
    ['has no tag', () => tags([])],
    ['is gone', () => mockClient(CloudWatchClient).on(ListTagsForResourceCommand).rejects(awsError('ResourceNotFoundException'))],
  ])('ignores an alarm that %s', async (_, prepare) => {
    prepare();
    const ledger = ledgerOf([site, lease('chaos-experiment')]);

    await expect(invoke(handler, ALARM)).resolves.toEqual({ action: 'ignore' });
    expect(ledger.keys().filter((key) => key.includes('AUDIT'))).toEqual([]);
  });

  it('asks to be tried again when the tags cannot be read', async () => {
    mockClient(CloudWatchClient).on(ListTagsForResourceCommand).rejects(awsError('Throttling'));

    await expect(invoke(handler, ALARM)).rejects.toMatchObject({ name: expect.stringMatching(/TransientError/) });
  });

  it('does not abort before the audit line is written', async () => {
    ledgerOf([site, lease('chaos-experiment'), ...wait('probe/run-1')], ['AUDIT']);

    await expect(invoke(handler, ALARM)).rejects.toThrow();
    expect(failed()).toEqual([]);
  });

  it.each([
    ['myapp-server-errors', 'web', /PHP log/],
    ['myapp-too-few-targets', 'web', /scaling activities/],
    ['myapp-replica-lag-2', 'database', /writer/],
    ['myapp-burst-credits', 'files', /elastic throughput/],
  ])('says of %s that it is of the %s layer, and what to look at', async (alarmName, layer, lookAt) => {
    const ledger = ledgerOf([site]);
    const meaning = { layer, says: expect.any(String), lookAt: expect.stringMatching(lookAt) };

    await expect(invoke(handler, { ...ALARM, detail: { ...ALARM.detail, alarmName } })).resolves.toMatchObject({
      action: 'note',
      ...meaning,
    });
    expect(ledger.row(audit('site-myapp'))).toMatchObject({ what: `alarm ${alarmName}: ALARM`, details: meaning });
  });

  it('takes an alarm on an expression as any other', async () => {
    ledgerOf([site]);
    const byExpression = JSON.parse(readFileSync(join(import.meta.dirname, '../../../events/samples/alarm-by-expression.json'), 'utf8'));

    await expect(invoke(handler, byExpression)).resolves.toMatchObject({
      action: 'note',
      layer: 'web',
      says: 'Visitors get server errors.',
    });
  });

  it('says nothing of an alarm that the layers of the site did not make', async () => {
    const ledger = ledgerOf([site]);

    await invoke(handler, { ...ALARM, detail: { ...ALARM.detail, alarmName: 'somebody-elses' } });

    expect(ledger.row(audit('site-myapp'))?.details).toEqual({ isExpected: false, cause: expect.any(String) });
  });

  it('aborts an experiment when visitors get errors, and not for the nodes that it took itself', async () => {
    ledgerOf([site, lease('chaos-experiment'), ...wait('probe/run-1')]);
    const tell = (alarmName: string) => invoke(handler, { ...ALARM, id: alarmName, detail: { ...ALARM.detail, alarmName } });

    await expect(tell('myapp-too-few-targets')).resolves.toMatchObject({ action: 'note', isExpected: true });
    expect(failed()).toEqual([]);
    await expect(tell('myapp-server-errors')).resolves.toMatchObject({ action: 'abort' });
    expect(failed()).toMatchObject([{ error: 'Run.Aborted', cause: expect.stringContaining('myapp-server-errors') }]);
  });
});
