import { createConnection } from 'node:net';
import { CACHE_PORT, PLACES } from './places.ts';
import { inside, type Program, type Programs, until } from './processes.ts';

/** One memcached on its own address. */
export class Cache {
  readonly #programs: Programs;
  #program: Program | undefined;

  constructor(programs: Programs) {
    this.#programs = programs;
  }

  async start(): Promise<void> {
    const words = ['-u', 'nobody', '-l', PLACES.cache, '-p', `${CACHE_PORT}`, '-U', '0', '-m', '64'];
    this.#program = this.#programs.startMachine('memcached', 'memcached "$@"', ...words);
    await until('memcached to answer', 5_000, () => this.stats());
  }

  async kill(): Promise<void> {
    await this.#program?.kill('SIGKILL');
  }

  /** Its connections stay open and nothing answers: what a lost zone looks like, other than a process that ended. */
  async freeze(): Promise<void> {
    await this.#signal('STOP');
  }

  async thaw(): Promise<void> {
    await this.#signal('CONT');
  }

  async #signal(name: 'STOP' | 'CONT'): Promise<void> {
    // Inside its machine the shell is the first process, and memcached its only child.
    if (this.#program) await inside(this.#program, ['bash', '-c', `kill -s ${name} $(cat /proc/1/task/1/children)`]);
  }

  async stats(): Promise<Record<string, number>> {
    const text = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(CACHE_PORT, PLACES.cache, () => socket.write('stats\r\n'));
      let heard = '';
      socket.setTimeout(1_000, () => socket.destroy(new Error('memcached does not answer')));
      socket.on('error', reject);
      socket.on('data', (data) => {
        heard += data;
        if (heard.endsWith('END\r\n')) socket.end(() => resolve(heard));
      });
    });
    return Object.fromEntries([...text.matchAll(/STAT (\w+) (\d+)\r/g)].map(([, name, value]) => [name, Number(value)]));
  }
}
