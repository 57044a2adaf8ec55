import { AwsError } from '../../errors.ts';

/** Items of one answer when the caller names no limit (API reference: Limit, at most 100). */
const MAX_PAGE_SIZE = 100;

export type PageRequest = { Limit?: number | undefined; NextToken?: string | undefined };

/** One page of a list, with the token of the next one when there is more. */
export function pageOf<T>(items: readonly T[], { Limit: limit, NextToken: token }: PageRequest): { items: T[]; NextToken?: string } {
  const place = token === undefined ? '0' : Buffer.from(token, 'base64').toString();
  if (!/^\d{1,9}$/.test(place)) throw new AwsError('ValidationException', 'Parameter NextToken is not valid.');
  const from = Number(place);
  const to = from + (limit ?? MAX_PAGE_SIZE);
  const more = to < items.length ? { NextToken: Buffer.from(String(to)).toString('base64') } : {};
  return { items: items.slice(from, to), ...more };
}
