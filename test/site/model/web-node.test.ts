import { describe, expect, it } from 'vitest';
import { signedHeaders } from '#domain/probe-signature.ts';
import { createNodeModel } from '#site/model/index.ts';
import { signatureProblem } from '#site/model/signed.ts';
import type { Faults } from '#twin/cloud.ts';
import { createCloud, NO_FAULTS } from '#twin/create-cloud.ts';
import type { HttpResponse } from '#twin/network/network.ts';
import { DataPlane } from '#twin/services/rds/data-plane.ts';
import { createSecretsmanager } from '#twin/services/secretsmanager/index.ts';
import vectors from '../signature-vectors.json' with { type: 'json' };

const START = Date.parse('2018-02-11T04:00:00Z');
const SECOND = 1_000;
const PLACES = [
  { zone: 'us-east-1a', address: '10.0.11.5' },
  { zone: 'us-east-1b', address: '10.0.12.5' },
];
const TTL_SECONDS = 5;
const KEY = 'the-key-of-myapp';
const PERSON = { kind: 'user', arn: 'arn:aws:iam::123456789012:user/ada' } as const;

const KEY_EXPORT = 'export NINES_SITE_SECRET_ARN=nines/myapp/site-key\n';

/** A node of the site beside a real data plane of a database in two zones, its operating system just up. */
function startNode(given: { faults?: string[]; userData?: string; reaches?: (destination: string) => boolean } = {}) {
  const faults: Faults = {
    ...NO_FAULTS,
    read: (name) => (given.faults?.includes(name) ? true : undefined),
  };
  const cloud = createCloud({ seed: 7, startMs: START, faults });
  cloud.add(createSecretsmanager(cloud));
  cloud.callNow('secretsmanager', 'CreateSecret', { Name: 'nines/myapp/site-key', SecretString: KEY }, PERSON);
  const database = new DataPlane(cloud.network, 'myapp-db', 3306, PLACES, () =>
    cloud.signals.emit('rds:data-plane', { dbInstanceIdentifier: 'myapp-db' }),
  );
  database.open('us-east-1a');
  cloud.network.setName('db.local', [database.addressIn('us-east-1a')], TTL_SECONDS);
  const model = createNodeModel(cloud, {
    idleCpuPercent: 3,
    cpuPercentPerRequestPerSecond: 1,
    applicationBootSeconds: { p50: 45, p90: 75 },
  });
  let changes = 0;
  const facts = {
    instanceId: 'i-1',
    zone: 'us-east-1b',
    privateIp: '10.0.2.4',
    instanceType: 't3.micro',
    userData:
      given.userData ??
      `#!/bin/bash\n${KEY_EXPORT}export NINES_SITE=myapp\nexport NINES_DATABASE_HOST="db.local"\nexport NINES_CACHE_HOST=\n`,
    tags: {},
    imageId: 'ami-1',
    reaches: given.reaches ?? (() => true),
  };
  const node = model.start(facts, () => {
    changes++;
  });
  const ask = (path: string, headers: Record<string, string>): HttpResponse | Promise<HttpResponse> =>
    node.answer({ method: 'GET', url: `http://site.local${path}`, headers, body: '', from: 'probe' });
  const get = (path: string): HttpResponse | Promise<HttpResponse> => ask(path, signedHeaders(KEY, cloud.clock.nowMs, 'GET', path));
  return {
    cloud,
    node,
    database,
    changes: () => changes,
    play: (seconds: number) => cloud.runUntil(cloud.clock.nowMs + seconds * SECOND),
    get,
    ask,
    deep: async (sequence: number) => {
      const { status, body } = await get(`/nines/health?sequence=${sequence}`);
      return { status, ...JSON.parse(body) };
    },
    /** The database moves: its sessions drop, its name follows. */
    failOver: () => {
      database.stop();
      database.open('us-east-1b');
      cloud.network.setName('db.local', [database.addressIn('us-east-1b')], TTL_SECONDS);
    },
  };
}

async function serving(given: Parameters<typeof startNode>[0] = {}) {
  const site = startNode(given);
  await site.play(300);
  return site;
}

describe('a node that boots', () => {
  it('refuses connections first, and tells when it serves', async () => {
    const site = startNode();
    expect(() => site.get('/healthy.html')).toThrow('ECONNREFUSED');
    expect(site.node.flow()).toEqual({ okShare: 0, failStatus: 502 });

    await site.play(300);

    expect(site.changes()).toBe(1);
    expect(await site.get('/healthy.html')).toMatchObject({ status: 200 });
    expect(site.node.flow().okShare).toBe(1);
  });

  it('never serves when it never boots', async () => {
    const site = await serving({ faults: ['node:never-boots'] });

    expect(site.node.healthStatus('/healthy.html')).toBe(0);
    expect(() => site.get('/')).toThrow('ECONNREFUSED');
  });

  it.each([
    ['packages', 's3'],
    ['the database’s secret', 'secretsmanager'],
  ])('never serves when nothing leads to where it fetches %s from', async (_, service) => {
    const site = await serving({ reaches: (destination) => destination !== service });

    expect(site.node.healthStatus('/healthy.html')).toBe(0);
  });

  it('is up and unhealthy when it is told to be', async () => {
    const site = await serving({ faults: ['node:unhealthy'] });

    expect(site.node.healthStatus('/healthy.html')).toBe(503);
    expect(site.node.flow()).toEqual({ okShare: 0, failStatus: 503 });
  });

  it('answers nobody once it was stopped', async () => {
    const site = await serving();

    site.node.stop();

    expect(() => site.get('/healthy.html')).toThrow('ECONNREFUSED');
  });

  it('uses CPU by its requests, up to all of it', async () => {
    const { node } = await serving();

    expect([0, 40, 500].map((rate) => node.cpuPercent(rate))).toEqual([3, 43, 100]);
  });
});

describe('the deep page', () => {
  it('writes and reads its row and names node and writer', async () => {
    const site = await serving();

    expect(await site.deep(17)).toMatchObject({
      status: 200,
      node: 'i-1',
      zone: 'us-east-1b',
      writer: 'myapp-db-us-east-1a',
      writerZone: 'us-east-1a',
      sequence: 17,
      database: 'ok',
      cache: 'absent',
      files: 'absent',
    });
  });

  it('shows the rows that were acknowledged', async () => {
    const site = await serving();
    for (const sequence of [1, 2, 5, 9]) await site.deep(sequence);

    const { body } = await site.get('/nines/rows?from=2&to=8');

    expect(JSON.parse(body)).toEqual({ sequences: [2, 5] });
  });

  it('is 504 while the database is away, and so are visitors', async () => {
    const site = await serving();

    site.database.stop();

    expect(await site.deep(1)).toMatchObject({ status: 504 });
    expect(site.node.flow()).toEqual({ okShare: 0, failStatus: 504 });
    expect(site.node.healthStatus('/healthy.html')).toBe(200);
  });

  it('is 504 while writes hang, although it can still read', async () => {
    const site = await serving();

    site.database.stopWrites();

    expect(await site.deep(1)).toMatchObject({ status: 504, database: 'no write', read: true });
  });

  it('calls the shared files ok while the mount target of its own zone answers, and is unhealthy without it', async () => {
    const site = await serving({ userData: `${KEY_EXPORT}export NINES_SITE=myapp\nexport NINES_FILES_ID='fs-1'\n` });
    const name = 'us-east-1b.fs-1.efs.us-east-1.amazonaws.com';
    const seen = () => [site.node.healthStatus('/healthy.html'), site.node.flow().okShare];
    const unmounted = seen();

    site.cloud.network.listenData('10.0.12.9', 2049, { connect: () => ({ isOpen: () => true, run: () => ({}) }) });
    site.cloud.network.setName(name, ['10.0.12.9'], TTL_SECONDS);
    const mounted = { ...(await site.deep(1)), seen: seen() };
    site.cloud.network.removeName(name);

    expect(unmounted).toEqual([503, 0]);
    expect(mounted).toMatchObject({ status: 200, files: 'ok', seen: [200, 1] });
    expect(await site.deep(2)).toMatchObject({ status: 200, files: 'error' });
    expect(seen()).toEqual([503, 0]);
    // Once when it serves, once as the name comes and once as it goes: health checks need not ask in between.
    expect(site.changes()).toBe(3);
  });

  it('does not count another zone’s mount target, nor hear of it once it is stopped', async () => {
    const site = await serving({ userData: `${KEY_EXPORT}export NINES_SITE=myapp\nexport NINES_FILES_ID='fs-1'\n` });
    site.cloud.network.listenData('10.0.11.9', 2049, { connect: () => ({ isOpen: () => true, run: () => ({}) }) });

    site.cloud.network.setName('us-east-1a.fs-1.efs.us-east-1.amazonaws.com', ['10.0.11.9'], TTL_SECONDS);
    const answer = await site.deep(1);
    site.node.stop();
    site.cloud.network.setName('us-east-1b.fs-1.efs.us-east-1.amazonaws.com', ['10.0.11.9'], TTL_SECONDS);

    expect(answer).toMatchObject({ files: 'error' });
    expect(site.changes()).toBe(1);
  });

  it('says that there is no database where there is none', async () => {
    const site = await serving({ userData: `${KEY_EXPORT}export NINES_SITE=myapp\n` });

    expect(await site.deep(1)).toMatchObject({ status: 200, database: 'absent' });
    expect(site.node.flow().okShare).toBe(1);
  });
});

describe('who may ask the deep page', () => {
  const target = '/nines/health?sequence=1';

  it.each<[name: string, headers: (nowMs: number) => Record<string, string>, status: number]>([
    ['nobody who does not sign', () => ({}), 401],
    ['nobody who signed more than a minute ago', (nowMs) => signedHeaders(KEY, nowMs - 62_000, 'GET', target), 401],
    ['nobody from more than a minute ahead', (nowMs) => signedHeaders(KEY, nowMs + 62_000, 'GET', target), 401],
    ['nobody with another key', (nowMs) => signedHeaders('another key', nowMs, 'GET', target), 403],
    ['nobody who signed another number', (nowMs) => signedHeaders(KEY, nowMs, 'GET', '/nines/health?sequence=2'), 403],
    ['whoever holds the key', (nowMs) => signedHeaders(KEY, nowMs, 'GET', target), 200],
  ])('%s', async (_, headers, status) => {
    const site = await serving();

    const answer = await site.ask(target, headers(site.cloud.clock.nowMs));

    expect(answer.status).toBe(status);
  });

  it('nobody at all where the site has no key', async () => {
    const site = await serving({ userData: 'export NINES_SITE=myapp\n' });

    expect(await site.get(target)).toMatchObject({ status: 401 });
  });

  it.each(vectors)(
    'reads the signature of $method $target as the control plane writes it',
    ({ key, timestamp, method, target, signature }) => {
      const headers = { 'x-nines-timestamp': timestamp, 'x-nines-signature': signature };
      const request = { method, url: `http://site.local${target}`, headers, body: '', from: 'probe' };

      expect(signatureProblem(key, Number(timestamp) * 1_000, request)).toBeUndefined();
    },
  );
});

describe('a node whose database moves', () => {
  it('follows within the time to live of its name', async () => {
    const site = await serving();
    await site.deep(1);

    site.failOver();
    await site.play(TTL_SECONDS + 1);

    expect(await site.deep(2)).toMatchObject({ status: 200, writerZone: 'us-east-1b' });
    expect(site.node.flow().okShare).toBe(1);
  });

  it('says that it answers differently, so that flows look again', async () => {
    const site = await serving();
    const before = site.changes();

    site.failOver();
    await site.play(TTL_SECONDS + 1);

    expect(site.changes()).toBeGreaterThan(before);
  });

  it('hears nothing of it once it was stopped', async () => {
    const site = await serving();
    const before = site.changes();

    site.node.stop();
    site.failOver();
    await site.play(TTL_SECONDS + 1);

    expect(site.changes()).toBe(before);
  });

  it('does not follow when it is pinned to the old writer', async () => {
    const site = await serving({ faults: ['node:pinned-writer'] });
    await site.deep(1);

    site.failOver();
    await site.play(600);

    const answer = await site.deep(2);
    expect(answer.writerZone).not.toBe('us-east-1b');
  });
});

describe('scripts on the node', () => {
  const run = async (site: Awaited<ReturnType<typeof startNode>>, commands: string[], seconds: number) => {
    let result: { exitCode: number; stdout: string; stderr: string } | undefined;
    site.node.command(commands, (given) => {
      result = given;
    });
    await site.play(seconds);
    return result;
  };

  it('check-node waits until the site serves', async () => {
    const site = startNode();

    expect(await run(site, ['/opt/nines/check-node'], 0)).toBeUndefined();
    expect(await run(site, ['/opt/nines/check-node'], 300)).toMatchObject({ exitCode: 0 });
  });

  it('check-node gives up after five minutes on a node that never boots', async () => {
    const site = startNode({ faults: ['node:never-boots'] });

    expect(await run(site, ['/opt/nines/check-node'], 299)).toBeUndefined();
    expect(await run(site, ['/opt/nines/check-node'], 301)).toMatchObject({ exitCode: 1 });
  });

  it('collect-logs prints the last words of the node', async () => {
    const site = await serving();

    const result = await run(site, ['/opt/nines/collect-logs'], 1);

    expect(result).toMatchObject({ exitCode: 0 });
    expect(result?.stdout).toContain('i-1');
  });

  it('an unknown command is not found', async () => {
    const site = await serving();

    expect(await run(site, ['/opt/nines/reboot-world'], 1)).toMatchObject({ exitCode: 127 });
  });

  it('never end on a node that was stopped meanwhile', async () => {
    const site = startNode();
    const pending = run(site, ['/opt/nines/check-node'], 600);

    site.node.stop();

    expect(await pending).toBeUndefined();
  });
});
