import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { HttpRequest, HttpResponse } from '../../network/network.ts';
import type { Random } from '../../random.ts';
import type { Config } from './config.ts';
import { noSuch } from './errors.ts';
import { newId } from './shelf.ts';

export type Distribution = {
  readonly id: string;
  readonly arn: string;
  readonly domainName: string;
  readonly address: string;
  status: 'InProgress' | 'Deployed';
  /** What was asked for last. */
  config: Config;
  /** What the edges do: nothing before the first deployment has reached them. */
  live: Config | undefined;
  lastChangedMs: number;
  tags: Readonly<Record<string, string>>;
  /** Resolves when the last change is at every edge. */
  settled: Promise<void>;
};

/** What an edge answers a request for a distribution. */
export type AnswerAtEdge = (distribution: Distribution, request: HttpRequest) => HttpResponse;

const DOMAIN_LETTERS = 14;
/** Values of one part of an IPv4 address. */
const OCTETS = 256;

/** The distributions of the account. Each change takes its time to reach the edges; until then they do as before. */
export class Distributions {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #answer: AnswerAtEdge;
  readonly #found = new Map<string, Distribution>();
  #made = 0;

  constructor(cloud: Cloud, answer: AnswerAtEdge) {
    this.#cloud = cloud;
    this.#random = cloud.random.split('cloudfront');
    this.#answer = answer;
  }

  all(): Distribution[] {
    return [...this.#found.values()];
  }

  find(id: string | undefined): Distribution {
    const found = this.#found.get(id ?? '');
    if (!found) throw noSuch('Distribution', id);
    return found;
  }

  create(config: Config, tags: Distribution['tags']): Distribution {
    this.#refuseTakenAliases(config);
    const id = newId('E', this.#random);
    const distribution: Distribution = {
      id,
      arn: `arn:aws:cloudfront::${this.#cloud.account}:distribution/${id}`,
      domainName: `d${this.#random.hex(DOMAIN_LETTERS - 1)}.cloudfront.net`,
      address: this.#newAddress(),
      status: 'InProgress',
      config,
      live: undefined,
      lastChangedMs: this.#cloud.clock.nowMs,
      tags,
      settled: Promise.resolve(),
    };
    this.#found.set(id, distribution);
    this.#deploy(distribution, 'cloudfront.create', 'created');
    return distribution;
  }

  change(id: string, config: Config): Distribution {
    const distribution = this.find(id);
    this.#refuseTakenAliases(config, distribution);
    distribution.config = config;
    this.#deploy(distribution, 'cloudfront.change', config.isEnabled ? 'changed' : 'disabled');
    return distribution;
  }

  /** Only what is disabled at every edge can go (Developer Guide: HowToDeleteDistribution). */
  delete(id: string): void {
    const { config, status, domainName } = this.find(id);
    if (config.isEnabled || status !== 'Deployed') {
      const message = 'The distribution you are trying to delete has not been disabled.';
      throw new AwsError('DistributionNotDisabled', message, { statusCode: 409 });
    }
    this.#cloud.network.removeName(domainName);
    this.#found.delete(id);
  }

  #deploy(distribution: Distribution, fact: string, reason: string): void {
    const { clock, facts } = this.#cloud;
    const { config } = distribution;
    distribution.lastChangedMs = clock.nowMs;
    this.#setStatus(distribution, 'InProgress', reason);
    distribution.settled = new Promise((resolve) => {
      clock.after(facts.drawMs(fact, this.#random), `cloudfront ${distribution.id} deployed`, () => {
        resolve();
        // A later change is on its way, and the edges will have it all.
        if (distribution.config !== config) return;
        distribution.live = config;
        this.#showName(distribution);
        this.#setStatus(distribution, 'Deployed', reason);
      });
    });
  }

  #showName(distribution: Distribution): void {
    const { domainName, address, live } = distribution;
    const { network, facts } = this.#cloud;
    if (live?.isEnabled) {
      network.setName(domainName, [address], facts.value('cloudfront.nameTtl'));
      network.listenHttp(domainName, (request) => this.#answer(distribution, request));
    } else {
      network.close(domainName);
    }
  }

  #setStatus(distribution: Distribution, status: Distribution['status'], reason: string): void {
    if (distribution.status !== status) {
      this.#cloud.journal.write('activity', { what: 'distribution', id: distribution.id, from: distribution.status, to: status, reason });
    }
    distribution.status = status;
  }

  /** One after another of CloudFront's own range (AWS IP address ranges: 13.32.0.0/15): no two distributions share one. */
  #newAddress(): string {
    this.#made += 1;
    return `13.32.${Math.floor(this.#made / OCTETS)}.${this.#made % OCTETS}`;
  }

  #refuseTakenAliases({ aliases }: Config, owner?: Distribution): void {
    const taken = this.all()
      .filter((other) => other !== owner)
      .flatMap((other) => other.config.aliases);
    const twice = aliases.find((name) => taken.includes(name));
    if (twice === undefined) return;
    const message = `One or more of the CNAMEs you provided are already associated with a different resource: ${twice}`;
    throw new AwsError('CNAMEAlreadyExists', message, { statusCode: 409 });
  }
}
