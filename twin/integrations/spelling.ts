import type { Shape } from '../wire/shape.ts';
import { spelledMember } from './java-names.ts';

/** A parameter that an integration does not take; `path` is where it stands. */
export class SpellingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SpellingError';
  }
}

const spellings = new WeakMap<readonly unknown[], Map<string, { name: string; shape: Shape }>>();

/** Turns parameters in the integration's spelling into the API's input; every problem is one SpellingError. */
export function fromSpelled(shape: Shape, value: unknown, field = ''): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case 'structure':
      return structure(shape, value, field);
    case 'list':
      return asArray(value, field).map((item) => fromSpelled(shape.item, item, field));
    case 'map':
      return Object.fromEntries(Object.entries(asObject(value, field)).map(([key, member]) => [key, fromSpelled(shape.item, member, key)]));
    case 'timestamp':
      return asDate(value, field);
    case 'blob':
      return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
    case 'string':
      return typeof value === 'string' ? value : wrong(field, 'STRING');
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong(field, 'BOOLEAN');
    case 'number':
      return typeof value === 'number' ? value : wrong(field, 'NUMBER');
    case 'bigint':
      return typeof value === 'number' ? BigInt(value) : wrong(field, 'NUMBER');
    case 'document':
    case 'unit':
      return value;
    default:
      return shape.kind satisfies never;
  }
}

/** Turns an API's output into the integration's: members respelled, times as ISO 8601, bytes as text. */
export function toSpelled(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (typeof value === 'bigint') return Number(value);
  if (shape.kind === 'list' && Array.isArray(value)) return value.map((item) => toSpelled(shape.item, item));
  if (typeof value !== 'object') return value;
  const copy: Record<string, unknown> = {};
  if (shape.kind === 'map') {
    for (const [key, member] of Object.entries(value)) copy[key] = toSpelled(shape.item, member);
    return copy;
  }
  if (shape.kind !== 'structure') return value;
  for (const [spelling, { name, shape: memberShape }] of spelledMembers(shape)) {
    const spelled = toSpelled(memberShape, (value as Record<string, unknown>)[name]);
    if (spelled !== undefined) copy[spelling] = spelled;
  }
  return copy;
}

/** Members of a structure by their spelling here. */
export function spelledMembers(shape: Shape): ReadonlyMap<string, { name: string; shape: Shape }> {
  const known = spellings.get(shape.members);
  if (known) return known;
  const made = new Map(shape.members.map((member) => [spelledMember(member.name, shape.name), member]));
  spellings.set(shape.members, made);
  return made;
}

function structure(shape: Shape, value: unknown, field: string): Record<string, unknown> {
  const members = spelledMembers(shape);
  const copy: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(asObject(value, field))) {
    const member = members.get(key);
    if (!member) throw new SpellingError(`The field "${key}" is not supported by Step Functions`);
    const found = fromSpelled(member.shape, given, key);
    if (found !== undefined) copy[member.name] = found;
  }
  return copy;
}

function asObject(value: unknown, field: string): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : wrong(field, 'OBJECT');
}

function asArray(value: unknown, field: string): unknown[] {
  return Array.isArray(value) ? value : wrong(field, 'ARRAY');
}

function asDate(value: unknown, field: string): Date {
  const date = new Date(value as string | number);
  return (typeof value === 'string' || typeof value === 'number') && !Number.isNaN(date.getTime()) ? date : wrong(field, 'TIMESTAMP');
}

function wrong(field: string, kind: string): never {
  throw new SpellingError(`The value for the field '${field}' must be a ${kind}`);
}
