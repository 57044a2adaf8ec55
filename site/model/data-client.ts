import type { Cloud } from '#twin/cloud.ts';
import type { DataAnswer, DataCommand, DataSession } from '#twin/network/network.ts';
import type { Random } from '#twin/random.ts';
import type { Endpoint } from './environment.ts';

export type DataClientOptions = {
  cloud: Pick<Cloud, 'network' | 'clock' | 'signals'>;
  random: Random;
  endpoint: Endpoint;
  /** Who connects, for the server's log. */
  client: string;
  /** A client that never looks its server's name up again: the classic fault after a failover. */
  isPinned: () => boolean;
  onChange: () => void;
};

/**
 * A node's way to a database or cache, as a resolver with a TTL and a client that reconnects see it. The node asks all the
 * time, so its cached address ends at a random point of the TTL after the name has moved.
 */
export class DataClient {
  readonly #options: DataClientOptions;
  #address: string | undefined;
  #session: DataSession | undefined;
  #isStopped = false;
  readonly #releases: readonly (() => void)[];

  constructor(options: DataClientOptions) {
    this.#options = options;
    const { cloud, endpoint, onChange } = options;
    this.#lookUp();
    this.#releases = [
      cloud.signals.on('dns:changed', ({ name }) => {
        if (name === endpoint.host) this.#followLater();
      }),
      cloud.signals.on('rds:data-plane', onChange),
    ];
  }

  stop(): void {
    this.#isStopped = true;
    for (const release of this.#releases) release();
  }

  /** Runs a command on an open session, opening one first if there is none; throws what the network or the server throws. */
  run(command: DataCommand): DataAnswer {
    if (!this.#session?.isOpen()) this.#session = this.#connect();
    return this.#session.run(command);
  }

  /** Whether a command works now. Only for commands that change nothing. */
  can(command: DataCommand): boolean {
    try {
      this.run(command);
      return true;
    } catch {
      return false;
    }
  }

  #connect(): DataSession {
    const { cloud, endpoint, client } = this.#options;
    if (this.#address === undefined) throw new Error(`getaddrinfo ENOTFOUND ${endpoint.host}`);
    return cloud.network.data(this.#address, endpoint.port).connect(client);
  }

  #lookUp(): number {
    const { cloud, endpoint } = this.#options;
    if (!cloud.network.hasName(endpoint.host)) {
      this.#address = undefined;
      return 0;
    }
    const { addresses, ttlSeconds } = cloud.network.resolve(endpoint.host);
    this.#address = addresses[0];
    return ttlSeconds;
  }

  #followLater(): void {
    const { cloud, endpoint, random, isPinned, onChange } = this.#options;
    const ttlSeconds = cloud.network.hasName(endpoint.host) ? cloud.network.resolve(endpoint.host).ttlSeconds : 0;
    cloud.clock.after(random.uniform(0, ttlSeconds) * 1000, `resolver ${this.#options.client}`, () => {
      if (this.#isStopped || isPinned()) return;
      this.#lookUp();
      this.#session = undefined;
      onChange();
    });
  }
}
