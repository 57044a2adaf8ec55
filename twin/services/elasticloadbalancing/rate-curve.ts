import type { RateKnot } from '../../flow.ts';

/** A piecewise-linear rate and its exact integral. Before the first knot and after the last it is 0. */
export class RateCurve {
  readonly #knots: readonly RateKnot[];
  /** Requests up to each knot. */
  readonly #sums: number[] = [];

  constructor(knots: readonly RateKnot[]) {
    this.#knots = knots;
    let sum = 0;
    for (const [index, knot] of knots.entries()) {
      const before = knots[index - 1];
      if (before && before.atMs >= knot.atMs) throw new RangeError('the knots of a rate curve must be in the order of time');
      if (knot.perSecond < 0) throw new RangeError('a rate must not be negative');
      if (before) sum += ((before.perSecond + knot.perSecond) / 2) * ((knot.atMs - before.atMs) / 1000);
      this.#sums.push(sum);
    }
  }

  get endMs(): number {
    return this.#knots.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
  }

  /** Requests between two moments. */
  between(fromMs: number, toMs: number): number {
    return this.#upTo(toMs) - this.#upTo(fromMs);
  }

  /** Until when the rate stays what it is at a moment; that moment itself where the rate is on its way. */
  steadyUntilMs(fromMs: number): number {
    const index = this.#indexAt(fromMs);
    if (index < 0) return this.#knots[0]?.atMs ?? Number.POSITIVE_INFINITY;
    const here = this.#knots[index] as RateKnot;
    if (index === this.#knots.length - 1) return fromMs > here.atMs ? Number.POSITIVE_INFINITY : fromMs;
    let end = index;
    while (this.#knots[end + 1]?.perSecond === here.perSecond) end++;
    return end === index ? fromMs : (this.#knots[end] as RateKnot).atMs;
  }

  #upTo(atMs: number): number {
    const index = this.#indexAt(atMs);
    if (index < 0) return 0;
    const here = this.#knots[index] as RateKnot;
    const next = this.#knots[index + 1];
    const sum = this.#sums[index] as number;
    if (!next) return sum;
    const seconds = (atMs - here.atMs) / 1000;
    const slope = (next.perSecond - here.perSecond) / ((next.atMs - here.atMs) / 1000);
    return sum + seconds * (here.perSecond + (slope * seconds) / 2);
  }

  // The last knot at or before a moment; -1 before the first.
  #indexAt(atMs: number): number {
    let low = 0;
    let high = this.#knots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#knots[middle] as RateKnot).atMs <= atMs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
