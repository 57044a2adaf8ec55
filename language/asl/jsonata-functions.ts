import jsonata from 'jsonata';
import { hashText, isHashAlgorithm } from './intrinsics.ts';
import { JavaRandom } from './java-random.ts';
import type { Json } from './json.ts';
import { decodeBase64, parseStrictly } from './json-strict.ts';
import { type Ambient, type Budget, INTERNAL_MESSAGE, MEMORY_MESSAGE, SEQUENCE_LIMIT } from './jsonata-budget.ts';
import { meterBuiltins } from './jsonata-builtins.ts';
import { AMBIENT, BUDGET, type Definition, type Focus, FRAME_HOOK, OPERATORS } from './jsonata-frame.ts';
import { MEMBERS } from './jsonata-members.ts';

/** Items that the service's $range makes at most; it and what else is measured here is from the issues named in jsonata-budget.ts. */
const RANGE_FUNCTION_LIMIT = 360_145;

function ambient(focus: Focus): Ambient {
  return focus.environment.lookup(AMBIENT) as Ambient;
}

function budget(focus: Focus): Budget {
  return focus.environment.lookup(BUDGET) as Budget;
}

/** An error of one of the service's own functions; it gives them the code of jsonata's $error. */
function refuse(message: string): never {
  throw Object.assign(new Error(message), { code: 'D3137' });
}

function shuffle(this: Focus, list: Json[] | undefined): Json[] | undefined {
  if (list === undefined) return undefined;
  budget(this).makeList(list.length);
  const out = [...list];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = Math.floor(ambient(this).random() * (i + 1));
    [out[i], out[j]] = [out[j] as Json, out[i] as Json];
  }
  return out;
}

function pad(this: Focus, text: string | undefined, width: number, filler?: string): string | undefined {
  if (text === undefined) return undefined;
  budget(this).makeText(Math.abs(width));
  const missing = Math.abs(width) - [...text].length;
  if (missing <= 0) return text;
  const unit = [...(filler === undefined || filler === '' ? ' ' : filler)];
  const fill = Array.from({ length: missing }, (_, i) => unit[i % unit.length]).join('');
  return width > 0 ? text + fill : fill + text;
}

function parse(this: Focus, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  budget(this).makeList(text.length / 4);
  try {
    return parseStrictly(text);
  } catch {
    return refuse('Invalid JSON');
  }
}

/** jsonata's own is lenient; the service gives up (measured). The bytes are characters, as in jsonata. */
function base64decode(this: Focus, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  budget(this).spendOnItems(text.length);
  const bytes = decodeBase64(text);
  if (bytes === undefined) throw new Error(INTERNAL_MESSAGE);
  return bytes.toString('latin1');
}

/** No items and a chunk size of zero are nothing, as measured at the service. */
function partition(this: Focus, list: Json[] | undefined, size?: number): Json[][] | undefined {
  if (list === undefined || list.length === 0) return undefined;
  const chunk = size === undefined ? list.length : Math.trunc(size);
  if (chunk < 0) refuse('Second argument must be zero or greater');
  if (chunk === 0) return undefined;
  budget(this).makeList(list.length);
  const chunks: Json[][] = [];
  for (let at = 0; at < list.length; at += chunk) chunks.push(list.slice(at, at + chunk));
  return chunks;
}

/** Without a step, or with one that leads away from the end, it is nothing; one item stands for itself (measured). */
function range(this: Focus, from?: number, to?: number, step?: number): number | number[] | undefined {
  if (from === undefined || to === undefined || step === undefined) return undefined;
  const [first, last, by] = [Math.trunc(from), Math.trunc(to), Math.trunc(step)];
  const length = by === 0 ? 0 : Math.floor((last - first) / by) + 1;
  if (length <= 0) return undefined;
  if (length > RANGE_FUNCTION_LIMIT) throw new Error(MEMORY_MESSAGE);
  budget(this).makeList(length);
  return length === 1 ? first : Array.from({ length }, (_, i) => first + i * by);
}

function hash(text: string | undefined, algorithm?: string): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined;
  if (!isHashAlgorithm(algorithm)) refuse(`Unsupported hash algorithm: ${algorithm}`);
  return hashText(text, algorithm);
}

function random(this: Focus, seed?: number): number {
  return seed === undefined ? ambient(this).random() : new JavaRandom(seed).double();
}

/** `[from..to]` with jsonata's own errors; undefined sides make it nothing. */
function rangeOperator(this: Focus, from: unknown, to: unknown): number[] | undefined {
  if (from !== undefined && !Number.isInteger(from)) throw Object.assign(new Error(), { code: 'T2003', value: from });
  if (to !== undefined && !Number.isInteger(to)) throw Object.assign(new Error(), { code: 'T2004', value: to });
  if (typeof from !== 'number' || typeof to !== 'number' || from > to) return undefined;
  const length = to - from + 1;
  if (length > SEQUENCE_LIMIT) throw new Error(MEMORY_MESSAGE);
  budget(this).makeList(length);
  return Object.assign(
    Array.from({ length }, (_, i) => from + i),
    { sequence: true },
  );
}

/** Functions that Step Functions adds, and those of jsonata that would read the machine they run on. */
const FUNCTIONS: ReadonlyArray<[name: string, implementation: (this: Focus, ...args: never[]) => unknown, signature?: string]> = [
  ['partition', partition, '<an?:a>'],
  ['range', range, '<nnn?:x>'],
  ['hash', hash, '<ss?:s>'],
  ['random', random, '<n?:n>'],
  [
    'uuid',
    function (this: Focus) {
      return ambient(this).uuid();
    },
    '<:s>',
  ],
  ['parse', parse, '<s-:x>'],
  ['base64decode', base64decode, '<s-:s>'],
  ['shuffle', shuffle, '<a:a>'],
  [OPERATORS.range, rangeOperator],
  ['pad', pad, '<s-ns?:s>'],
  [
    'millis',
    function (this: Focus) {
      return ambient(this).nowMs;
    },
    '<:n>',
  ],
];

/** The functions as jsonata's frames hold them, ready to be assigned to an expression. `$eval` is bound to nothing. */
export const DEFINITIONS: ReadonlyArray<readonly [string, unknown]> = [...capture(), ['eval', undefined]];

/** Registers every function with a first expression and reads the definitions back, so that no later one parses signatures. */
function capture(): [string, unknown][] {
  const first = jsonata('1');
  for (const [name, implementation, signature] of FUNCTIONS) {
    first.registerFunction(name, implementation as unknown as (this: jsonata.Focus, ...args: unknown[]) => unknown, signature);
  }
  let frame: jsonata.Environment | undefined;
  first.assign(FRAME_HOOK as unknown as string, (enclosing: jsonata.Environment) => {
    frame ??= enclosing;
  });
  void first.evaluate(null); // the hook runs before the first await
  const lookup = (name: string): Definition => frame?.lookup(name) as Definition;
  const fromMillis = lookup('fromMillis').implementation;
  // $now formats with jsonata's own $fromMillis, of the execution's time.
  first.registerFunction(
    'now',
    function (this: jsonata.Focus, picture?: string, zone?: string) {
      return fromMillis.call(this as unknown as Focus, ambient(this as unknown as Focus).nowMs, picture, zone);
    },
    '<s?s?:s>',
  );
  const own = [...FUNCTIONS.map(([name]) => name), 'now'].map((name): [string, unknown] => [name, lookup(name)]);
  return [...own, ...meterBuiltins(lookup), ...MEMBERS];
}
