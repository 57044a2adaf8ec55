import type { Random } from '../../random.ts';

/** Makes ids as EC2 does: a prefix and 17 hexadecimal digits, seeded. */
export class Ids {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  next(prefix: string): string {
    return `${prefix}-0${this.#random.hex(16)}`;
  }
}
