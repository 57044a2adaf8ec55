import { createHash } from 'node:crypto';
import { Fault, Reserved } from './errors.ts';
import { isObject, type Json, type JsonObject, sameJson, typeName } from './json.ts';

/** Seeded randomness, as the host hands it in. */
export type Chance = { random(): number; uuid(): string };

type IntrinsicFunction = { minimum: number; maximum: number; call: (args: Json[], chance: Chance) => Json };

const ARRAY_LIMIT = 1_000; // the service's limit of States.ArrayRange
const TEXT_LIMIT = 10_000; // the service's limit of States.Base64*, States.Hash

/** A failed call; the caller adds which function it was. */
class Refusal extends Error {}

/** Every intrinsic function by name. */
export const INTRINSICS: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  ['States.Array', { minimum: 0, maximum: Number.POSITIVE_INFINITY, call: (args) => args }],
  ['States.ArrayPartition', { minimum: 2, maximum: 2, call: ([list, size]) => partition(array(list), integer(size)) }],
  ['States.ArrayContains', { minimum: 2, maximum: 2, call: ([list, item]) => array(list).some((one) => sameJson(one, item as Json)) }],
  ['States.ArrayRange', { minimum: 3, maximum: 3, call: ([from, to, step]) => range(integer(from), integer(to), integer(step)) }],
  ['States.ArrayGetItem', { minimum: 2, maximum: 2, call: ([list, index]) => item(array(list), integer(index)) }],
  ['States.ArrayLength', { minimum: 1, maximum: 1, call: ([list]) => array(list).length }],
  ['States.ArrayUnique', { minimum: 1, maximum: 1, call: ([list]) => unique(array(list)) }],
  ['States.Base64Encode', { minimum: 1, maximum: 1, call: ([value]) => Buffer.from(text(value, TEXT_LIMIT), 'utf8').toString('base64') }],
  ['States.Base64Decode', { minimum: 1, maximum: 1, call: ([value]) => Buffer.from(text(value, TEXT_LIMIT), 'base64').toString('utf8') }],
  ['States.Hash', { minimum: 2, maximum: 2, call: ([data, algorithm]) => hash(data as Json, text(algorithm)) }],
  ['States.JsonMerge', { minimum: 3, maximum: 3, call: ([left, right, deep]) => merge(object(left), object(right), deep as Json) }],
  ['States.StringToJson', { minimum: 1, maximum: 1, call: ([value]) => parseJson(text(value)) }],
  ['States.JsonToString', { minimum: 1, maximum: 1, call: ([value]) => JSON.stringify(value) }],
  [
    'States.MathRandom',
    { minimum: 2, maximum: 3, call: ([from, to, seed], chance) => randomBetween(integer(from), integer(to), seed, chance) },
  ],
  ['States.MathAdd', { minimum: 2, maximum: 2, call: ([a, b]) => integer(a) + integer(b) }],
  ['States.StringSplit', { minimum: 2, maximum: 2, call: ([value, splitter]) => split(text(value), text(splitter)) }],
  ['States.UUID', { minimum: 0, maximum: 0, call: (_args, chance) => chance.uuid() }],
  ['States.Format', { minimum: 1, maximum: Number.POSITIVE_INFINITY, call: ([template, ...args]) => format(text(template), args) }],
]);

/** Calls an intrinsic function; a failure names the call as it is written. */
export function callIntrinsic(name: string, args: Json[], source: string, chance: Chance): Json {
  const fn = INTRINSICS.get(name);
  if (fn === undefined) throw new Fault(`The function '${source}' is not supported.`, Reserved.intrinsic);
  try {
    return fn.call(args, chance);
  } catch (error) {
    if (error instanceof Refusal) throw new Fault(`The function '${source}' had the following error: ${error.message}`, Reserved.intrinsic);
    throw error;
  }
}

function array(value: Json | undefined): Json[] {
  if (!Array.isArray(value)) throw new Refusal(`Expected an array, but got ${typeName(value)}.`);
  return value;
}

function object(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new Refusal(`Expected a JSON object, but got ${typeName(value)}.`);
  return value;
}

function text(value: Json | undefined, limit = Number.POSITIVE_INFINITY): string {
  if (typeof value !== 'string') throw new Refusal(`Expected a string, but got ${typeName(value)}.`);
  if (value.length > limit) throw new Refusal(`The string is longer than ${limit} characters.`);
  return value;
}

/** Whole numbers: the service rounds what is not one, halves up. */
function integer(value: Json | undefined): number {
  if (typeof value !== 'number') throw new Refusal(`Expected a number, but got ${typeName(value)}.`);
  return Math.round(value) + 0; // + 0 makes -0 a 0
}

/** Cuts a list into lists of the given size; shared with JSONata's $partition. */
export function partition(list: Json[], size: number): Json[] {
  if (!(size >= 1)) throw new Refusal('The chunk size must be a positive number.');
  const chunks: Json[] = [];
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size));
  return chunks;
}

/** The numbers from, from + step, … up to and with `to`; shared with JSONata's $range. */
export function range(from: number, to: number, step: number): number[] {
  if (step === 0) throw new Refusal('The increment must not be 0.');
  const count = Math.max(0, Math.floor((to - from) / step) + 1);
  if (count > ARRAY_LIMIT) throw new Refusal(`The range has more than ${ARRAY_LIMIT} items.`);
  return Array.from({ length: count }, (_, i) => from + i * step);
}

function item(list: Json[], index: number): Json {
  const found = index < 0 ? undefined : list[index];
  if (found === undefined) throw new Refusal(`The index ${index} is out of bounds of an array of ${list.length}.`);
  return found;
}

function unique(list: Json[]): Json[] {
  const seen = new Set<string>();
  return list.filter((one) => {
    const key = JSON.stringify(one);
    return seen.has(key) ? false : seen.add(key);
  });
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** The hexadecimal digest of a string, or of a value's JSON text; shared with JSONata's $hash. */
export function hash(data: Json, algorithm: string): string {
  const name = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined;
  if (name === undefined) throw new Refusal(`The algorithm '${algorithm}' is none of ${Object.keys(ALGORITHMS).join(', ')}.`);
  const source = typeof data === 'string' ? data : JSON.stringify(data);
  if (source.length > TEXT_LIMIT) throw new Refusal(`The data is longer than ${TEXT_LIMIT} characters.`);
  return createHash(name).update(source, 'utf8').digest('hex');
}

function merge(left: JsonObject, right: JsonObject, deep: Json): Json {
  if (deep !== false) throw new Refusal('Only the shallow mode (false) is supported.'); // so says the service, too
  return { ...left, ...right };
}

function parseJson(value: string): Json {
  try {
    return JSON.parse(value) as Json;
  } catch {
    throw new Refusal('The argument is not valid JSON.');
  }
}

function randomBetween(from: number, to: number, seed: Json | undefined, chance: Chance): number {
  if (to <= from) throw new Refusal('The end number must be greater than the start number.');
  const draw = seed === undefined ? chance.random() : seededDraw(integer(seed));
  return from + Math.floor(draw * (to - from));
}

/** One draw of a seed: equal seeds give equal numbers (mulberry32). */
export function seededDraw(seed: number): number {
  let t = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

/** Every character of the splitter is a delimiter, and empty pieces fall away. */
function split(value: string, splitter: string): string[] {
  if (splitter === '') return [value];
  const pieces = [''];
  for (const c of value) {
    if (splitter.includes(c)) pieces.push('');
    else pieces[pieces.length - 1] += c;
  }
  return pieces.filter((piece) => piece !== '');
}

function format(template: string, args: (Json | undefined)[]): string {
  let next = 0;
  const out = template.replace(/\\([{}\\'])|\{\}/g, (token, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (next >= args.length) throw new Refusal('The template has more placeholders than there are arguments.');
    const arg = args[next] as Json;
    next += 1;
    return typeof arg === 'string' ? arg : token && JSON.stringify(arg);
  });
  if (next < args.length) throw new Refusal('There are more arguments than placeholders in the template.');
  return out;
}
