import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as checkProbe } from '#functions/drills/check-probe.ts';
import { handler as checkRedundancy } from '#functions/drills/check-redundancy.ts';
import { handler as checkSteadyState } from '#functions/drills/check-steady-state.ts';
import { handler as judgeFailover } from '#functions/drills/judge-failover.ts';
import { handler as recheckSite } from '#functions/drills/recheck-site.ts';
import { handler as stopProbe } from '#functions/drills/stop-probe.ts';
import { at, BEFORE, evidence } from '../../domain/failover-support.ts';
import { siteSpec } from '../../domain/support.ts';
import { mockDatabase, mockSiteKey, mockWeb } from '../aws-state.ts';
import { awsError, invoke, run } from '../support.ts';
import { ledgerOf } from '../table.ts';

const NOW = Date.parse('2018-02-11T04:00:00Z');
const drill = run({ kind: 'failover-drill', leaseUntil: '2018-02-11T05:00:00.000Z' });
const lease = { pk: 'SITE#myapp', sk: 'LEASE', holder: 'run-1', kind: 'failover-drill', untilMs: NOW + 60_000 };
const mark = (name: string) => ({ pk: 'RUN#run-1', sk: `MARK#${name}`, mark: name, reason: 'Told.' });

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  mockSiteKey();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('check-steady-state', () => {
  const outputs = {
    DatabaseIdentifier: 'myapp-db',
    GroupName: 'myapp-asg',
    TargetGroupArn: 'arn:tg',
    LoadBalancerDnsName: 'myapp.elb.example',
  };
  const event = { run: drill, spec: siteSpec(), outputs };
  const answering = (status: number, changes: object = {}) => {
    const fetched = vi.fn(async (url: string) => {
      const sequence = Number(new URL(url).searchParams.get('sequence'));
      return {
        status,
        text: async () =>
          JSON.stringify({ node: 'i-0', sequence, database: 'ok', cache: 'ok', writer: 'db-a', writerZone: 'us-east-1a', ...changes }),
      };
    });
    vi.stubGlobal('fetch', fetched);
    return fetched;
  };

  it('remembers how the site was', async () => {
    mockWeb({ count: 2 });
    mockDatabase();
    const fetched = answering(200);

    const steady = await invoke(checkSteadyState, event);

    expect(steady).toMatchObject({
      action: 'proceed',
      databaseIdentifier: 'myapp-db',
      healthPath: '/healthy.html',
      probeReadyBy: '2018-02-11T04:02:00.000Z',
      undoDeadline: '2018-02-11T04:55:00.000Z',
      before: { writer: 'db-a', writerZone: 'us-east-1a', zone: 'us-east-1a', secondaryZone: 'us-east-1b', nodes: ['i-0', 'i-1'] },
    });
    expect(fetched.mock.calls[0]?.[0]).toBe(`http://myapp.elb.example/nines/health?sequence=${NOW / 1_000}`);
  });

  it.each([
    ['the site has no database', () => answering(200), { ...event, outputs: { ...outputs, DatabaseIdentifier: '' } }, 'no database'],
    [
      'the site has no load balancer',
      () => answering(200),
      { ...event, outputs: { ...outputs, LoadBalancerDnsName: '' } },
      'no load balancer',
    ],
    ['a target is sick', () => [answering(200), mockWeb({ health: { 'i-1': 'unhealthy' } })], event, 'i-1 is unhealthy'],
    ['the database has no standby', () => [answering(200), mockDatabase({ multiAz: false })], event, 'no standby'],
    ['the deep page errs', () => answering(504), event, '504'],
    ['the cache is away', () => answering(200, { cache: 'error' }), event, 'cache'],
    ['nobody knows the writer', () => answering(200, { writer: undefined }), event, 'writer'],
    [
      'the load balancer is away',
      () => vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('fetch failed'))),
      event,
      'did not answer',
    ],
    [
      'the deep page is no JSON',
      () => vi.stubGlobal('fetch', async () => ({ status: 200, text: async () => '<html>' })),
      event,
      'did not say',
    ],
  ] as [string, () => unknown, object, string][])('refuses when %s', async (_, prepare, input, reason) => {
    mockWeb();
    mockDatabase();
    prepare();

    const decision = await invoke(checkSteadyState, input);

    expect(decision.action).toBe('refuse');
    expect(decision.reason).toContain(reason);
  });
});

describe('check-probe', () => {
  it.each([
    [[mark('probe-ready')], '2018-02-11T03:59:00.000Z', 'ready'],
    [[], '2018-02-11T04:00:01.000Z', 'wait'],
    [[mark('probe-stop')], '2018-02-11T04:00:00.000Z', 'blocked'],
  ])('with the marks %j until %s is %s', async (rows, readyBy, action) => {
    ledgerOf(rows);

    await expect(invoke(checkProbe, { run: drill, readyBy })).resolves.toMatchObject({ action });
  });
});

describe('recheck-site', () => {
  const before = { writer: 'db-a', zone: 'us-east-1a', secondaryZone: 'us-east-1b', nodes: ['i-0', 'i-1'] };
  const event = { run: drill, databaseIdentifier: 'myapp-db', group: 'myapp-asg', targetGroupArn: 'arn:tg', before };

  it('says yes only after the audit line is written', async () => {
    mockWeb();
    mockDatabase();
    const ledger = ledgerOf([lease]);

    await expect(invoke(recheckSite, event)).resolves.toMatchObject({ action: 'proceed' });
    expect(ledger.row('RUN#run-1/AUDIT#2018-02-11T04:00:00.000Z#0')).toMatchObject({ what: 'reboot myapp-db with failover' });
  });

  it.each([
    ['the run does not hold the site', [], {}, {}],
    ['a node was lost', [lease], { health: { 'i-1': 'draining' } }, {}],
    ['the database is busy', [lease], {}, { status: 'modifying' }],
    ['the database has moved', [lease], {}, { zone: 'us-east-1b', secondaryZone: 'us-east-1a' }],
  ])('refuses when %s, and writes nothing', async (_, rows, web, database) => {
    mockWeb(web);
    mockDatabase(database);
    const ledger = ledgerOf(rows);

    await expect(invoke(recheckSite, event)).resolves.toMatchObject({ action: 'refuse' });
    expect(ledger.keys().filter((key) => key.includes('AUDIT'))).toEqual([]);
  });

  it('throws Run.Aborted when a stop condition has come', async () => {
    ledgerOf([lease, mark('aborted')]);

    await expect(invoke(recheckSite, event)).rejects.toMatchObject({ name: 'Run.Aborted' });
  });
});

describe('check-redundancy', () => {
  const before = { writer: 'db-a', zone: 'us-east-1a', secondaryZone: 'us-east-1b', nodes: ['i-0'] };
  const event = { run: drill, databaseIdentifier: 'myapp-db', before, rebootedAt: '2018-02-11T03:55:00.000Z' };

  it.each([
    [{ zone: 'us-east-1b', secondaryZone: 'us-east-1a' }, 'redundant'],
    [{}, 'wait'],
    [{ status: 'rebooting' }, 'wait'],
  ])('with a database %j is %s', async (database, action) => {
    mockDatabase(database);
    ledgerOf();

    await expect(invoke(checkRedundancy, event)).resolves.toMatchObject({ action });
  });

  it('finds an abort that came while no token was open', async () => {
    mockDatabase();
    ledgerOf([mark('aborted')]);

    await expect(invoke(checkRedundancy, event)).rejects.toMatchObject({ name: 'Run.Aborted' });
  });
});

describe('stop-probe', () => {
  it('leaves the mark', async () => {
    const ledger = ledgerOf();

    await invoke(stopProbe, { run: drill, reason: 'Swapped.' });

    expect(ledger.row('RUN#run-1/MARK#probe-stop')).toMatchObject({ mark: 'probe-stop', reason: 'Swapped.' });
  });
});

describe('judge-failover', () => {
  const told = evidence();
  const lines = [
    ...told.samples.map((sample) => ({ kind: 'sample', ...sample })),
    ...told.database.map((sample) => ({ kind: 'database', ...sample })),
    { kind: 'rows', ...told.rows },
  ];
  const chunk = (text: string) => ({ Body: { transformToString: async () => text } }) as never;
  const probe = { chunks: 2, firstSampleAt: '2018-02-11T04:00:00.000Z', lastSampleAt: '2018-02-11T04:05:39.000Z' };
  const event = {
    run: drill,
    before: BEFORE,
    rebootedAt: new Date(at(30)).toISOString(),
    probe,
    objective: { rtoSeconds: 180, rpoWrites: 0 },
  };

  it('reads every chunk and tells the phases as times and seconds', async () => {
    const s3 = mockClient(S3Client);
    const text = lines.map((line) => JSON.stringify(line));
    s3.on(GetObjectCommand, { Key: 'runs/run-1/probe-0.ndjson' }).resolves(chunk(`${text.slice(0, 60).join('\n')}\n`));
    s3.on(GetObjectCommand, { Key: 'runs/run-1/probe-1.ndjson' }).resolves(chunk(`${text.slice(60).join('\n')}\n`));

    const judged = await invoke(judgeFailover, { ...event, failoverEvent: { eventId: 'RDS-EVENT-0049' } });

    expect(judged).toMatchObject({
      verdict: 'PASSED',
      measured: { rtoSeconds: 60.1, rpoWrites: 0, nodesNotFollowed: 0 },
      details: {
        samples: 340,
        phases: { accepted: { seconds: 0 }, firstError: { at: '2018-02-11T04:00:46.000Z', seconds: 16 }, redundantAgain: { seconds: 270 } },
        writerBefore: { writer: 'db-a', zone: 'us-east-1a' },
        writerAfter: { writer: 'db-b', zone: 'us-east-1b' },
        failoverEvent: { eventId: 'RDS-EVENT-0049' },
        missingWrites: [],
      },
    });
  });

  it.each(['NoSuchKey', 'AccessDenied'])('breaks on a chunk that is missing (%s), and never judges around it', async (name) => {
    const s3 = mockClient(S3Client);
    s3.on(GetObjectCommand).rejects(awsError(name));

    await expect(invoke(judgeFailover, event)).rejects.toMatchObject({ name: 'MissingError' });
  });

  it('breaks on a line that it cannot read', async () => {
    mockClient(S3Client).on(GetObjectCommand).resolves(chunk('{"kind":"sample"}\n'));

    await expect(invoke(judgeFailover, event)).rejects.toThrow();
  });

  it('is ERRORED on evidence without a sample', async () => {
    mockClient(S3Client).on(GetObjectCommand).resolves(chunk(''));

    await expect(invoke(judgeFailover, event)).resolves.toMatchObject({
      verdict: 'ERRORED',
      measured: { rtoSeconds: null },
      details: { phases: { firstError: null } },
    });
  });
});
