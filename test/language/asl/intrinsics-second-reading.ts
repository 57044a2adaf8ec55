import { hash } from 'node:crypto';
import type { Json } from '#language/asl/index.ts';

/** A call of an intrinsic function with arguments that may be calls themselves. */
export type Call = { name: string; args: Argument[] };
export type Argument = { literal: null | boolean | number | string } | { member: string } | Call;

/** A call that cannot be answered. */
export class Refused extends Error {}

/** The call as it is written in a definition. */
export function written(argument: Argument): string {
  if ('member' in argument) return `$.${argument.member}`;
  if ('name' in argument) return `States.${argument.name}(${argument.args.map(written).join(', ')})`;
  return typeof argument.literal === 'string' ? `'${argument.literal.replaceAll("'", "\\'")}'` : JSON.stringify(argument.literal);
}

/** A second reading of the intrinsic functions, slow and obvious: loops and characters. Throws Refused where the service would fail. */
export function answer(argument: Argument, document: { [name: string]: Json }): Json {
  if ('literal' in argument) return argument.literal;
  if ('member' in argument) return document[argument.member] as Json;
  const args = argument.args.map((one) => answer(one, document));
  return (FUNCTIONS[argument.name] as (...args: Json[]) => Json)(...args);
}

const FUNCTIONS: Readonly<Record<string, (...args: Json[]) => Json>> = {
  Array: (...items) => items,
  ArrayLength: (list) => asList(list as Json).reduce<number>((count) => count + 1, 0),
  ArrayContains: (list, wanted) => asList(list as Json).some((item) => text(item) === text(wanted as Json)),
  ArrayUnique: (list) => asList(list as Json).filter((item, i, all) => all.findIndex((other) => text(other) === text(item)) === i),
  ArrayGetItem: (list, index) => {
    const found = asList(list as Json).filter((_, i) => i === asWhole(index as Json));
    if (found.length === 0) throw new Refused('out of bounds');
    return found[0] as Json;
  },
  ArrayPartition: (list, size) => {
    const chunks: Json[][] = [];
    if (asWhole(size as Json) < 1) throw new Refused('not a size');
    for (const item of asList(list as Json)) {
      if (chunks.length === 0 || chunks.at(-1)?.length === asWhole(size as Json)) chunks.push([]);
      chunks.at(-1)?.push(item);
    }
    return chunks;
  },
  ArrayRange: (from, to, step) => {
    const by = asWhole(step as Json);
    if (by === 0) throw new Refused('no step');
    const numbers: number[] = [];
    for (let at = asWhole(from as Json); by > 0 ? at <= asWhole(to as Json) : at >= asWhole(to as Json); at += by) numbers.push(at);
    if (numbers.length > 1000) throw new Refused('too long');
    return numbers;
  },
  Base64Encode: (value) => base64(new TextEncoder().encode(asText(value as Json))),
  Hash: (value, algorithm) => {
    const known = ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'].includes(asText(algorithm as Json));
    if (!known) throw new Refused('no such algorithm');
    return hash(
      asText(algorithm as Json)
        .replace('-', '')
        .toLowerCase(),
      asText(value as Json),
    );
  },
  JsonMerge: (left, right, deep) => {
    if (deep !== false || !isRecord(left as Json) || !isRecord(right as Json)) throw new Refused('not to be merged');
    const merged: { [name: string]: Json } = {};
    for (const record of [left, right]) for (const [name, value] of Object.entries(record as object)) merged[name] = value as Json;
    return merged;
  },
  JsonToString: (value) => JSON.stringify(value),
  StringToJson: (value) => {
    if (value === null || asText(value as Json).trim() === '') return null; // as recorded from the service
    try {
      return JSON.parse(asText(value as Json)) as Json;
    } catch {
      throw new Refused('not JSON');
    }
  },
  MathAdd: (a, b) => asWhole(a as Json) + asWhole(b as Json),
  StringSplit: (value, splitters) => {
    const pieces: string[] = [];
    let piece = '';
    for (const c of asText(value as Json)) {
      if (!asText(splitters as Json).includes(c)) piece += c;
      else {
        pieces.push(piece);
        piece = '';
      }
    }
    pieces.push(piece);
    return asText(splitters as Json) === '' ? [value as Json] : pieces.filter((one) => one.length > 0);
  },
  Format: (template, ...args) => format(asText(template as Json), args),
};

const isRecord = (value: Json): boolean => Object.prototype.toString.call(value) === '[object Object]';

function asList(value: Json): Json[] {
  if (!Array.isArray(value)) throw new Refused('not a list');
  return value;
}

function asText(value: Json): string {
  if (typeof value !== 'string') throw new Refused('not a text');
  return value;
}

/** The nearest whole number, and the greater of two that are equally near. */
function asWhole(value: Json): number {
  if (typeof value !== 'number') throw new Refused('not a number');
  return Math.floor(value + 0.5);
}

/** A text that two values share only if they are equal, whatever the order of their members. */
function text(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(text).join()}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const members = Object.entries(value as object).map(([name, member]) => `${JSON.stringify(name)}:${text(member as Json)}`);
  return `{${members.sort().join()}}`;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const sixes = bits.match(/.{1,6}/g) ?? [];
  const letters = sixes.map((six) => LETTERS.charAt(Number.parseInt(six.padEnd(6, '0'), 2))).join('');
  return letters.padEnd(Math.ceil(letters.length / 4) * 4, '=');
}

/** A value as Java writes its maps and lists: no quotes, and an equals sign after a name. */
function shown(value: Json): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (!isRecord(value)) return String(value);
  const members = Object.entries(value as object).map(([name, member]) => `${name}=${shown(member as Json)}`);
  return `{${members.join(', ')}}`;
}

function format(template: string, args: Json[]): string {
  const left = [...args];
  let out = '';
  for (let i = 0; i < template.length; i += 1) {
    const pair = template.slice(i, i + 2);
    if (pair === '\\{' || pair === '\\}' || pair === "\\'" || pair === '\\\\') {
      out += pair.charAt(1);
      i += 1;
    } else if (pair === '{}') {
      if (left.length === 0) throw new Refused('too few');
      const value = left.shift() as Json;
      out += shown(value);
      i += 1;
    } else out += template.charAt(i);
  }
  if (left.length > 0) throw new Refused('too many');
  return out;
}
