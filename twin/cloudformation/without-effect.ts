import { newReadBook, type ReadBook, unreadPaths } from './read-tracking.ts';

/** What the templates of one cloud said, by resource type. */
type Sayings = { readonly books: Map<string, ReadBook>; readonly others: Set<string> };

const sayings = new WeakMap<object, Sayings>();

/** The book in which the reads of a type's properties are noted. */
export function readBookOf(cloud: object, type: string): ReadBook {
  const { books } = sayingsOf(cloud);
  const book = books.get(type) ?? newReadBook();
  books.set(type, book);
  return book;
}

/** Notes what was accepted without effect beside the properties, e.g. `AWS::AutoScaling::AutoScalingGroup UpdatePolicy`. */
export function noteWithoutEffect(cloud: object, subject: string): void {
  sayingsOf(cloud).others.add(subject);
}

/**
 * Every template property that this cloud accepted and nobody has read so far in any resource of its type, in alphabetical
 * order: found by tracking reads, not by a hand-kept list.
 */
export function acceptedWithoutEffect(cloud: object): readonly string[] {
  const { books, others } = sayingsOf(cloud);
  const properties = [...books].flatMap(([type, book]) => unreadPaths(book).map((path) => `${type}.${path}`));
  return [...properties, ...others].sort();
}

function sayingsOf(cloud: object): Sayings {
  const known = sayings.get(cloud) ?? { books: new Map<string, ReadBook>(), others: new Set<string>() };
  sayings.set(cloud, known);
  return known;
}
