import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SIGNATURE_HEADER, signedHeaders, TIMESTAMP_HEADER } from '#domain/probe-signature.ts';
import type { Measurements } from '../measurements.ts';
import { HEALTH_PATH } from '../places.ts';
import type { Site } from '../site.ts';

const VECTORS = path.resolve(import.meta.dirname, '../../site/signature-vectors.json');
/** Everything that the bootstrap writes on a node, as one sum. */
const SUMS =
  'cat /etc/nginx/conf.d/nines.conf /etc/php/*/fpm/pool.d/* $(find /opt/nines -type f | sort) /mnt/nines/wordpress/wp-config.php | sha256sum';
const TARGET = '/nines/health?sequence=1';

/** From nothing to two nodes behind the load balancer, both of them made by the bootstrap script. */
export async function startSite(site: Site, record: Measurements): Promise<void> {
  record.begin('start');
  await site.startLayers();
  const [first, second] = await Promise.all([site.bootNode('node-a'), site.bootNode('node-b')]);
  await site.loadBalancer.start(['node-a', 'node-b']);
  record.measure('bootstrap of the slower of two nodes at once, packages installed', Math.max(first.seconds, second.seconds), 's');
  const before = await first.node.run('bash', '-c', SUMS);
  await first.node.bootstrap();
  const after = await first.node.run('bash', '-c', SUMS);
  record.check('the bootstrap can run twice and leaves what it left', before === after);
  const { status } = await first.node.get(HEALTH_PATH);
  record.check('the node serves after the second run', status === 200, status);
}

/** Who may ask the deep page. */
export async function askUnsigned(site: Site, record: Measurements): Promise<void> {
  record.begin('signed requests');
  const node = site.nodes.get('node-b');
  if (!node) throw new Error('node-b was not started');
  const nowMs = Date.now();
  const signed = signedHeaders(site.key, nowMs, 'GET', TARGET);
  const cases: [string, Record<string, string>, number][] = [
    ['without a signature', {}, 401],
    ['with a signature and no timestamp', { [SIGNATURE_HEADER]: signed[SIGNATURE_HEADER] ?? '' }, 401],
    ['with a timestamp that is no number', { ...signed, [TIMESTAMP_HEADER]: 'now' }, 401],
    ['signed more than a minute ago', signedHeaders(site.key, nowMs - 62_000, 'GET', TARGET), 401],
    ['signed more than a minute ahead', signedHeaders(site.key, nowMs + 65_000, 'GET', TARGET), 401],
    ['signed by another key', signedHeaders('another key', nowMs, 'GET', TARGET), 403],
    ['signed for another number', signedHeaders(site.key, nowMs, 'GET', '/nines/health?sequence=2'), 403],
    ['signed for another method', signedHeaders(site.key, nowMs, 'POST', TARGET), 403],
    ['signed', signed, 200],
  ];
  for (const [name, headers, wanted] of cases) {
    const { status } = await node.get(TARGET, headers);
    record.check(`a request ${name} is answered ${wanted}`, status === wanted, status);
  }
  const vectors = JSON.parse(await readFile(VECTORS, 'utf8')) as {
    key: string;
    timestamp: string;
    method: string;
    target: string;
    signature: string;
  }[];
  const php =
    'require "/opt/nines/page/signed.php"; foreach (json_decode($argv[1], true) as $v) echo nines_signature($v["key"], $v["timestamp"], $v["method"], $v["target"]), "\\n";';
  const signatures = (await node.run('php', '-r', php, JSON.stringify(vectors))).trim().split('\n');
  record.check(
    'PHP signs as the control plane does',
    vectors.every(({ signature }, index) => signature === signatures[index]),
    signatures,
  );
}

/** A node whose shared files are away says so, and is well again with them. */
export async function loseFiles(site: Site, record: Measurements): Promise<void> {
  record.begin('shared files away');
  const node = site.nodes.get('node-b');
  if (!node) throw new Error('node-b was not started');
  await node.run('umount', '-l', '/mnt/nines');
  const away = await node.get(HEALTH_PATH);
  await node.bootstrap();
  const back = await node.get(HEALTH_PATH);
  record.check('the health page answers 503 without them', away.status === 503, away.status);
  record.check('the bootstrap mounts them again, and the health page answers 200', back.status === 200, back.status);
}
