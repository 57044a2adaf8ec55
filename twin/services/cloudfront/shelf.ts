import type { Random } from '../../random.ts';
import { alreadyExists, noSuch } from './errors.ts';

/** CloudFront's ids: a letter and capitals, 14 in all. */
const ID_LENGTH = 13;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export type Named = { readonly id: string; name: string };

/** Things of one kind by their ids, each with a name that no other of its kind has. */
export class Shelf<Thing extends Named> {
  readonly #kind: string;
  readonly #random: Random;
  readonly #things = new Map<string, Thing>();

  constructor(kind: string, random: Random) {
    this.#kind = kind;
    this.#random = random;
  }

  all(): Thing[] {
    return [...this.#things.values()];
  }

  has(id: string): boolean {
    return this.#things.has(id);
  }

  find(id: string | undefined): Thing {
    const found = this.#things.get(id ?? '');
    // Of a key group CloudFront says only that a resource is not there.
    if (!found) throw noSuch(this.#kind === 'KeyGroup' ? 'Resource' : this.#kind, id);
    return found;
  }

  add(make: (id: string) => Thing): Thing {
    const thing = make(newId('E', this.#random));
    this.refuseName(thing.name);
    this.#things.set(thing.id, thing);
    return thing;
  }

  /** A name is free, or already belongs to who asks for it. */
  refuseName(name: string, owner?: Thing): void {
    if (this.all().some((other) => other !== owner && other.name === name)) throw alreadyExists(this.#kind, name);
  }

  delete(id: string): void {
    this.#things.delete(this.find(id).id);
  }
}

export function newId(first: string, random: Random): string {
  const letters = Array.from({ length: ID_LENGTH }, () => random.pick([...LETTERS]));
  return `${first}${letters.join('')}`;
}
