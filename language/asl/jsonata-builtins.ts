import { isObject, type Json, sameJson } from './json.ts';
import { type Budget, extent } from './jsonata-budget.ts';
import { BUDGET, type Definition, type Focus, OPERATORS } from './jsonata-frame.ts';

/** Pays for a call before it is made. */
type Cost = (budget: Budget, args: readonly unknown[]) => void;

const size = (value: unknown): number =>
  typeof value === 'string' || Array.isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : 1;

/** Goes through its arguments once. */
const linear: Cost = (budget, args) => budget.spendOnItems(args.reduce((sum: number, arg) => sum + size(arg), 0));

/** Makes a list as long as its arguments together. */
const listing: Cost = (budget, args) => budget.makeList(args.reduce((sum: number, arg) => sum + size(arg), 0));

/** Goes through all that is nested in its first argument, and calls a function for each. */
const deep: Cost = (budget, args) => budget.spendOnItems(extent(args[0]) * 4);

const joining: Cost = (budget, [list, separator]) => {
  if (!Array.isArray(list)) return;
  const gap = typeof separator === 'string' ? separator.length : 0;
  budget.makeText(list.reduce((sum: number, item) => sum + size(item) + gap, 0));
};

/** jsonata's merge sort asks its comparator n log n times. */
const sorting: Cost = (budget, [list]) => {
  const length = size(list);
  budget.spend((length * Math.log2(length + 1)) / 4);
};

/** jsonata's functions whose work grows with their arguments. */
const COSTS: Readonly<Record<string, Cost>> = {
  ...record(linear, ['sum', 'count', 'max', 'min', 'average', 'substring', 'substringBefore', 'substringAfter', 'length', 'trim']),
  ...record(linear, ['lowercase', 'uppercase', 'contains', 'match', 'map', 'filter', 'single', 'reduce', 'each', 'sift', 'lookup']),
  ...record(linear, ['base64encode', 'encodeUrlComponent', 'encodeUrl', 'decodeUrlComponent', 'decodeUrl']),
  ...record(linear, ['formatNumber', 'formatInteger', 'parseInteger', 'fromMillis', 'toMillis', 'number', 'type', 'boolean', 'not']),
  ...record(listing, ['append', 'reverse', 'zip', 'spread', 'merge', 'keys', 'split']),
  ...record(deep, ['string', 'clone']),
  join: joining,
  sort: sorting,
  distinct: (budget, [list]) => budget.spendOnItems(size(list) ** 2), // each is compared with each
};

function record(cost: Cost, names: string[]): Record<string, Cost> {
  return Object.fromEntries(names.map((name) => [name, cost]));
}

/** jsonata's own functions, paid for, and the operators that are turned into functions. */
export function meterBuiltins(lookup: (name: string) => Definition): [string, unknown][] {
  const string = lookup('string').implementation;
  return [
    ...Object.entries(COSTS).map(([name, cost]): [string, unknown] => [name, paid(lookup(name), cost)]),
    ['replace', replacing(lookup('replace'))],
    [OPERATORS.concat, plain((focus, left, right) => concat(focus, text(focus, string, left), text(focus, string, right)))],
    [OPERATORS.includes, plain(includes)],
    [OPERATORS.equal, plain((focus, left, right) => equality(focus, left, right))],
    [OPERATORS.unequal, plain((focus, left, right) => equality(focus, left, right, true))],
  ];
}

function budgetOf(focus: Focus): Budget {
  return focus.environment.lookup(BUDGET) as Budget;
}

function plain(implementation: (focus: Focus, left: unknown, right: unknown) => unknown): unknown {
  return {
    _jsonata_function: true,
    implementation(this: Focus, left: unknown, right: unknown) {
      return implementation(this, left, right);
    },
  };
}

/** The same function, paid for. jsonata reads a function's arity and, for partial application, its parameters from its text. */
function paid(definition: Definition, cost: Cost): Definition {
  const { implementation } = definition;
  return wrapped(definition, function (this: Focus, ...args: unknown[]) {
    cost(budgetOf(this), args);
    return implementation.apply(this, args);
  });
}

function wrapped(definition: Definition, replacement: Definition['implementation']): Definition {
  const { implementation } = definition;
  Object.defineProperty(replacement, 'length', { value: implementation.length });
  Object.defineProperty(replacement, 'toString', { value: () => implementation.toString() });
  return { ...definition, implementation: replacement };
}

type Found = Match | undefined;
type Match = { match: string; next(): Found | Promise<Found> };
/** A regular expression as jsonata hands it to a function, which answers a promise; or a function of the expression's own. */
type Matcher = (text: string, from?: number) => Found | Promise<Found>;

/** $replace makes a text as long as its matches ask for: each is paid for before it is put in. */
function replacing(definition: Definition): Definition {
  const { implementation } = definition;
  return wrapped(definition, async function (this: Focus, ...args: unknown[]) {
    const budget = budgetOf(this);
    const [source, pattern, replacement] = args;
    const inserted = size(replacement);
    if (typeof source === 'string' && typeof pattern === 'string') budget.makeText(source.length + count(source, pattern) * inserted);
    const metered = typeof pattern === 'function' ? meterMatches(budget, pattern as Matcher, size(source), replacement) : pattern;
    const result = await (implementation.call(this, source, metered, ...args.slice(2)) as Promise<unknown>);
    if (typeof result === 'string') budget.makeText(result.length); // what a replacing function answered is known only now
    return result;
  });
}

/** Every `$` of a replacement may bring the match, or a group of it, once more. */
function meterMatches(budget: Budget, pattern: Matcher, sourceLength: number, replacement: unknown): Matcher {
  const inserted = size(replacement);
  const references = typeof replacement === 'string' ? count(replacement, '$') : 0;
  let length = sourceLength;
  const meter = (found: Found): Found => {
    if (typeof found?.match !== 'string') return found; // jsonata refuses it
    length += inserted + references * found.match.length;
    budget.makeText(length);
    return { ...found, next: async () => meter(await found.next()) };
  };
  return async (text, from) => meter(await pattern(text, from));
}

function count(text: string, part: string): number {
  if (part === '') return 0; // jsonata refuses it
  let found = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) found += 1;
  return found;
}

/** `&`: nothing is the empty text. */
function text(focus: Focus, string: Definition['implementation'], value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  budgetOf(focus).spendOnItems(extent(value));
  return string.call(focus, value) as string;
}

function concat(focus: Focus, left: string, right: string): string {
  budgetOf(focus).makeText(left.length + right.length);
  return left + right;
}

/** `=` and `!=`: both are false where a side is nothing. */
function equality(focus: Focus, left: unknown, right: unknown, negate = false): boolean {
  if (left === undefined || right === undefined) return false;
  return same(focus, left, right) !== negate;
}

function includes(focus: Focus, left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  const list: unknown[] = Array.isArray(right) ? right : [right];
  budgetOf(focus).spendOnItems(list.length);
  return list.includes(left);
}

function same(focus: Focus, left: unknown, right: unknown): boolean {
  if (typeof left === 'object' && left !== null && typeof right === 'object' && right !== null) budgetOf(focus).spendOnItems(extent(left));
  return sameJson(left as Json, right as Json);
}
