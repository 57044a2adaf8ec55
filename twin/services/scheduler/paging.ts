import { invalid } from './store.ts';

/** Items of one answer, at most (API reference: MaxResults). */
const MAX_PAGE_SIZE = 100;

export type PageRequest = { MaxResults?: number | undefined; NextToken?: string | undefined };

/** One page of a list, with the token of the next one when there is more. */
export function pageOf<T>(
  items: readonly T[],
  { MaxResults: size, NextToken: token = '0' }: PageRequest,
): { items: T[]; NextToken?: string } {
  if (!/^\d{1,9}$/.test(token)) throw invalid('Invalid request provided: NextToken');
  const from = Number(token);
  const to = from + Math.min(size ?? MAX_PAGE_SIZE, MAX_PAGE_SIZE);
  return { items: items.slice(from, to), ...(to < items.length ? { NextToken: String(to) } : {}) };
}
