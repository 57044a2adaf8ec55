/** Metrics of a day are looked at, not older ones; and so many steps are kept at most. */
const KEPT_MS = 86_400_000;
const MAX_STEPS = 100_000;

type Step = { readonly atMs: number; value: number };

/** A number that changes in steps, as metrics look back at it. Steps may lie ahead (a message that will be visible), and be taken back. */
export class Timeline {
  readonly #nowMs: () => number;
  readonly #steps: Step[] = [];
  #base = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Changes the number by so much from a moment on; a negative one takes back a step that lies ahead. */
  add(atMs: number, change: number): void {
    // Most steps are of now, at the end of the list.
    let index = this.#steps.length;
    while (index > 0 && (this.#steps[index - 1] as Step).atMs > atMs) index--;
    const before = this.#steps[index - 1];
    if (before?.atMs === atMs) before.value += change;
    else this.#steps.splice(index, 0, { atMs, value: change });
    this.#forget();
  }

  /** The number at a moment. */
  at(atMs: number): number {
    let total = this.#base;
    for (const step of this.#steps) {
      if (step.atMs > atMs) break;
      total += step.value;
    }
    return total;
  }

  /** Until when it stays as it has been since a moment: that moment when it has changed, for ever when no step lies ahead. */
  steadyUntilMs(sinceMs: number): number {
    const next = this.#steps.find(({ atMs, value }) => atMs > sinceMs && value !== 0);
    if (next === undefined) return Number.POSITIVE_INFINITY;
    return next.atMs > this.#nowMs() ? next.atMs : sinceMs;
  }

  #forget(): void {
    const oldestMs = this.#nowMs() - KEPT_MS;
    let gone = 0;
    while (gone < this.#steps.length && ((this.#steps[gone] as Step).atMs < oldestMs || this.#steps.length - gone > MAX_STEPS)) gone++;
    for (const { value } of this.#steps.splice(0, gone)) this.#base += value;
  }
}
