import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { NameServer } from './dns.ts';
import { PLACES, REPLICATED_CACHE_NAME, REPLICATED_CACHE_PORT } from './places.ts';
import { command, inside, type Program, type Programs, until } from './processes.ts';

type ServerName = keyof typeof PLACES.replicatedCache;

/** Redis as ElastiCache gives it: a primary and a replica by TLS alone, under one name that leads to the primary. */
export class ReplicatedCache {
  /** The certificate of who vouches for the servers. */
  readonly authority: string;
  readonly #programs: Programs;
  readonly #names: NameServer;
  readonly #folder: string;
  readonly #running = new Map<ServerName, Program>();
  primary: ServerName = 'cache-1';
  replica: ServerName = 'cache-2';

  constructor(programs: Programs, names: NameServer, folder: string) {
    this.#programs = programs;
    this.#names = names;
    this.#folder = path.join(folder, 'replicated-cache');
    this.authority = this.#at('authority.pem');
  }

  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await this.#makeCertificates();
    await this.#startServer(this.primary);
    await this.#startServer(this.replica);
    await this.#follow(this.replica, this.primary);
    this.#names.point(REPLICATED_CACHE_NAME, PLACES.replicatedCache[this.primary]);
  }

  async kill(name: ServerName): Promise<void> {
    await this.#running.get(name)?.kill('SIGKILL');
  }

  /** What ElastiCache does when the primary is gone: the replica leads, and the name with it. */
  async promote(): Promise<void> {
    await this.#ask(this.replica, 'REPLICAOF', 'NO', 'ONE');
    [this.primary, this.replica] = [this.replica, this.primary];
    this.#names.point(REPLICATED_CACHE_NAME, PLACES.replicatedCache[this.primary]);
  }

  /** A change of roles while both are there: connections to the old primary stay open, and it takes no more writes. */
  async swap(): Promise<void> {
    await this.promote();
    await this.#follow(this.replica, this.primary);
  }

  /** The server that was lost is made anew, and follows. */
  async restoreReplica(): Promise<void> {
    await this.#startServer(this.replica);
    await this.#follow(this.replica, this.primary);
  }

  /** Connections stay open and nobody answers. Who only reads may still be connected to a primary that has become a replica. */
  async freeze(): Promise<void> {
    await this.#signal('STOP');
  }

  async thaw(): Promise<void> {
    await this.#signal('CONT');
  }

  async stats(): Promise<{ hits: number; misses: number }> {
    const text = await this.#ask(this.primary, 'INFO', 'stats');
    const number = (name: string): number => Number(new RegExp(`${name}:(\\d+)`).exec(text)?.[1] ?? 0);
    return { hits: number('keyspace_hits'), misses: number('keyspace_misses') };
  }

  async #signal(name: 'STOP' | 'CONT'): Promise<void> {
    for (const program of this.#running.values()) await inside(program, ['bash', '-c', `kill -s ${name} $(cat /proc/1/task/1/children)`]);
  }

  async #startServer(name: ServerName): Promise<void> {
    const address = PLACES.replicatedCache[name];
    const words = [
      ...[
        '--port',
        '0',
        '--tls-port',
        `${REPLICATED_CACHE_PORT}`,
        '--bind',
        address,
        '--tls-replication',
        'yes',
        '--tls-auth-clients',
        'no',
      ],
      ...['--tls-cert-file', this.#at('server.pem'), '--tls-key-file', this.#at('server-key.pem'), '--tls-ca-cert-file', this.authority],
      ...['--save', '', '--appendonly', 'no', '--dir', this.#folder, '--maxmemory', '64mb', '--maxmemory-policy', 'volatile-lru'],
    ];
    this.#running.set(name, this.#programs.startMachine(name, 'redis-server "$@"', ...words));
    await until(`${name} to answer`, 10_000, () => this.#ask(name, 'PING'));
  }

  async #follow(replica: ServerName, primary: ServerName): Promise<void> {
    await this.#ask(replica, 'REPLICAOF', PLACES.replicatedCache[primary], `${REPLICATED_CACHE_PORT}`);
    await until(`${replica} to have what ${primary} has`, 20_000, async () =>
      (await this.#ask(replica, 'INFO', 'replication')).includes('master_link_status:up') ? true : undefined,
    );
  }

  async #ask(name: ServerName, ...words: string[]): Promise<string> {
    const way = ['-h', PLACES.replicatedCache[name], '-p', `${REPLICATED_CACHE_PORT}`, '--tls', '--cacert', this.authority];
    return command('redis-cli', [...way, '--sni', REPLICATED_CACHE_NAME, ...words]);
  }

  /** An authority, and one certificate that it gives for the name. */
  async #makeCertificates(): Promise<void> {
    const brief = ['-newkey', 'rsa:2048', '-nodes', '-days', '2'];
    const [key, request] = [this.#at('server-key.pem'), this.#at('server.csr')];
    await command('openssl', [
      'req',
      '-x509',
      ...brief,
      '-subj',
      '/CN=authority',
      '-keyout',
      this.#at('authority-key.pem'),
      '-out',
      this.authority,
    ]);
    await command('openssl', [
      ...['req', ...brief, '-subj', `/CN=${REPLICATED_CACHE_NAME}`, '-addext', `subjectAltName=DNS:${REPLICATED_CACHE_NAME}`],
      ...['-keyout', key, '-out', request],
    ]);
    await command('openssl', [
      ...['x509', '-req', '-in', request, '-copy_extensions', 'copy', '-days', '2', '-CAcreateserial'],
      ...['-CA', this.authority, '-CAkey', this.#at('authority-key.pem'), '-out', this.#at('server.pem')],
    ]);
    // Other users of this machine's programs read the authority, and nobody's key.
    await chmod(this.#folder, 0o755);
    await chmod(this.authority, 0o644);
  }

  #at(file: string): string {
    return path.join(this.#folder, file);
  }
}
