/** What a coroutine may wait for: a promise, or a callback registration (a timer, a task). */
export type Suspension = Promise<unknown> | ((resume: (value: unknown) => void) => void);

/** Work that runs straight on and yields only where it has to wait. */
export type Co<T> = Generator<Suspension, T, unknown>;

/** Cancels what a part of an execution still waits for. */
export class Lifetime {
  over = false;
  private readonly cleanups = new Set<() => void>();

  /** Registers what to do on the end; the returned function takes it back. */
  onEnd(cleanup: () => void): () => void {
    this.cleanups.add(cleanup);
    return () => this.cleanups.delete(cleanup);
  }

  /** A lifetime that ends with this one at the latest. */
  child(): Lifetime {
    const child = new Lifetime();
    const release = this.onEnd(() => child.end());
    child.onEnd(release);
    return child;
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    for (const cleanup of [...this.cleanups]) cleanup();
    this.cleanups.clear();
  }
}

/** Runs a coroutine. It goes on in a microtask after what it waited for, and never once its lifetime is over. */
export function drive<T>(co: Co<T>, life: Lifetime, done: (value: T) => void, failed: (error: unknown) => void): void {
  const advance = (throwing: boolean, value: unknown): void => {
    let step = { throwing, value };
    while (!life.over) {
      let result: IteratorResult<Suspension, T>;
      try {
        result = step.throwing ? co.throw(step.value) : co.next(step.value);
      } catch (error) {
        if (!life.over) failed(error);
        return;
      }
      if (result.done === true) {
        if (!life.over) done(result.value);
        return;
      }
      // What it did may have ended it: nothing is asked of the host then, and nobody hears of a promise that fails.
      if (life.over) {
        if (typeof result.value !== 'function') result.value.catch(() => undefined);
        return;
      }
      const ready = tryWait(result.value, advance);
      if (ready === undefined) return;
      step = ready;
    }
  };
  advance(false, undefined);
}

type Step = { throwing: boolean; value: unknown };

/** A host that throws where it should have answered fails the state that asked it. */
function tryWait(suspension: Suspension, advance: (throwing: boolean, value: unknown) => void): Step | undefined {
  try {
    return wait(suspension, advance);
  } catch (value) {
    return { throwing: true, value };
  }
}

/** Waits; answers at once where the callback came while it was being registered. */
function wait(suspension: Suspension, advance: (throwing: boolean, value: unknown) => void): Step | undefined {
  if (typeof suspension !== 'function') {
    suspension.then(
      (value) => advance(false, value),
      (error: unknown) => advance(true, error),
    );
    return undefined;
  }
  let registering = true;
  let ready: Step | undefined;
  let resumed = false;
  suspension((value) => {
    if (resumed) return;
    resumed = true;
    if (registering) ready = { throwing: false, value };
    // A microtask of its own: a host's callback never runs a state inside itself.
    else void Promise.resolve().then(() => advance(false, value));
  });
  registering = false;
  return ready;
}
