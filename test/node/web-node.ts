import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import type { AccessKeys } from '#twin/wire/credentials.ts';
import {
  CACHE_NAME,
  CACHE_PORT,
  DATABASE_NAME,
  DATABASE_PORT,
  HEALTH_PATH,
  type NodeName,
  PLACES,
  REPLICATED_CACHE_NAME,
  REPLICATED_CACHE_PORT,
  SITE_URL,
  SUBNETS,
} from './places.ts';
import { command, inside, type Program, type Programs, until } from './processes.ts';

const SITE = path.resolve(import.meta.dirname, '../../site');
/** What the bootstrap writes to; each node has its own, mounted over the system's. */
const OWN_FOLDERS = ['/etc/nginx', '/etc/php', '/var/lib/nginx', '/var/lib/php', '/var/log', '/run', '/opt', '/mnt', '/var/www'];

/** What all nodes of the site are given: folders stand for the buckets, the secrets and the shared file system. */
export type SiteFolders = { assets: string; files: string; media: string; databaseSecret: string; siteSecret: string; authority: string };

/** Which cache the nodes are told of. Redis stands for Valkey too: Debian 12 has no Valkey, and both speak alike. */
export type CacheEngine = 'memcached' | 'redis';
const CACHES = {
  memcached: { NINES_CACHE_HOST: CACHE_NAME, NINES_CACHE_PORT: `${CACHE_PORT}` },
  redis: { NINES_CACHE_HOST: REPLICATED_CACHE_NAME, NINES_CACHE_PORT: `${REPLICATED_CACHE_PORT}`, NINES_CACHE_ENGINE: 'redis' },
} as const;

/** The answer of a page, asked at one node past the load balancer. */
export type NodePage = { status: number; headers: http.IncomingHttpHeaders; text: string };

/** One web node: a machine of its own that the bootstrap script has made, with the system's packages and nothing else shared. */
export class WebNode {
  readonly name: NodeName;
  readonly address: string;
  readonly zone: string;
  readonly #programs: Programs;
  readonly #folder: string;
  readonly #site: SiteFolders;
  #machine: Program | undefined;
  /** The cache of the next bootstrap, and of those after it. */
  cacheEngine: CacheEngine = 'memcached';
  /** What it does, and the queue that it is told of. */
  role: 'web' | 'worker' = 'web';
  queue: { url: string; endpoint: string; visibilitySeconds: number } | undefined;
  /** Stands for what the metadata service would answer. */
  credentials: AccessKeys | undefined;

  constructor(programs: Programs, folder: string, name: NodeName, site: SiteFolders) {
    this.#programs = programs;
    this.#folder = path.join(folder, name);
    this.#site = site;
    this.name = name;
    ({ address: this.address, zone: this.zone } = PLACES.nodes[name]);
  }

  /** From nothing to a node whose health page answers. Answers how long the bootstrap took, in seconds. */
  async boot(sessions: 'cache' | 'sticky' | 'dynamodb' = 'cache'): Promise<number> {
    await this.#startMachine();
    const beganMs = Date.now();
    await this.bootstrap(sessions);
    await this.run('/opt/nines/check-node');
    return (Date.now() - beganMs) / 1_000;
  }

  /** Runs the bootstrap script, with the exports that user data would put above it. */
  async bootstrap(sessions = 'cache'): Promise<void> {
    if (this.credentials) await this.#giveCredentials(this.credentials);
    await inside(this.#running, ['bash', path.join(SITE, 'bootstrap.sh')], {
      NINES_SITE: 'myapp',
      NINES_REGION: 'us-east-1',
      NINES_NODE_ID: this.name,
      NINES_NODE_ZONE: this.zone,
      NINES_LISTEN: `${this.address}:80`,
      NINES_HEALTH_PATH: HEALTH_PATH,
      NINES_SITE_URL: SITE_URL,
      NINES_SITE_SECRET_ARN: this.#site.siteSecret,
      NINES_SUBNETS: SUBNETS,
      NINES_DATABASE_HOST: DATABASE_NAME,
      NINES_DATABASE_PORT: `${DATABASE_PORT}`,
      NINES_DATABASE_SECRET_ARN: this.#site.databaseSecret,
      ...CACHES[this.cacheEngine],
      NINES_FILES_ID: this.#site.files,
      NINES_MEDIA_BUCKET: this.#site.media,
      NINES_MEDIA_URL: `http://${PLACES.media}`,
      NINES_ASSETS_BUCKET: this.#site.assets,
      NINES_ROLE: this.role,
      ...(this.queue && {
        NINES_QUEUE_URL: this.queue.url,
        NINES_QUEUE_ENDPOINT: this.queue.endpoint,
        NINES_QUEUE_VISIBILITY_SECONDS: `${this.queue.visibilitySeconds}`,
      }),
      NINES_SESSIONS: sessions,
      NINES_SESSIONS_TABLE: 'sessions',
      NINES_SESSIONS_ENDPOINT: `http://${PLACES.sessions}`,
    });
  }

  /** Asks a page of this very node, as the load balancer would. */
  async get(target: string, headers: Record<string, string> = {}): Promise<NodePage> {
    return new Promise((resolve, reject) => {
      const host = new URL(SITE_URL).host;
      const request = http.get({
        host: this.address,
        port: 80,
        path: target,
        headers: { host, ...headers },
        agent: false,
        timeout: 30_000,
      });
      request.on('timeout', () => request.destroy(new Error(`${this.name} did not answer ${target} in time`)));
      request.on('error', reject);
      request.on('response', async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() });
      });
    });
  }

  /** Runs a command on the node. */
  async run(...words: string[]): Promise<string> {
    return inside(this.#running, words);
  }

  /** Has this node alone keep an address for a name, whatever the name server says: the classic fault after a failover. */
  async pin(name: string, address: string): Promise<void> {
    await appendFile(path.join(this.#folder, 'hosts'), `${address} ${name}\n`);
  }

  async unpin(): Promise<void> {
    // The same file stays: it is mounted.
    await writeFile(path.join(this.#folder, 'hosts'), `127.0.0.1 localhost ${this.name}\n`);
  }

  /** Every process of the node ends at once, without a word. */
  async kill(): Promise<void> {
    await this.#machine?.kill('SIGKILL');
  }

  /** What the node's programs logged, for whoever looks into a failure. */
  async logs(): Promise<string> {
    return this.run('/opt/nines/collect-logs').catch(() => '');
  }

  async #giveCredentials({ accessKeyId, secretAccessKey, sessionToken }: AccessKeys): Promise<void> {
    const keys = JSON.stringify({ AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken });
    await this.run('bash', '-c', 'mkdir -p /opt/nines && umask 022 && echo "$1" >/opt/nines/credentials.json', '-', keys);
  }

  /** PHP trusts the cache's authority, as it trusts Amazon's in the cloud. */
  async #trust(): Promise<void> {
    const php = path.join(this.#folder, '/etc/php');
    for (const version of await readdir(php)) {
      for (const kind of ['fpm', 'cli']) {
        await writeFile(path.join(php, version, kind, 'conf.d/99-authority.ini'), `openssl.cafile=${this.#site.authority}\n`);
      }
    }
  }

  get #running(): Program {
    if (!this.#machine?.isAlive()) throw new Error(`${this.name} does not run`);
    return this.#machine;
  }

  async #startMachine(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const mounts: string[] = [];
    for (const own of OWN_FOLDERS) {
      const at = path.join(this.#folder, own);
      await mkdir(path.dirname(at), { recursive: true });
      // Its packages' configuration is there; its runtime folders are empty, as after a boot.
      if (own.startsWith('/etc') || own.startsWith('/var/lib')) await command('cp', ['-a', own, at]);
      else await mkdir(at, { recursive: true });
      mounts.push(`mount --bind ${at} ${own}`);
    }
    await mkdir(path.join(this.#folder, 'var/log/nginx'), { recursive: true });
    await this.#trust();
    await this.unpin();
    await writeFile(path.join(this.#folder, 'resolv.conf'), `nameserver ${PLACES.dns}\noptions timeout:1 attempts:2\n`);
    for (const file of ['hosts', 'resolv.conf']) mounts.push(`mount --bind ${this.#folder}/${file} /etc/${file}`);
    const ready = path.join(this.#folder, 'ready');
    this.#machine = this.#programs.startMachine(this.name, `${mounts.join('\n')}\ntouch ${ready}\nsleep infinity`);
    await until(`${this.name} to be a machine`, 10_000, () => readFile(ready));
  }
}
