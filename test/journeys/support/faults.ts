import type { BusEvent, Faults, ServiceName } from '#twin/cloud.ts';

/** Faults that a journey may set while the clock stands. */
export class SwitchedFaults implements Faults {
  readonly switches = new Map<string, string | number | boolean>();
  readonly #calls: { service: ServiceName; operation: string; error: (input: object) => Error | undefined }[] = [];
  readonly #emits: { matches: (event: BusEvent) => boolean; delivery: { delayMs: number; copies: number } }[] = [];

  /** Sets a named switch, for everything or for one subject (an instance, a database). */
  set(name: string, value: string | number | boolean = true, subject?: string): this {
    this.switches.set(subject === undefined ? name : `${name}/${subject}`, value);
    return this;
  }

  clear(name: string): this {
    for (const key of this.switches.keys()) if (key === name || key.startsWith(`${name}/`)) this.switches.delete(key);
    return this;
  }

  /** Answers an operation with an error as long as `error` gives one. */
  failCall(service: ServiceName, operation: string, error: (input: object) => Error | undefined): this {
    this.#calls.push({ service, operation, error });
    return this;
  }

  /** Loses, doubles or delays the AWS events that match. */
  deliver(matches: (event: BusEvent) => boolean, delivery: { delayMs?: number; copies?: number }): this {
    this.#emits.push({ matches, delivery: { delayMs: delivery.delayMs ?? 0, copies: delivery.copies ?? 1 } });
    return this;
  }

  onCall(service: ServiceName, operation: string, input: object): Error | undefined {
    for (const rule of this.#calls) {
      const error = rule.service === service && rule.operation === operation ? rule.error(input) : undefined;
      if (error) return error;
    }
    return undefined;
  }

  onEmit(event: BusEvent): { delayMs: number; copies: number } {
    return this.#emits.find(({ matches }) => matches(event))?.delivery ?? { delayMs: 0, copies: 1 };
  }

  read(name: string, subject?: string): string | number | boolean | undefined {
    return (subject === undefined ? undefined : this.switches.get(`${name}/${subject}`)) ?? this.switches.get(name);
  }
}
