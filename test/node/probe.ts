import { setTimeout as sleep } from 'node:timers/promises';
import { isGood, type ProbeSample, type RowsRead } from '#domain/probe-evidence.ts';
import { askRows, takeSample } from '#functions/shared/probe/ask-site.ts';
import { HEALTH_PATH, SITE_URL } from './places.ts';
import { until } from './processes.ts';

const SECOND_MS = 1_000;
const READ_BACK_LIMIT_MS = 30_000;

/** Asks the site once a second through the load balancer, by the very code of the drill's probe. */
export class Probe {
  readonly samples: ProbeSample[] = [];
  readonly #key: string;
  readonly #pending = new Set<Promise<void>>();
  #isOver = false;
  #running: Promise<void> | undefined;

  constructor(key: string) {
    this.#key = key;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
    await Promise.all(this.#pending);
    this.samples.sort((one, other) => one.atMs - other.atMs);
  }

  /** Waits for so many good seconds in a row, none of them from before. */
  async good(seconds: number, limitMs: number): Promise<void> {
    const from = this.samples.length;
    await until(`${seconds} good seconds in a row`, limitMs, async () => {
      const last = this.samples.slice(from).slice(-seconds);
      return last.length === seconds && last.every(isGood) ? true : undefined;
    });
  }

  /** Which of the numbers are still there. */
  async readBack(): Promise<RowsRead> {
    const [from, to] = [this.samples[0]?.sequence ?? 0, this.samples.at(-1)?.sequence ?? 0];
    const sequences = await until('the rows to be read back', READ_BACK_LIMIT_MS, () => askRows(SITE_URL, from, to, this.#key));
    return { from, to, sequences };
  }

  async #run(): Promise<void> {
    for (let tickMs = (Math.floor(Date.now() / SECOND_MS) + 1) * SECOND_MS; !this.#isOver; tickMs += SECOND_MS) {
      await sleep(Math.max(0, tickMs - Date.now()));
      // The second itself is the number, as in the drill.
      const asking = takeSample(SITE_URL, HEALTH_PATH, Date.now(), tickMs / SECOND_MS, this.#key).then((sample) => {
        this.samples.push(sample);
      });
      this.#pending.add(asking);
      void asking.finally(() => this.#pending.delete(asking));
    }
  }
}
