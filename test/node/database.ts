import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { DATABASE_PORT, type DatabaseName, PLACES } from './places.ts';
import { command, type Program, type Programs, until } from './processes.ts';

const REPLICA_USER = 'replica';
const OPTIONS = [
  ...['--log-bin=binlog', '--log-slave-updates', '--binlog-format=ROW', '--gtid-strict-mode=1', '--sync-binlog=1'],
  ...['--skip-name-resolve', '--innodb-buffer-pool-size=64M', '--innodb-log-file-size=32M', '--user=mysql'],
  // A write is acknowledged after the replica has it: that is what Multi-AZ promises.
  ...['--rpl-semi-sync-master-wait-point=AFTER_SYNC', '--rpl-semi-sync-master-timeout=10000', '--rpl-semi-sync-slave-enabled=1'],
];

export type Login = { username: string; password: string };

/** The data folder that every instance begins with, made once. */
export async function makeFirstData(folder: string): Promise<string> {
  const data = path.join(folder, 'first-data');
  await command('mariadb-install-db', [
    ...['--no-defaults', `--datadir=${data}`, '--user=mysql', '--auth-root-authentication-method=normal', '--skip-test-db'],
  ]);
  await makeCertificate(data);
  return data;
}

/** As RDS does with require_secure_transport: what is not encrypted is refused. */
const TLS = ['--require-secure-transport=ON'];
const CERTIFICATE = { key: 'server-key.pem', cert: 'server-cert.pem' };

async function makeCertificate(data: string): Promise<void> {
  const [key, cert] = [path.join(data, CERTIFICATE.key), path.join(data, CERTIFICATE.cert)];
  await command('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=database', '-keyout', key, '-out', cert],
  ]);
  await command('chown', ['mysql:mysql', key, cert]);
}

/** One MariaDB instance: a machine of its own, so that `@@hostname` tells it from the others. */
export class Database {
  readonly name: DatabaseName;
  readonly zone: string;
  readonly address: string;
  readonly #programs: Programs;
  readonly #folder: string;
  #program: Program | undefined;

  constructor(programs: Programs, folder: string, name: DatabaseName) {
    this.#programs = programs;
    this.name = name;
    ({ zone: this.zone, address: this.address } = PLACES.databases[name]);
    this.#folder = path.join(folder, name);
  }

  /** Starts from the first data. Each life has a server id of its own: an instance ignores what it wrote itself, also in a life before. */
  async start(firstData: string, serverId: number): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true });
    await command('cp', ['-a', firstData, `${this.#folder}/data`]);
    await command('chown', ['mysql:mysql', this.#folder]);
    const own = [
      `--datadir=${this.#folder}/data`,
      `--socket=${this.#socket}`,
      `--pid-file=${this.#folder}/pid`,
      `--bind-address=${this.address}`,
      `--port=${DATABASE_PORT}`,
      `--server-id=${serverId}`,
      `--ssl-key=${this.#folder}/data/${CERTIFICATE.key}`,
      `--ssl-cert=${this.#folder}/data/${CERTIFICATE.cert}`,
    ];
    this.#program = this.#programs.startMachine(this.name, 'mariadbd --no-defaults "$@"', ...OPTIONS, ...TLS, ...own);
    await until(`${this.name} to answer`, 30_000, () => this.query('SELECT 1'));
  }

  async query(sql: string): Promise<string> {
    return command('mariadb', ['--no-defaults', `--socket=${this.#socket}`, '--user=root', '--batch', '--skip-column-names', '-e', sql]);
  }

  /** Whether it takes a connection: what a monitor of instances asks. */
  async isUp(): Promise<boolean> {
    return this.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  /** Makes the users; replicas get them through replication. */
  async createUsers({ username, password }: Login): Promise<void> {
    await this.query(
      `CREATE USER '${REPLICA_USER}'@'%' IDENTIFIED BY '${password}'; GRANT REPLICATION SLAVE ON *.* TO '${REPLICA_USER}'@'%';
       CREATE USER '${username}'@'%' IDENTIFIED BY '${password}'; GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX, ALTER ON *.* TO '${username}'@'%';`,
    );
  }

  /** Follows a primary from its very first event, read-only. */
  async follow(primary: Database, { password }: Login): Promise<void> {
    await this.query(
      `SET GLOBAL gtid_slave_pos = '';
       CHANGE MASTER TO MASTER_HOST = '${primary.address}', MASTER_PORT = ${DATABASE_PORT}, MASTER_USER = '${REPLICA_USER}',
         MASTER_PASSWORD = '${password}', MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1, MASTER_SSL = 1;
       START SLAVE; SET GLOBAL read_only = 1;`,
    );
    await until(`${this.name} to have all that ${primary.name} has`, 60_000, async () => {
      const [own, its] = await Promise.all([this.query('SELECT @@gtid_current_pos'), primary.query('SELECT @@gtid_current_pos')]);
      return own.trim() !== '' && own === its ? true : undefined;
    });
    await primary.query('SET GLOBAL rpl_semi_sync_master_enabled = 1');
    await until(`${primary.name} to wait for its replica`, 10_000, async () =>
      (await primary.query("SHOW STATUS LIKE 'Rpl_semi_sync_master_clients'")).trim().endsWith('1') ? true : undefined,
    );
  }

  /** What lies behind a primary whose replication is asynchronous and late: it acknowledges what only it has. */
  async fallBehind(primary: Database): Promise<void> {
    await primary.query('SET GLOBAL rpl_semi_sync_master_enabled = 0');
    await this.query('STOP SLAVE IO_THREAD');
  }

  /** Becomes the primary: plays what it has received, and then takes writes. */
  async promote(): Promise<void> {
    await this.query('STOP SLAVE IO_THREAD');
    await until(`${this.name} to have played what it received`, 20_000, async () =>
      (await this.query('SHOW SLAVE STATUS\\G')).includes('Slave has read all relay log') ? true : undefined,
    );
    await this.query('STOP SLAVE; RESET SLAVE ALL; SET GLOBAL read_only = 0');
  }

  async kill(): Promise<void> {
    await this.#program?.kill('SIGKILL');
  }

  /** Keeps what it logged, beside the data that go. */
  async keepLogs(to: string): Promise<void> {
    await cp(`${this.#folder}.log`, to).catch(() => undefined);
  }

  get #socket(): string {
    return `${this.#folder}/socket`;
  }
}
