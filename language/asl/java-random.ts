const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/** The draws of java.util.Random for a seed, which are the service's: $random(42) is 0.7275636800328681 there (see jsonata-budget.ts). */
export class JavaRandom {
  private state: bigint;

  constructor(seed: number) {
    this.state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  }

  private next(bits: bigint): number {
    this.state = (this.state * MULTIPLIER + 0xbn) & MASK;
    return Number(this.state >> (48n - bits));
  }

  /** A number in [0, 1). */
  double(): number {
    return (this.next(26n) * 2 ** 27 + this.next(27n)) / 2 ** 53;
  }
}
