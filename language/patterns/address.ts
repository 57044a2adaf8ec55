import { PatternProblem } from './errors.ts';
import type { ValueTest } from './scalar.ts';

const IPV4_SHAPE = /^\d+\.\d+\.\d+\.\d+$/;
const IPV6_SHAPE = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;
const IPV6_GROUPS = 8;
const IPV4_MAPPED_PREFIX = 0xffffn;

/** An address as a number, with the width of its family in bits. */
export type Address = { bits: 32 | 128; value: bigint };

/** Reads an IPv4 or IPv6 literal; undefined for anything else, names included. */
export function parseAddress(text: string): Address | undefined {
  if (IPV4_SHAPE.test(text)) return parseIpv4(text);
  if (IPV6_SHAPE.test(text)) return parseIpv6(text);
  return undefined;
}

function parseIpv4(text: string): Address | undefined {
  let value = 0n;
  for (const part of text.split('.')) {
    const octet = Number(part);
    if (octet > 255) return undefined;
    value = value * 256n + BigInt(octet);
  }
  return { bits: 32, value };
}

function parseIpv6(text: string): Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = '', tail] = halves;
  const before = parseGroups(head);
  const after = tail === undefined ? [] : parseGroups(tail);
  if (before === undefined || after === undefined) return undefined;
  const missing = IPV6_GROUPS - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array<number>(missing).fill(0), ...after];
  const value = groups.reduce((sum, group) => sum * 65_536n + BigInt(group), 0n);
  // Java reads an IPv4-mapped address as the IPv4 address it holds, and so does the service.
  if (value >> 32n === IPV4_MAPPED_PREFIX) return { bits: 32, value: value & 0xffffffffn };
  return { bits: 128, value };
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':').map((group) => (group === '' ? Number.NaN : Number.parseInt(group, 16)));
  return groups.every((group) => group <= 0xffff) ? groups : undefined;
}

/** `{"cidr": "10.0.0.0/24"}`; a mask of the whole width is refused, as AWS refuses it. */
export function cidrTest(text: string): ValueTest {
  const parts = text.replace(/\/+$/, '').split('/');
  if (parts.length !== 2) throw new PatternProblem("Malformed CIDR, one '/' required");
  const [base = '', mask = ''] = parts;
  if (!/^[+-]?\d{1,9}$/.test(mask)) throw new PatternProblem('Malformed CIDR, mask bits must be an integer');
  const maskBits = Number(mask);
  if (maskBits < 0) throw new PatternProblem('Malformed CIDR, mask bits must not be negative');
  const address = parseAddress(base);
  if (address === undefined) {
    const shaped = IPV4_SHAPE.test(base) || IPV6_SHAPE.test(base);
    throw new PatternProblem(`${shaped ? 'Invalid' : 'Nonstandard'} IP address: ${base}`);
  }
  if (maskBits > address.bits - 1) throw new PatternProblem(`IPv${address.bits === 32 ? 4 : 6} mask bits must be < ${address.bits}`);
  const hostBits = BigInt(address.bits - maskBits);
  return rangeTest(address.bits, address.value >> hostBits, hostBits);
}

/** A literal that reads as an address matches every spelling of that address; undefined for other texts. */
export function sameAddressTest(text: string): ValueTest | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : rangeTest(address.bits, address.value, 0n);
}

function rangeTest(bits: 32 | 128, network: bigint, hostBits: bigint): ValueTest {
  return (value) => {
    if (typeof value !== 'string') return false;
    const address = parseAddress(value);
    return address !== undefined && address.bits === bits && address.value >> hostBits === network;
  };
}
