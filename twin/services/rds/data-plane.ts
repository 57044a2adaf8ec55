import type { DataAnswer, DataCommand, DataSession, Network } from '../../network/network.ts';

/** What a server lets clients do. `reads` is a writer whose writes hang already; `old-reads` an isolated one with its old rows. */
type Mode = 'closed' | 'writes' | 'reads' | 'old-reads';

type Server = { readonly zone: string; readonly address: string; mode: Mode; rows: ReadonlySet<number> | undefined; epoch: number };

/** Rows kept of one database; more means a client that writes for ever. */
const MAX_ROWS = 5_000_000;

/** Clients of MySQL see these codes. */
const refused = (address: string, port: number): Error =>
  Object.assign(new Error(`connect ECONNREFUSED ${address}:${port}`), { code: 'ECONNREFUSED' });
const gone = (): Error =>
  Object.assign(new Error('Connection lost: The server closed the connection.'), { code: 'PROTOCOL_CONNECTION_LOST' });
const hung = (): Error => Object.assign(new Error('write ETIMEDOUT'), { code: 'ETIMEDOUT' });

/**
 * The servers of one DB instance, one a zone, behind their addresses. Replication is synchronous: an acknowledged row is on
 * both. Who may do what changes only through the methods; each change is told by `onChange`.
 */
export class DataPlane {
  readonly #network: Network;
  readonly #id: string;
  readonly #port: number;
  readonly #servers: readonly Server[];
  readonly #onChange: () => void;
  #rows = new Set<number>();
  #writer: Server | undefined;

  constructor(network: Network, id: string, port: number, places: readonly { zone: string; address: string }[], onChange: () => void) {
    this.#network = network;
    this.#id = id;
    this.#port = port;
    this.#servers = places.map((place) => ({ ...place, mode: 'closed' as Mode, rows: undefined, epoch: 0 }));
    this.#onChange = onChange;
    for (const server of this.#servers) network.listenData(server.address, port, { connect: () => this.#connect(server) });
  }

  /** The zone whose server takes writes, or took them last. */
  get writerZone(): string | undefined {
    return this.#writer?.zone;
  }

  get acceptsWrites(): boolean {
    return this.#writer?.mode === 'writes';
  }

  addressIn(zone: string): string {
    return this.#server(zone).address;
  }

  /** The server of a zone takes reads and writes. */
  open(zone: string): void {
    const server = this.#server(zone);
    server.rows = undefined;
    this.#writer = server;
    this.#set(server, 'writes');
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
    for (const server of this.#servers) {
      this.#drop(server, 'closed');
      this.#network.close(server.address, this.#port);
    }
  }

  #server(zone: string): Server {
    const found = this.#servers.find((server) => server.zone === zone);
    if (!found) throw new RangeError(`${this.#id} has no server in ${zone}`);
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
        if (server.mode !== 'writes') throw hung();
        if (this.#rows.size >= MAX_ROWS) throw new RangeError(`${this.#id} has ${MAX_ROWS} rows`);
        this.#rows.add(command.sequence);
        return { rows: [command.sequence] };
      case 'read-row':
        return { rows: rows.has(command.sequence) ? [command.sequence] : [] };
      case 'read-rows':
        return { rows: [...rows].filter((sequence) => sequence >= command.from && sequence <= command.to).sort((a, b) => a - b) };
      case 'who-writes':
        return { serverId: `${this.#id}-${server.zone}`, zone: server.zone };
      case 'cache-set':
      case 'cache-get':
        throw Object.assign(new Error(`a database does not know ${command.kind}`), { code: 'ER_PARSE_ERROR' });
      default:
        return command satisfies never;
    }
  }
}
