import type { Cloud } from '#twin/cloud.ts';
import type { HttpRequest, HttpResponse } from '#twin/network/network.ts';
import type { CommandResult, FlowAnswer, Node, NodeFacts } from '#twin/site/node-model.ts';
import { findsItsCode } from './assets.ts';
import { DataClient } from './data-client.ts';
import { answerHealth, answerRows, type DeepPageNode } from './deep-page.ts';
import { type Endpoint, type NodeEnvironment, readEnvironment } from './environment.ts';
import { answerAdmin, page } from './pages.ts';
import { type NodeMoment, resultOf, runningMs } from './scripts.ts';
import type { NodeSettings } from './settings.ts';
import { SharedFiles } from './shared-files.ts';
import { signatureProblem } from './signed.ts';

/** One web node of the site, seen from outside: boots after its bootstrap, answers while it is up. */
export class WebNode implements Node {
  readonly #cloud: Cloud;
  readonly #settings: NodeSettings;
  readonly #facts: NodeFacts;
  readonly #environment: NodeEnvironment;
  readonly #deepPage: DeepPageNode;
  readonly #startedMs: number;
  /** When the bootstrap script is done; undefined when it never will be. */
  readonly #readyMs: number | undefined;
  #isStopped = false;
  #key: string | undefined;

  constructor(cloud: Cloud, settings: NodeSettings, facts: NodeFacts, onChange: () => void) {
    const random = cloud.random.split(`node ${facts.instanceId}`);
    const { instanceId, zone } = facts;
    this.#cloud = cloud;
    this.#settings = settings;
    this.#facts = facts;
    this.#environment = readEnvironment(facts.userData);
    const { p50, p90 } = settings.applicationBootSeconds;
    this.#startedMs = cloud.clock.nowMs;
    const bootMs = Math.round(random.lognormal(p50, p90) * 1000);
    this.#readyMs = this.#hasFault('node:never-boots') || !this.#canBootstrap() ? undefined : this.#startedMs + bootMs;
    const client = (endpoint: Endpoint | undefined, purpose: string): DataClient | undefined =>
      endpoint &&
      new DataClient({
        cloud,
        random: random.split(purpose),
        endpoint,
        client: instanceId,
        isPinned: () => this.#hasFault('node:pinned-writer'),
        onChange,
      });
    const { database, cache, filesId } = this.#environment;
    this.#deepPage = {
      node: instanceId,
      zone,
      database: client(database, 'database'),
      cache: client(cache, 'cache'),
      files: filesId === '' ? undefined : new SharedFiles(cloud, { fileSystemId: filesId, zone, client: instanceId, onChange }),
    };
    if (this.#readyMs !== undefined) cloud.clock.at(this.#readyMs, `site on ${instanceId}`, onChange);
  }

  answer(request: HttpRequest): HttpResponse {
    if (!this.#isUp()) throw Object.assign(new Error(`connect ECONNREFUSED ${this.#facts.privateIp}:80`), { code: 'ECONNREFUSED' });
    const url = new URL(request.url);
    const problem = url.pathname.startsWith('/nines/') ? signatureProblem(this.#siteKey(), this.#cloud.clock.nowMs, request) : undefined;
    if (problem !== undefined) return page(problem, '');
    const number = (name: string): number => Number(url.searchParams.get(name) ?? 0);
    switch (url.pathname) {
      case this.#environment.healthPath:
        return page(this.healthStatus(url.pathname), 'healthy');
      case '/nines/health':
        return answerHealth(this.#deepPage, number('sequence'));
      case '/nines/rows':
        return answerRows(this.#deepPage, number('from'), number('to'));
      case '/':
      case '/wp-login.php': {
        const { okShare, failStatus } = this.flow();
        return okShare === 1 ? page(200, this.#environment.site) : page(failStatus, 'error');
      }
      default:
        return url.pathname.startsWith('/wp-admin') ? answerAdmin(url, this.flow()) : page(404, 'not found');
    }
  }

  healthStatus(path: string): number {
    if (!this.#isUp()) return 0;
    if (this.#hasFault('node:unhealthy')) return 503;
    // Database and cache are not asked: a node whose database is away must not be replaced. Without its files it has no site.
    if (this.#deepPage.files?.isMounted() === false) return 503;
    return path === this.#environment.healthPath || path === '/' ? 200 : 404;
  }

  /** A page of the site reads the database; without it visitors see 504, as the courses do. */
  flow(): FlowAnswer {
    if (!this.#isUp()) return { okShare: 0, failStatus: 502 };
    if (this.#hasFault('node:unhealthy')) return { okShare: 0, failStatus: 503 };
    const { database, files } = this.#deepPage;
    // An NFS mount waits for its server rather than fail.
    if (files?.isMounted() === false) return { okShare: 0, failStatus: 504 };
    return { okShare: !database || database.can({ kind: 'who-writes' }) ? 1 : 0, failStatus: 504 };
  }

  cpuPercent(requestsPerSecond: number): number {
    const { idleCpuPercent, cpuPercentPerRequestPerSecond } = this.#settings;
    return Math.min(100, idleCpuPercent + cpuPercentPerRequestPerSecond * requestsPerSecond);
  }

  command(commands: readonly string[], done: (result: CommandResult) => void): void {
    const script = commands.join('\n');
    this.#cloud.clock.after(runningMs(script, this.#moment()), `command on ${this.#facts.instanceId}`, () => {
      if (!this.#isStopped) done(resultOf(script, this.#moment()));
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#deepPage.database?.stop();
    this.#deepPage.cache?.stop();
    this.#deepPage.files?.stop();
  }

  /** Read once, as the bootstrap does. */
  #siteKey(): string {
    const { siteSecretArn } = this.#environment;
    if (siteSecretArn === '') return '';
    this.#key ??=
      this.#cloud.callNow<{ SecretString?: string }>('secretsmanager', 'GetSecretValue', { SecretId: siteSecretArn }).SecretString ?? '';
    return this.#key;
  }

  #moment(): NodeMoment {
    const { instanceId, zone } = this.#facts;
    const [startedMs, readyMs, nowMs] = [this.#startedMs, this.#readyMs, this.#cloud.clock.nowMs];
    return {
      instanceId,
      zone,
      nowMs,
      startedMs,
      readyMs,
      isUp: this.#isUp(),
      serves: this.healthStatus(this.#environment.healthPath) === 200,
    };
  }

  /** What site/node fetches before it serves: packages and code, which lie in S3, and secrets where it is told of any. */
  #canBootstrap(): boolean {
    const { database, siteSecretArn } = this.#environment;
    const readsSecrets = database !== undefined || siteSecretArn !== '';
    if (!this.#facts.reaches('s3') || (readsSecrets && !this.#facts.reaches('secretsmanager'))) return false;
    return findsItsCode(this.#cloud, this.#environment);
  }

  #isUp(): boolean {
    return !this.#isStopped && this.#readyMs !== undefined && this.#cloud.clock.nowMs >= this.#readyMs;
  }

  #hasFault(fault: string): boolean {
    // A fault may be set on one node, or on everything that is made of one image.
    const { instanceId, imageId } = this.#facts;
    return Boolean(this.#cloud.faults.read(fault, instanceId) || this.#cloud.faults.read(fault, imageId));
  }
}
