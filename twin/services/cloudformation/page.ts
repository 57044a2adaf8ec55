import { invalid } from '../../cloudformation/template.ts';

/** One page of a list; the token is the position that it goes on from. */
export function page<T>(all: readonly T[], token: string | undefined, size: number): { items: readonly T[]; next?: string } {
  const from = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(from) || from < 0 || from > all.length) throw invalid('Invalid NextToken');
  const items = all.slice(from, from + size);
  return from + size < all.length ? { items, next: String(from + size) } : { items };
}
