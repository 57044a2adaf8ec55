import { writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import path from 'node:path';
import { Facts } from '#twin/facts.ts';
import { HEALTH_SETTINGS } from './health-settings.ts';
import { HEALTH_PATH, type NodeName, PLACES, SITE_PORT } from './places.ts';
import { type Programs, until } from './processes.ts';

const facts = new Facts('documented');

/** HAProxy with the settings of the load balancer. A request to a target that is gone fails: an ALB does not try another one. */
export class LoadBalancer {
  readonly #programs: Programs;
  readonly #folder: string;

  constructor(programs: Programs, folder: string) {
    this.#programs = programs;
    this.#folder = folder;
  }

  async start(registered: readonly NodeName[]): Promise<void> {
    const file = path.join(this.#folder, 'haproxy.cfg');
    await writeFile(file, configuration(this.#socket, registered));
    this.#programs.startMachine('haproxy', 'haproxy -db -f "$1"', file);
    await until('HAProxy to answer', 5_000, () => this.#ask('show info'));
  }

  /** Registers a target. It counts as healthy from its first passed check on (facts L6), and whoever registers has just made that one. */
  async register(name: NodeName): Promise<void> {
    await this.#ask(`set server web/${name} health up`);
    await this.#ask(`set server web/${name} state ready`);
    await this.#ask(`enable health web/${name}`);
  }

  async deregister(name: NodeName): Promise<void> {
    await this.#ask(`disable health web/${name}`);
    await this.#ask(`set server web/${name} state maint`);
  }

  /** The targets that get requests now. */
  async healthy(): Promise<string[]> {
    const rows = (await this.#ask('show stat')).split('\n').map((row) => row.split(','));
    return rows.filter((row) => row[0] === 'web' && row[1] !== 'BACKEND' && row[17]?.startsWith('UP')).map((row) => row[1] as string);
  }

  async #ask(question: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(this.#socket, () => socket.write(`${question}\n`));
      let heard = '';
      socket.setTimeout(2_000, () => socket.destroy(new Error('HAProxy does not answer')));
      socket.on('error', reject);
      socket.on('data', (data) => {
        heard += data;
      });
      socket.on('end', () => resolve(heard));
    });
  }

  get #socket(): string {
    return path.join(this.#folder, 'haproxy.socket');
  }
}

function configuration(socket: string, registered: readonly NodeName[]): string {
  const { intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold } = HEALTH_SETTINGS;
  const places = Object.entries(PLACES.nodes).filter(([name]) => name.startsWith('node-'));
  const servers = places.map(
    ([name, { address }]) =>
      `  server ${name} ${address}:80 check inter ${intervalSeconds}s rise ${healthyThreshold} fall ${unhealthyThreshold}` +
      (registered.includes(name as NodeName) ? '' : ' disabled'),
  );
  return `global
  stats socket ${socket} mode 600 level admin
defaults
  mode http
  retries 0
  timeout connect ${facts.value('elb.connectTimeout')}s
  timeout client ${facts.value('elb.idleTimeout')}s
  timeout server ${facts.value('elb.idleTimeout')}s
  timeout check ${timeoutSeconds}s
frontend visitors
  bind ${PLACES.loadBalancer}:${SITE_PORT}
  option forwardfor
  default_backend web
backend web
  balance roundrobin
  option httpchk
  http-check send meth GET uri ${HEALTH_PATH} ver HTTP/1.1 hdr Host health
  http-check expect status 200
${servers.join('\n')}
`;
}
