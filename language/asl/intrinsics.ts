import { createHash } from 'node:crypto';
import { Fault, Reserved } from './errors.ts';
import { fillTemplate } from './intrinsic-format.ts';
import { JavaRandom } from './java-random.ts';
import { isObject, type Json, type JsonObject, sameJson, typeName } from './json.ts';
import { exceedsPayloadLimit, PAYLOAD_LIMIT_BYTES } from './json-size.ts';
import { decodeBase64, parseFinite } from './json-strict.ts';

/** Seeded randomness, as the host hands it in. */
export type Chance = { random(): number; uuid(): string };

type IntrinsicFunction = { minimum: number; maximum: number; call: (args: Json[], chance: Chance) => Json };

const ARRAY_LIMIT = 1_000; // the service's limit of States.ArrayRange
const TEXT_LIMIT = 10_000; // the service's limit of States.Base64*, States.Hash

/** A failed call; the caller adds which function it was. */
export class Refusal extends Error {}

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
  ['States.Base64Decode', { minimum: 1, maximum: 1, call: ([value]) => decode(text(value, TEXT_LIMIT)) }],
  ['States.Hash', { minimum: 2, maximum: 2, call: ([data, algorithm]) => hash(text(data, TEXT_LIMIT), text(algorithm)) }],
  ['States.JsonMerge', { minimum: 3, maximum: 3, call: ([left, right, deep]) => merge(object(left), object(right), deep as Json) }],
  ['States.StringToJson', { minimum: 1, maximum: 1, call: ([value]) => parseJson(value as Json) }],
  ['States.JsonToString', { minimum: 1, maximum: 1, call: ([value]) => JSON.stringify(value) }],
  [
    'States.MathRandom',
    { minimum: 2, maximum: 3, call: ([from, to, seed], chance) => randomBetween(integer(from), integer(to), seed, chance) },
  ],
  ['States.MathAdd', { minimum: 2, maximum: 2, call: ([a, b]) => integer(a) + integer(b) }],
  ['States.StringSplit', { minimum: 2, maximum: 2, call: ([value, splitter]) => split(text(value), text(splitter)) }],
  ['States.UUID', { minimum: 0, maximum: 0, call: (_args, chance) => chance.uuid() }],
  [
    'States.Format',
    { minimum: 1, maximum: Number.POSITIVE_INFINITY, call: ([template, ...args]) => fillTemplate(text(template), args as Json[], refuse) },
  ],
]);

/** Calls an intrinsic function; a failure names the call as it is written. */
export function callIntrinsic(name: string, args: Json[], source: string, chance: Chance): Json {
  const fn = INTRINSICS.get(name);
  if (fn === undefined) throw new Fault(`The function '${source}' is not supported.`, Reserved.intrinsic);
  try {
    if (args.some((arg) => exceedsPayloadLimit(arg))) refuse(`An argument is larger than ${PAYLOAD_LIMIT_BYTES} bytes.`);
    return fn.call(args, chance);
  } catch (error) {
    if (error instanceof Refusal) throw new Fault(`The function '${source}' had the following error: ${error.message}`, Reserved.intrinsic);
    throw error;
  }
}

function refuse(reason: string): never {
  throw new Refusal(reason);
}

function array(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : refuse(`Expected an array, but got ${typeName(value)}.`);
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : refuse(`Expected a JSON object, but got ${typeName(value)}.`);
}

function text(value: Json | undefined, limit = Number.POSITIVE_INFINITY): string {
  if (typeof value !== 'string') return refuse(`Expected a string, but got ${typeName(value)}.`);
  return value.length > limit ? refuse(`The string is longer than ${limit} characters.`) : value;
}

function decode(encoded: string): string {
  return (decodeBase64(encoded) ?? refuse('The argument is not valid base64.')).toString('utf8');
}

/** Whole numbers: the service rounds what is not one, halves up. */
function integer(value: Json | undefined): number {
  if (typeof value !== 'number') return refuse(`Expected a number, but got ${typeName(value)}.`);
  return Math.round(value) + 0; // + 0 makes -0 a 0
}

function partition(list: Json[], size: number): Json[] {
  if (size < 1) refuse('The chunk size must be a positive number.');
  const chunks: Json[] = [];
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size));
  return chunks;
}

/** The numbers from, from + step, … up to and with `to`. */
function range(from: number, to: number, step: number): number[] {
  if (step === 0) refuse('The increment must not be 0.');
  const count = Math.max(0, Math.floor((to - from) / step) + 1);
  if (count > ARRAY_LIMIT) refuse(`The range has more than ${ARRAY_LIMIT} items.`);
  return Array.from({ length: count }, (_, i) => from + i * step);
}

function item(list: Json[], index: number): Json {
  if (index < 0 || index >= list.length) refuse(`The index ${index} is out of bounds of an array of ${list.length}.`);
  return list[index] as Json;
}

/** The first of all that are equal; objects are equal whatever the order of their members. */
function unique(list: Json[]): Json[] {
  const seen = new Set<string>();
  return list.filter((one) => {
    const key = JSON.stringify(sorted(one));
    return seen.has(key) ? false : seen.add(key);
  });
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.keys(value)
    .sort()
    .map((key) => [key, sorted(value[key] as Json)]);
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** Whether an algorithm is one that the service hashes with. */
export function isHashAlgorithm(algorithm: string): boolean {
  return Object.hasOwn(ALGORITHMS, algorithm);
}

/** The hexadecimal digest of a text; shared with JSONata's $hash. */
export function hashText(source: string, algorithm: string): string {
  return createHash(ALGORITHMS[algorithm] as string)
    .update(source, 'utf8')
    .digest('hex');
}

function hash(source: string, algorithm: string): string {
  if (!isHashAlgorithm(algorithm)) refuse(`The algorithm '${algorithm}' is none of ${Object.keys(ALGORITHMS).join(', ')}.`);
  return hashText(source, algorithm);
}

function merge(left: JsonObject, right: JsonObject, deep: Json): Json {
  if (typeof deep !== 'boolean') refuse(`Expected a boolean, but got ${typeName(deep)}.`);
  if (deep) refuse('Only the shallow mode (false) is supported.'); // so says the service, too
  return { ...left, ...right };
}

/** A text without content is null, as recorded from the service. */
function parseJson(value: Json): Json {
  if (value === null || text(value).trim() === '') return null;
  try {
    return parseFinite(text(value));
  } catch {
    return refuse('The argument is not valid JSON.');
  }
}

/** From and with the first number up to but without the second. */
function randomBetween(from: number, to: number, seed: Json | undefined, chance: Chance): number {
  if (to <= from) refuse('The end number must be greater than the start number.');
  const draw = seed === undefined ? chance.random() : new JavaRandom(integer(seed)).double();
  return from + Math.floor(draw * (to - from));
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
