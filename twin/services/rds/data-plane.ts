import type { DataAnswer, DataCommand, DataSession, Network } from '../../network/network.ts';

/**
 * What a server lets clients do. `reads` is a writer whose writes hang already; `old-reads` an isolated one with its old rows;
 * `reader` one that only ever reads: a readable standby, an Aurora reader or a read replica.
 */
type Mode = 'closed' | 'writes' | 'reads' | 'old-reads' | 'reader';

/** Where a server stands. It is known by its `key`, the zone unless told, and calls itself `serverId`. */
export type Place = { readonly zone: string; readonly address: string; readonly key?: string; readonly serverId?: string };

type Server = {
  readonly key: string;
  readonly serverId: string;
  readonly zone: string;
  readonly address: string;
  mode: Mode;
  rows: ReadonlySet<number> | undefined;
  epoch: number;
};

/** Rows kept of one database; more means a client that writes for ever. */
const MAX_ROWS = 5_000_000;

/** Clients of MySQL see these codes. */
const refused = (address: string, port: number): Error =>
  Object.assign(new Error(`connect ECONNREFUSED ${address}:${port}`), { code: 'ECONNREFUSED' });
const gone = (): Error =>
  Object.assign(new Error('Connection lost: The server closed the connection.'), { code: 'PROTOCOL_CONNECTION_LOST' });
const readOnly = (): Error =>
  Object.assign(new Error('The MySQL server is running with the --read-only option so it cannot execute this statement'), {
    code: 'ER_OPTION_PREVENTS_STATEMENT',
  });
const hung = (): Error => Object.assign(new Error('write ETIMEDOUT'), { code: 'ETIMEDOUT' });

/**
 * The servers of one DB instance or cluster behind their addresses, with the rows that they share: an acknowledged row is on
 * all of them. Who may do what changes only through the methods; each change is told by `onChange`.
 */
export class DataPlane {
  readonly #network: Network;
  readonly #id: string;
  readonly #port: number;
  readonly #servers = new Map<string, Server>();
  readonly #onChange: () => void;
  readonly #followers: ((sequence: number) => void)[] = [];
  #rows = new Set<number>();
  #writer: Server | undefined;

  constructor(network: Network, id: string, port: number, places: readonly Place[], onChange: () => void) {
    this.#network = network;
    this.#id = id;
    this.#port = port;
    this.#onChange = onChange;
    for (const place of places) this.add(place);
  }

  /** A server more, closed at first. */
  add({ zone, address, key = zone, serverId = `${this.#id}-${zone}` }: Place): void {
    const server: Server = { key, serverId, zone, address, mode: 'closed', rows: undefined, epoch: 0 };
    this.#servers.set(key, server);
    this.#network.listenData(address, this.#port, { connect: () => this.#connect(server) });
  }

  /** A server goes for good; what it held is on the others. */
  remove(key: string): void {
    const server = this.#server(key);
    this.#drop(server, 'closed');
    this.#network.close(server.address, this.#port);
    this.#servers.delete(key);
    if (this.#writer === server) this.#writer = undefined;
  }

  /** The zone whose server takes writes, or took them last. */
  get writerZone(): string | undefined {
    return this.#writer?.zone;
  }

  get acceptsWrites(): boolean {
    return this.#writer?.mode === 'writes';
  }

  /** The key of the server that takes writes, or took them last. */
  get writerKey(): string | undefined {
    return this.#writer?.key;
  }

  /** Whether clients may connect to a server. */
  isOpen(key: string): boolean {
    return this.#server(key).mode !== 'closed';
  }

  addressIn(key: string): string {
    return this.#server(key).address;
  }

  /** A server takes reads and writes. */
  open(key: string): void {
    const server = this.#server(key);
    server.rows = undefined;
    this.#writer = server;
    this.#set(server, 'writes');
  }

  /** A server takes reads, and refuses writes. */
  openReader(key: string): void {
    this.#set(this.#server(key), 'reader');
  }

  /** One server is away: its sessions drop and its address refuses. */
  closeServer(key: string): void {
    this.#drop(this.#server(key), 'closed');
  }

  /** Every row that is acknowledged from now on is told, for whoever copies it later. */
  follow(follower: (sequence: number) => void): void {
    this.#followers.push(follower);
  }

  /** Takes all rows of another plane at once, as a copy of its storage does. */
  copy(source: DataPlane): void {
    this.#rows = new Set(source.#rows);
  }

  /** A row comes from elsewhere. */
  apply(sequence: number): void {
    this.#rows.add(sequence);
  }

  /** Writes hang while reads are still answered. */
  stopWrites(): void {
    if (this.#writer) this.#set(this.#writer, 'reads');
  }

  /** The writer is away: its sessions drop and its address refuses. */
  stop(): void {
    if (this.#writer) this.#drop(this.#writer, 'closed');
  }

  /** The writer is cut off and does not know it: it keeps its sessions and answers reads from the rows it has. */
  isolate(): void {
    if (!this.#writer) return;
    this.#writer.rows = new Set(this.#rows);
    this.#set(this.#writer, 'old-reads');
  }

  /** Acknowledged rows that are gone, the newest first: only a fault does this. */
  loseNewest(count: number): number[] {
    const lost = [...this.#rows].slice(-count);
    for (const sequence of lost) this.#rows.delete(sequence);
    return lost;
  }

  close(): void {
    for (const server of this.#servers.values()) {
      this.#drop(server, 'closed');
      this.#network.close(server.address, this.#port);
    }
  }

  #server(key: string): Server {
    const found = this.#servers.get(key);
    if (!found) throw new RangeError(`${this.#id} has no server in ${key}`);
    return found;
  }

  #set(server: Server, mode: Mode): void {
    server.mode = mode;
    this.#onChange();
  }

  #drop(server: Server, mode: Mode): void {
    server.epoch++;
    this.#set(server, mode);
  }

  #connect(server: Server): DataSession {
    if (server.mode === 'closed') throw refused(server.address, this.#port);
    const { epoch } = server;
    const isOpen = (): boolean => server.epoch === epoch && server.mode !== 'closed';
    return {
      isOpen,
      run: (command) => {
        if (!isOpen()) throw gone();
        return this.#run(server, command);
      },
    };
  }

  #run(server: Server, command: DataCommand): DataAnswer {
    const rows = server.rows ?? this.#rows;
    switch (command.kind) {
      case 'write-row':
        return this.#write(server, command.sequence);
      case 'read-row':
        return { rows: rows.has(command.sequence) ? [command.sequence] : [] };
      case 'read-rows':
        return { rows: [...rows].filter((sequence) => sequence >= command.from && sequence <= command.to).sort((a, b) => a - b) };
      case 'who-writes':
        return { serverId: server.serverId, zone: server.zone };
      case 'cache-set':
      case 'cache-get':
        throw Object.assign(new Error(`a database does not know ${command.kind}`), { code: 'ER_PARSE_ERROR' });
      default:
        return command satisfies never;
    }
  }

  #write(server: Server, sequence: number): DataAnswer {
    if (server.mode === 'reader') throw readOnly();
    if (server.mode !== 'writes') throw hung();
    if (this.#rows.size >= MAX_ROWS) throw new RangeError(`${this.#id} has ${MAX_ROWS} rows`);
    this.#rows.add(sequence);
    for (const follower of this.#followers) follower(sequence);
    return { rows: [sequence] };
  }
}
