import type { Lifetime } from './coroutine.ts';

/**
 * Runs `count` jobs, at most `concurrency` at the same time; a job calls `next` when it is done. Flat however many end at once.
 * Answers a function to call when more may run than before.
 */
export function startPool(
  count: number,
  concurrency: () => number,
  life: Lifetime,
  run: (index: number, next: () => void) => void,
  done: () => void,
): () => void {
  let started = 0;
  let running = 0;
  let filling = false;
  const fill = (): void => {
    if (filling) return;
    filling = true;
    while (!life.over && running < concurrency() && started < count) {
      running += 1;
      const index = started;
      started += 1;
      run(index, finished);
    }
    filling = false;
    if (!life.over && running === 0 && started === count) done();
  };
  const finished = (): void => {
    running -= 1;
    fill();
  };
  fill();
  return fill;
}
