import type { Properties } from '../cloud.ts';

/** Which property paths of a resource type templates said, and which of them somebody read. */
export type ReadBook = { readonly said: Set<string>; readonly read: Set<string> };

export const newReadBook = (): ReadBook => ({ said: new Set(), read: new Set() });

/**
 * Plain objects and lists whose members are getters that note their reading in the book: unlike a proxy they survive
 * structuredClone, spreading and JSON.stringify, each of which counts as reading what it copies.
 */
export function trackReads(properties: Properties, book: ReadBook): Properties {
  const wrap = (value: unknown, path: string): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    // All items of a list share the list's path.
    if (Array.isArray(value)) return value.map((item) => wrap(item, path));
    const copy = {};
    for (const [key, member] of Object.entries(value)) defineMember(copy, key, wrap(member, join(path, key)), join(path, key), book);
    return copy;
  };
  return wrap(properties, '') as Properties;
}

/** Paths that nobody read; the parent says enough where a whole branch was not read. */
export function unreadPaths(book: ReadBook): string[] {
  const unread = [...book.said].filter((path) => !book.read.has(path));
  return unread.filter((path) => !unread.some((other) => path.startsWith(`${other}.`)));
}

function defineMember(copy: object, key: string, value: unknown, path: string, book: ReadBook): void {
  let current = value;
  book.said.add(path);
  Object.defineProperty(copy, key, {
    enumerable: true,
    configurable: true,
    get: () => {
      book.read.add(path);
      return current;
    },
    set: (changed: unknown) => {
      current = changed;
    },
  });
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
