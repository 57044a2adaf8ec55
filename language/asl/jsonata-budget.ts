import type { Chance } from './intrinsics.ts';

/** Units of work of one evaluation: a node visited is one. This bounds an expression in place of the service's clock of one second. */
const UNIT_LIMIT = 1_500_000;
/**
 * Bytes, at one a character and eight a number, of one value that an expression may build: measured at AWS, us-east-1, in August 2026
 * (floci-io/floci, issues 2662, 2665, 2667, 2668, 2733, 2736 and 2737, which the other limits and results of JSONata are from, too).
 */
export const VALUE_LIMIT_BYTES = 6_990_256;
/** Items of one sequence, which is the same limit in numbers of eight bytes. */
export const SEQUENCE_LIMIT = VALUE_LIMIT_BYTES / 8;
/** Steps of a regular expression in the time of one node. */
const REGEX_STEPS_PER_UNIT = 8;
/** Items, or bytes of text, that a function goes through in the time of one node. */
const ITEMS_PER_UNIT = 32;

/** The service's own words for an expression that takes too much. */
export const TIMEOUT_MESSAGE = 'Expression evaluation timeout: Check for infinite loop';
export const MEMORY_MESSAGE = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';
export const INTERNAL_MESSAGE = 'threw an internal error during evaluation.';
export const STACK_MESSAGE = 'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive';

/** What an evaluation reads besides its data. */
export type Ambient = Chance & { readonly nowMs: number };

/** What an expression's evaluations may still do. */
export class Budget {
  private running = 0;
  private spent = 0;
  private limit = 0;
  /** Nodes that jsonata has entered side by side and so counts as nested, which they are not. */
  aside = 0;

  /** Evaluations of one expression that run side by side share their budgets: jsonata does not say which of them it is in. */
  enter(): void {
    if (this.running === 0) {
      this.spent = 0;
      this.limit = 0;
      this.aside = 0;
    }
    this.running += 1;
    this.limit += UNIT_LIMIT;
  }

  leave(): void {
    this.running -= 1;
  }

  spend(units: number): void {
    this.spent += units;
    if (this.running > 0 && this.spent > this.limit) throw new Error(TIMEOUT_MESSAGE);
  }

  /** Pays for going through items or bytes. */
  spendOnItems(items: number): void {
    if (items > ITEMS_PER_UNIT) this.spend(items / ITEMS_PER_UNIT);
  }

  /** Pays for steps of a regular expression. */
  spendOnMatching(steps: number): void {
    this.spend(steps / REGEX_STEPS_PER_UNIT);
  }

  /** Pays for a text that is made, before it is. */
  makeText(length: number): void {
    if (length > VALUE_LIMIT_BYTES) throw new Error(MEMORY_MESSAGE);
    this.spendOnItems(length);
  }

  /** Pays for a list that is made, before it is: four items in the time of one node, so that what is held at once stays small. */
  makeList(length: number): void {
    this.growList(0, length);
  }

  /** Pays for items that a list of `length` gets, before it does. */
  growList(length: number, more: number): void {
    if (length + more > SEQUENCE_LIMIT) throw new Error(MEMORY_MESSAGE);
    this.spend(more / 4);
  }
}

/** Values in a value, itself included, and the bytes of its texts. */
export function extent(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let total = 1;
  if (Array.isArray(value)) for (const item of value) total += extent(item);
  else for (const member of Object.values(value)) total += extent(member);
  return total;
}
