import { AwsError } from '../../errors.ts';

const DEFAULT_SIZE = 100;
const MAX_SIZE = 1000;

/** One page of a list; the token is the position that it goes on from. 0 asks for the default size. */
export function page<T>(all: readonly T[], token: string | undefined, size: number | undefined): { items: readonly T[]; next?: string } {
  const from = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(from) || from < 0 || from > all.length) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  const count = Math.min(size || DEFAULT_SIZE, MAX_SIZE);
  const items = all.slice(from, from + count);
  return from + count < all.length ? { items, next: String(from + count) } : { items };
}
