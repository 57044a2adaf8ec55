import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareNumbers, normalNumber } from './decimal.ts';
import { validation } from './errors.ts';

export type { AttributeValue };
export type Item = Record<string, AttributeValue>;

const TYPES = ['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'NULL', 'BOOL'] as const;
export type AttributeType = (typeof TYPES)[number];

/** Documents nest at most this deep, as DynamoDB documents. */
const MAX_NESTING = 32;

export function typeOf(value: AttributeValue): AttributeType {
  const found = TYPES.filter((type) => value[type as keyof AttributeValue] !== undefined);
  if (found.length !== 1)
    throw validation('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes');
  return found[0] as AttributeType;
}

/** A copy with numbers in DynamoDB's form; refuses empty sets, sets with doubles and too deep documents. */
export function normalize(value: AttributeValue, depth = 0): AttributeValue {
  if (depth > MAX_NESTING) throw validation('Nesting Levels have exceeded supported limits');
  const type = typeOf(value);
  switch (type) {
    case 'S':
      return { S: value.S as string };
    case 'N':
      return { N: numberOf(value.N as string) };
    case 'B':
      return { B: Uint8Array.from(value.B as Uint8Array) };
    case 'SS':
      return { SS: distinct(value.SS as string[], (text) => text) };
    case 'NS':
      return { NS: distinct((value.NS as string[]).map(numberOf), (text) => text) };
    case 'BS':
      return { BS: distinct(value.BS as Uint8Array[], bytesText) };
    case 'M':
      return { M: normalizeItem(value.M as Item, depth + 1) };
    case 'L':
      return { L: (value.L as AttributeValue[]).map((entry) => normalize(entry, depth + 1)) };
    case 'NULL':
      return { NULL: true };
    case 'BOOL':
      return { BOOL: value.BOOL as boolean };
    default:
      return type satisfies never;
  }
}

export function normalizeItem(item: Item, depth = 0): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, normalize(value, depth)]));
}

function numberOf(text: string): string {
  try {
    return normalNumber(String(text));
  } catch (error) {
    throw validation(`${(error as Error).message}: ${text}`);
  }
}

function distinct<T>(values: readonly T[], key: (value: T) => string): T[] {
  if (values.length === 0) throw validation('One or more parameter values were invalid: An set may not be empty');
  if (new Set(values.map(key)).size !== values.length) {
    throw validation('One or more parameter values were invalid: Input collection contains duplicates');
  }
  return [...values];
}

export const bytesText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A text that is equal exactly when the values are; sets have no order. */
export function canonical(value: AttributeValue): string {
  if (value.M !== undefined) {
    const members = Object.keys(value.M)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonical((value.M as Item)[name] as AttributeValue)}`);
    return `M{${members.join()}}`;
  }
  if (value.L !== undefined) return `L[${value.L.map(canonical).join()}]`;
  if (value.B !== undefined) return `B${bytesText(value.B)}`;
  if (value.BS !== undefined) return `BS${value.BS.map(bytesText).sort().join()}`;
  if (value.SS !== undefined) return `SS${JSON.stringify([...value.SS].sort())}`;
  if (value.NS !== undefined) return `NS${[...value.NS].sort().join()}`;
  return JSON.stringify(value);
}

/** The order of two values of one comparable type; undefined where DynamoDB has none (other types, or types that differ). */
export function compare(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  if (a.S !== undefined && b.S !== undefined) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B);
  return undefined;
}

/** Bytes as DynamoDB counts them for its 400 KB and 1 MB limits (numbers and overheads approximately). */
export function sizeOf(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.B !== undefined) return value.B.byteLength;
  if (value.M !== undefined) return 3 + sizeOfItem(value.M);
  if (value.L !== undefined) return 3 + value.L.reduce((sum, entry) => sum + 1 + sizeOf(entry), 0);
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (value.NS !== undefined) return value.NS.reduce((sum, text) => sum + Math.ceil(text.length / 2) + 1, 0);
  if (value.BS !== undefined) return value.BS.reduce((sum, bytes) => sum + bytes.byteLength, 0);
  return 1;
}

export const sizeOfItem = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0);
