import { randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Cache } from './cache.ts';
import { Database, type Login, makeFirstData } from './database.ts';
import { NameServer } from './dns.ts';
import { LoadBalancer } from './load-balancer.ts';
import { CACHE_NAME, DATABASE_NAME, type NodeName, PLACES } from './places.ts';
import { command, Programs } from './processes.ts';
import { ReplicatedCache } from './replicated-cache.ts';
import { type CacheEngine, type SiteFolders, WebNode } from './web-node.ts';

const NODE_FILES = path.resolve(import.meta.dirname, '../../site/node');
const WORDPRESS = '/usr/share/wordpress';

/** The whole site on this machine: two nodes, a primary and its replica, the cache, names and the load balancer. */
export class Site {
  readonly folder: string;
  readonly programs: Programs;
  readonly names = new NameServer();
  readonly cache: Cache;
  readonly replicatedCache: ReplicatedCache;
  readonly loadBalancer: LoadBalancer;
  /** The site's key, as Secrets Manager would make it. */
  readonly key = randomBytes(32).toString('hex');
  readonly login: Login = { username: 'admin', password: randomBytes(16).toString('hex') };
  readonly nodes = new Map<NodeName, WebNode>();
  primary: Database;
  replica: Database;
  readonly #folders: SiteFolders;
  #firstData = '';
  #lives = 0;

  constructor(folder: string) {
    this.folder = folder;
    this.programs = new Programs(folder);
    this.cache = new Cache(this.programs);
    this.replicatedCache = new ReplicatedCache(this.programs, this.names, folder);
    this.loadBalancer = new LoadBalancer(this.programs, folder);
    this.primary = new Database(this.programs, folder, 'myapp-db-1');
    this.replica = new Database(this.programs, folder, 'myapp-db-2');
    const at = (name: string): string => path.join(folder, name);
    this.#folders = {
      assets: `${at('assets')}`,
      files: at('files'),
      media: at('media'),
      databaseSecret: at('database-secret.json'),
      siteSecret: at('site-secret'),
      authority: this.replicatedCache.authority,
    };
  }

  /** Starts what the nodes lean on. */
  async startLayers(): Promise<void> {
    await chmod(this.folder, 0o755);
    const { assets, files, media, databaseSecret, siteSecret } = this.#folders;
    for (const folder of [assets, files, media]) await mkdir(folder, { recursive: true });
    // The nodes' PHP writes both; in the cloud an access point and a role say who may.
    await command('chown', ['www-data', files, media]);
    await writeFile(databaseSecret, JSON.stringify(this.login), { mode: 0o600 });
    await writeFile(siteSecret, this.key, { mode: 0o600 });
    await this.names.start();
    this.names.point(CACHE_NAME, PLACES.cache);
    this.names.point(DATABASE_NAME, this.primary.address);
    await Promise.all([this.#startDatabases(), this.#packAssets(assets), this.cache.start()]);
  }

  /** A node that is not there yet; who boots it may say what it is to be. */
  newNode(name: NodeName): WebNode {
    return new WebNode(this.programs, this.folder, name, this.#folders);
  }

  async bootNode(name: NodeName, cacheEngine: CacheEngine = 'memcached'): Promise<{ node: WebNode; seconds: number }> {
    const node = this.newNode(name);
    node.cacheEngine = cacheEngine;
    this.nodes.set(name, node);
    return { node, seconds: await node.boot() };
  }

  /** The replica takes over, and the name moves to it. */
  async promoteReplica(): Promise<void> {
    await this.replica.promote();
    this.names.point(DATABASE_NAME, this.replica.address);
    [this.primary, this.replica] = [this.replica, this.primary];
  }

  /** The instance that was lost is made anew, and follows the primary. */
  async restoreReplica(): Promise<void> {
    this.#lives += 1;
    await this.replica.start(this.#firstData, this.#lives);
    await this.replica.follow(this.primary, this.login);
  }

  async end(): Promise<void> {
    this.names.stop();
    await this.programs.endAll();
  }

  get media(): string {
    return this.#folders.media;
  }

  get files(): string {
    return this.#folders.files;
  }

  async #startDatabases(): Promise<void> {
    this.#firstData = await makeFirstData(this.folder);
    this.#lives += 1;
    await this.primary.start(this.#firstData, this.#lives);
    await this.primary.createUsers(this.login);
    await this.restoreReplica();
  }

  /** What the assets bucket would hold: the node's own files, and a release of WordPress. */
  async #packAssets(assets: string): Promise<void> {
    await command('tar', ['-czf', `${assets}/node.tar.gz`, '-C', NODE_FILES, '.']);
    const leftOut = ['wp-config.php', 'wp-content/uploads', '.htaccess'].map((name) => `--exclude=wordpress/${name}`);
    // The package's symbolic links point into this system.
    await command('tar', ['-C', path.dirname(WORDPRESS), '--dereference', ...leftOut, '-cf', `${assets}/wordpress.tar`, 'wordpress']);
    await command('gzip', ['-1', `${assets}/wordpress.tar`]);
  }
}
