/** Mixes a text into a 32-bit state (FNV-1a, then a finalizer), so that each purpose has a stream of its own. */
function mix(text: string, seed: number): number {
  let hash = (seed ^ 0x811c9dc5) >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The quantile of the standard normal distribution at 0.9, to fit a lognormal through its p50 and p90. */
const NORMAL_P90 = 1.2815515655446004;

/** A seeded generator. `split` gives an independent stream a purpose, so that one more draw here shifts nothing there. */
export class Random {
  readonly #seed: number;
  #state: number;

  constructor(seed: number, purpose = 'root') {
    this.#seed = mix(purpose, seed >>> 0);
    this.#state = this.#seed;
  }

  split(purpose: string): Random {
    return new Random(this.#seed, purpose);
  }

  /** Uniform in [0, 1); mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number in [0, below). */
  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Lognormal through its median and its 90th percentile. */
  lognormal(p50: number, p90: number): number {
    const u = Math.max(this.next(), Number.EPSILON);
    const normal = Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.next());
    return p50 * Math.exp((Math.log(p90 / p50) / NORMAL_P90) * normal);
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[this.integer(items.length)] as T;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.integer(256));
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.integer(16).toString(16);
    return text;
  }

  /** A version 4 UUID. */
  uuid(): string {
    const h = this.hex(32);
    const variant = (8 + (Number.parseInt(h[16] as string, 16) & 3)).toString(16);
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20, 32)}`;
  }
}
