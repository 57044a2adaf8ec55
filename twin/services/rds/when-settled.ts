/** Who waits for a thing to be available, or gone. */
export class WhenSettled {
  readonly #waiting = new Map<string, (() => void)[]>();

  wait(id: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]);
    });
  }

  tell(id: string): void {
    const waiting = this.#waiting.get(id) ?? [];
    this.#waiting.delete(id);
    for (const done of waiting) done();
  }
}
