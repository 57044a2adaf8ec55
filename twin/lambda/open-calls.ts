import type { ActivityHandle } from '../cloud.ts';

type Open = { release: (() => void) | undefined };

/** The calls of one world that take virtual time. Their answers reach it only while it runs, and never once it is dead. */
export class OpenCalls {
  readonly #open = new Set<Open>();
  #held: (() => void)[] = [];
  #handle: ActivityHandle | undefined;
  #isDead = false;

  get isDead(): boolean {
    return this.#isDead;
  }

  thaw(handle: ActivityHandle): void {
    this.#handle = handle;
    for (const call of this.#open) call.release = handle.block();
    const held = this.#held;
    this.#held = [];
    for (const deliver of held) deliver();
  }

  freeze(): void {
    for (const call of this.#open) call.release?.();
    this.#handle = undefined;
  }

  /** The environment is gone: nothing that is still open comes back. */
  kill(): void {
    this.freeze();
    this.#isDead = true;
    this.#held = [];
  }

  wait<T>(answer: Promise<T>): Promise<T> {
    const call: Open = { release: this.#handle?.block() };
    this.#open.add(call);
    return new Promise((resolve, reject) => {
      const settled = (deliver: () => void): void => {
        this.#open.delete(call);
        call.release?.();
        if (this.#handle) deliver();
        else if (!this.#isDead) this.#held.push(deliver);
      };
      answer.then(
        (value) => settled(() => resolve(value)),
        (error) => settled(() => reject(error)),
      );
    });
  }
}
