import jsonata from 'jsonata';
import { hash, partition, range, seededDraw } from './intrinsics.ts';
import type { Json } from './json.ts';
import type { Ambient, Budget } from './jsonata-budget.ts';

/** Where an evaluation's frame keeps its ambient and its budget; symbols, so that no expression can name them. */
export const AMBIENT = Symbol('ambient');
export const BUDGET = Symbol('budget');
/** What the range operator is turned into, so that a long range is paid for. */
export const RANGE_FUNCTION = ' range';
/** jsonata's hook at every new frame. */
export const FRAME_HOOK = Symbol.for('jsonata.__createFrame_push');

/** Padding longer than a payload may be is refused instead of allocated. */
const PAD_LIMIT = 262_144;

type Focus = { environment: jsonata.Environment };

function ambient(focus: Focus): Ambient {
  return focus.environment.lookup(AMBIENT) as Ambient;
}

function budget(focus: Focus): Budget {
  return focus.environment.lookup(BUDGET) as Budget;
}

/** An error with the message as it stands, as jsonata's own $error makes it. */
function refuse(message: string): never {
  throw Object.assign(new Error(message), { code: 'D3137' });
}

function attempt<T>(name: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    return refuse(`$${name}: ${(error as Error).message}`);
  }
}

function shuffle(this: Focus, list: Json[] | undefined): Json[] | undefined {
  if (list === undefined) return undefined;
  const out = [...list];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = Math.floor(ambient(this).random() * (i + 1));
    [out[i], out[j]] = [out[j] as Json, out[i] as Json];
  }
  return out;
}

function pad(this: Focus, text: string | undefined, width: number, filler?: string): string | undefined {
  if (text === undefined) return undefined;
  if (Math.abs(width) > PAD_LIMIT) refuse(`$pad: a width above ${PAD_LIMIT} is refused`);
  const missing = Math.abs(width) - [...text].length;
  if (missing <= 0) return text;
  const unit = [...(filler === undefined || filler === '' ? ' ' : filler)];
  const fill = Array.from({ length: missing }, (_, i) => unit[i % unit.length]).join('');
  return width > 0 ? text + fill : fill + text;
}

function parse(this: Focus, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  return attempt('parse', () => JSON.parse(text) as unknown);
}

function random(this: Focus, seed?: number): number {
  return seed === undefined ? ambient(this).random() : seededDraw(seed);
}

const RANGE_LIMIT = 100_000;

/** `[from..to]` with jsonata's own errors; undefined sides make it nothing. */
function rangeOperator(this: Focus, from: unknown, to: unknown): number[] | undefined {
  if (from !== undefined && !Number.isInteger(from)) throw Object.assign(new Error(), { code: 'T2003', value: from });
  if (to !== undefined && !Number.isInteger(to)) throw Object.assign(new Error(), { code: 'T2004', value: to });
  if (typeof from !== 'number' || typeof to !== 'number' || from > to) return undefined;
  const length = to - from + 1;
  if (length > RANGE_LIMIT) throw Object.assign(new Error(), { code: 'D2014', value: length });
  budget(this).spend(length / 4);
  return Object.assign(
    Array.from({ length }, (_, i) => from + i),
    { sequence: true },
  );
}

/** Functions that Step Functions adds, and those of jsonata that would read the machine they run on. */
const FUNCTIONS: ReadonlyArray<[name: string, implementation: (this: Focus, ...args: never[]) => unknown, signature?: string]> = [
  ['partition', (list: Json[], size: number) => list && attempt('partition', () => partition(list, Math.floor(size))), '<an:a>'],
  [
    'range',
    (from: number, to: number, step: number) => attempt('range', () => range(Math.trunc(from), Math.trunc(to), Math.trunc(step))),
    '<nnn:a<n>>',
  ],
  ['hash', (data: Json, algorithm?: string) => attempt('hash', () => hash(data, algorithm ?? 'SHA-256')), '<xs?:s>'],
  ['random', random, '<n?:n>'],
  [
    'uuid',
    function (this: Focus) {
      return ambient(this).uuid();
    },
    '<:s>',
  ],
  ['parse', parse, '<s-:x>'],
  ['shuffle', shuffle, '<a:a>'],
  [RANGE_FUNCTION, rangeOperator],
  ['pad', pad, '<s-ns?:s>'],
  [
    'millis',
    function (this: Focus) {
      return ambient(this).nowMs;
    },
    '<:n>',
  ],
];

/** jsonata's own functions whose work grows with their arguments: they are charged for it. */
const CHARGED = [
  ...[
    'sum',
    'count',
    'max',
    'min',
    'average',
    'string',
    'substring',
    'substringBefore',
    'substringAfter',
    'lowercase',
    'uppercase',
    'length',
    'trim',
  ],
  ...[
    'match',
    'contains',
    'replace',
    'split',
    'join',
    'map',
    'zip',
    'filter',
    'single',
    'reduce',
    'append',
    'spread',
    'merge',
    'reverse',
    'sort',
  ],
  ...[
    'distinct',
    'base64encode',
    'base64decode',
    'encodeUrlComponent',
    'encodeUrl',
    'decodeUrlComponent',
    'decodeUrl',
    'clone',
    'keys',
    'lookup',
  ],
];

type Definition = { implementation: (this: Focus, ...args: unknown[]) => unknown };

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
  return [...own, ...CHARGED.map((name): [string, unknown] => [name, charged(name, lookup(name))])];
}

/** The same function, paid for. jsonata reads a function's arity and, for partial application, its parameters from its text. */
function charged(name: string, definition: Definition): Definition {
  const { implementation } = definition;
  function paid(this: Focus, ...args: unknown[]): unknown {
    budget(this).spendOn(name, args);
    return implementation.apply(this, args);
  }
  Object.defineProperty(paid, 'length', { value: implementation.length });
  Object.defineProperty(paid, 'toString', { value: () => implementation.toString() });
  return { ...definition, implementation: paid };
}
