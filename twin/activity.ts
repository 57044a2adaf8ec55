import type { Activity, ActivityHandle } from './cloud.ts';
import { TwinFailure } from './errors.ts';

type Work = { label: string; blocks: number; onStalled: (() => void) | undefined };

/** Turns of the event loop that one piece of work may take between two waits on the clock. */
const MAX_TURNS = 20_000;

/** Knows which promises still have something to do now. Host timers are never waited for: work must block on the clock. */
export class RunningWork implements Activity {
  readonly #running = new Set<Work>();

  begin(label: string, onStalled?: () => void): ActivityHandle {
    const work: Work = { label, blocks: 0, onStalled };
    this.#running.add(work);
    return {
      block: () => {
        let held = true;
        work.blocks++;
        return () => {
          if (held) work.blocks--;
          held = false;
        };
      },
      end: () => {
        this.#running.delete(work);
      },
    };
  }

  /** One turn drains microtasks, next ticks and immediates; further turns only while somebody is neither blocked nor done. */
  async settle(): Promise<void> {
    await turn();
    let turns = 0;
    for (let busy = this.#busy(); busy !== undefined; busy = this.#busy()) {
      if (++turns > MAX_TURNS) {
        if (!busy.onStalled) throw new TwinFailure(`${busy.label} neither ends nor waits on anything virtual`);
        // Told once: a second stall of the same work is the twin's own failure.
        busy.onStalled();
        busy.onStalled = undefined;
        turns = 0;
      }
      await turn();
    }
  }

  #busy(): Work | undefined {
    for (const work of this.#running) if (work.blocks === 0) return work;
    return undefined;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
