import type { DataAnswer, DataCommand, DataSession, Network } from '../../network/network.ts';

/** Keys kept of one node; a real one would evict, here the oldest go. */
const MAX_KEYS = 100_000;

/** One node: its keys live in its memory, and in those of the replicas that follow it. */
export class CacheNode {
  readonly id: string;
  readonly zone: string;
  readonly address: string;
  readonly createdMs: number;
  status: 'creating' | 'available' | 'rebooting cache cluster nodes' = 'creating';
  readonly #network: Network;
  readonly #port: number;
  readonly #keys = new Map<string, string>();
  #followers: readonly CacheNode[] = [];
  #isReplica = false;
  #epoch = 0;

  constructor(network: Network, port: number, place: { id: string; zone: string; address: string; createdMs: number }) {
    this.#network = network;
    this.#port = port;
    this.id = place.id;
    this.zone = place.zone;
    this.address = place.address;
    this.createdMs = place.createdMs;
  }

  open(): void {
    this.status = 'available';
    this.#network.listenData(this.address, this.#port, { connect: () => this.#connect() });
  }

  /** Its sessions drop, its keys are gone, its address refuses. */
  lose(): void {
    this.status = 'rebooting cache cluster nodes';
    this.#epoch++;
    this.#keys.clear();
  }

  /** Takes writes and hands them on; what the followers had, they drop. Replication takes no time here: no lag is published. */
  lead(followers: readonly CacheNode[]): void {
    this.#isReplica = false;
    this.#followers = followers;
    for (const follower of followers) follower.#follow(this);
  }

  #follow(primary: CacheNode): void {
    this.#isReplica = true;
    this.#followers = [];
    this.#keys.clear();
    for (const [key, value] of primary.#keys) this.#keys.set(key, value);
  }

  close(): void {
    this.lose();
    this.#network.close(this.address, this.#port);
  }

  #connect(): DataSession {
    if (this.status !== 'available')
      throw Object.assign(new Error(`connect ECONNREFUSED ${this.address}:${this.#port}`), { code: 'ECONNREFUSED' });
    const epoch = this.#epoch;
    const isOpen = (): boolean => this.#epoch === epoch;
    return {
      isOpen,
      run: (command) => {
        if (!isOpen()) throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
        return this.#run(command);
      },
    };
  }

  #keep(key: string, value: string): void {
    const oldest = this.#keys.size >= MAX_KEYS ? this.#keys.keys().next().value : undefined;
    if (oldest !== undefined) this.#keys.delete(oldest);
    this.#keys.set(key, value);
  }

  #run(command: DataCommand): DataAnswer {
    const server = { serverId: this.id, zone: this.zone };
    switch (command.kind) {
      case 'cache-set':
        if (this.#isReplica) throw Object.assign(new Error("READONLY You can't write against a read only replica."), { code: 'READONLY' });
        for (const node of [this, ...this.#followers]) node.#keep(command.key, command.value);
        return server;
      case 'cache-get': {
        const value = this.#keys.get(command.key);
        return value === undefined ? server : { ...server, value };
      }
      case 'write-row':
      case 'read-row':
      case 'read-rows':
      case 'who-writes':
        throw Object.assign(new Error(`a cache does not know ${command.kind}`), { code: 'ERROR' });
      default:
        return command satisfies never;
    }
  }
}
