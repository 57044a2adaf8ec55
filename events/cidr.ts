/** An IPv4 block read as numbers: its first and its last address. */
export type Block = { first: number; last: number; bits: number };

const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Reads a CIDR block whose address is its network's own; anything else is undefined. */
export function blockOf(text: string): Block | undefined {
  const match = CIDR.exec(text);
  if (match === null) return undefined;
  const [a = 256, b = 256, c = 256, d = 256, bits = 33] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || bits > 32) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, last: first + size - 1, bits } : undefined;
}

export const contains = (outer: Block, inner: Block) => inner.first >= outer.first && inner.last <= outer.last;

export const overlap = (one: Block, other: Block) => one.first <= other.last && other.first <= one.last;
