import { AwsError, NotInTwinError } from '../errors.ts';
import { timestampIn, timestampOut } from './scalar.ts';
import type { Shape } from './shape.ts';

/** How a JSON protocol spells members: awsJson ignores `jsonName`, restJson keeps to it. */
export type JsonSpelling = { readonly useJsonName: boolean };

/** Reads a JSON value as its shape says; `path` names what is refused. */
export function fromJson(shape: Shape, value: unknown, spelling: JsonSpelling, path: string): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case 'structure':
      return structureIn(shape, value, spelling, path);
    case 'list':
      if (!Array.isArray(value)) throw wrongType(path, 'a list');
      return value.map((item) => fromJson(shape.item, item, spelling, path) ?? null);
    case 'map':
      return mapValues(value, path, (item, key) => fromJson(shape.item, item, spelling, `${path}.${key}`) ?? null);
    case 'timestamp':
      return timestampIn(value as string | number);
    case 'blob':
      return new Uint8Array(Buffer.from(String(value), 'base64'));
    case 'bigint':
      return BigInt(value as number);
    case 'number':
      if (typeof value !== 'number' && Number.isNaN(Number(value))) throw wrongType(path, 'a number');
      return Number(value);
    case 'string':
      if (typeof value !== 'string') throw wrongType(path, 'a string');
      return value;
    default:
      return value;
  }
}

function structureIn(shape: Shape, value: unknown, spelling: JsonSpelling, path: string): Record<string, unknown> {
  const wire = { ...objectAt(value, path) };
  const read: Record<string, unknown> = {};
  for (const member of shape.members) {
    const name = wireName(member.name, member.shape, spelling);
    if (!(name in wire)) continue;
    const found = fromJson(member.shape, wire[name], spelling, `${path}.${member.name}`);
    if (found !== undefined) read[member.name] = found;
    delete wire[name];
  }
  delete wire.__type;
  const unknown = Object.keys(wire)[0];
  if (unknown !== undefined) throw new NotInTwinError(`the parameter ${path}.${unknown}`);
  return read;
}

/** Writes a value as JSON by its shape; members that the shape does not have are a mistake of the service and named. */
export function toJson(shape: Shape, value: unknown, spelling: JsonSpelling, path: string): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case 'structure': {
      const written: Record<string, unknown> = {};
      for (const [name, item] of Object.entries(value as object)) {
        if (item === undefined || item === null) continue;
        const member = shape.member(name);
        if (!member) throw new NotInTwinError(`the output member ${path}.${name}`);
        written[wireName(name, member.shape, spelling)] = toJson(member.shape, item, spelling, `${path}.${name}`);
      }
      return written;
    }
    case 'list':
      return (value as unknown[]).map((item) => toJson(shape.item, item, spelling, path) ?? null);
    case 'map':
      return mapValues(value, path, (item, key) => toJson(shape.item, item, spelling, `${path}.${key}`) ?? null);
    case 'timestamp':
      return timestampOut(value as Date, shape.timestampFormat ?? 'epoch-seconds');
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'bigint':
      return Number(value);
    default:
      return value;
  }
}

const wireName = (name: string, shape: Shape, spelling: JsonSpelling): string =>
  spelling.useJsonName ? (shape.traits.jsonName ?? name) : name;

const wrongType = (path: string, expected: string): AwsError => new AwsError('SerializationException', `${path} must be ${expected}`);

function objectAt(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(path, 'an object');
  return value as Record<string, unknown>;
}

function mapValues(value: unknown, path: string, convert: (item: unknown, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(objectAt(value, path)).map(([key, item]) => [key, convert(item, key)]));
}
