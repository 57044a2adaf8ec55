import type { Chance } from './intrinsics.ts';

/** Units of work of one evaluation: a node visited is one. This bounds an expression in place of a clock. */
const UNIT_LIMIT = 1_000_000;
/** Items, or bytes of text, that a function goes through in the time of one node. */
const ITEMS_PER_UNIT = 32;

/** What an evaluation reads besides its data. */
export type Ambient = Chance & { readonly nowMs: number };

/** What an expression's evaluations may still do. */
export class Budget {
  private running = 0;
  private spent = 0;
  private limit = 0;

  /** Evaluations of one expression that run side by side share their budgets: jsonata does not say which of them it is in. */
  enter(): void {
    if (this.running === 0) {
      this.spent = 0;
      this.limit = 0;
    }
    this.running += 1;
    this.limit += UNIT_LIMIT;
  }

  leave(): void {
    this.running -= 1;
  }

  spend(units: number): void {
    this.spent += units;
    if (this.running > 0 && this.spent > this.limit) throw new Error(`the expression takes more than ${UNIT_LIMIT} steps`);
  }

  /** Charges a function for going through its arguments. */
  spendOn(name: string, args: readonly unknown[]): void {
    let items = 0;
    for (const arg of args) items += weight(name, arg);
    if (items > ITEMS_PER_UNIT) this.spend(items / ITEMS_PER_UNIT);
  }
}

/** Functions that serialize or copy their argument whole. */
const DEEP = new Set(['string', 'clone']);

function weight(name: string, arg: unknown): number {
  if (typeof arg === 'string') return arg.length;
  if (DEEP.has(name)) return count(arg);
  if (Array.isArray(arg)) return name === 'distinct' ? arg.length * arg.length : arg.length; // $distinct compares each with each
  return 0;
}

function count(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let total = 1;
  for (const member of Object.values(value)) total += count(member);
  return total;
}
