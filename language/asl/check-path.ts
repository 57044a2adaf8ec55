import type { Check, Spot } from './check-spot.ts';
import { type Intrinsic, isIntrinsic, parseIntrinsic } from './intrinsic-parse.ts';
import { INTRINSICS } from './intrinsics.ts';
import { isObject, type Json } from './json.ts';
import { parsePath, parseReferencePath } from './jsonpath-parse.ts';

/** A path into the input, the context object or a variable. */
export const path: Check = (value, spot) => {
  if (!isPath(value)) spot.error('Value must be a valid JSONPath.');
};

/** The same, or null for the empty object. */
export const pathOrNull: Check = (value, spot) => {
  if (value !== null) path(value, spot);
};

/** ResultPath: a reference path into the state's input, or null. */
export const resultPath: Check = (value, spot) => {
  if (value === null) return;
  try {
    if (typeof value !== 'string') throw new Error('it is no string');
    parseReferencePath(value);
  } catch (error) {
    spot.error(`Value is not a Reference Path: ${(error as Error).message}`);
  }
};

/** The paths of a choice rule. */
export const choicePath: Check = (value, spot) => {
  if (typeof value !== 'string' || !value.startsWith('$'))
    spot.error("Value is not a Reference Path: Reference path didn't start with '$'");
  else if (!isPath(value)) spot.error(`Value is not a Reference Path: ${value}`);
};

/** Intrinsic functions that give a string: the only ones that name an error or a cause. */
const TEXTUAL = ['ArrayGetItem', 'Base64Encode', 'Base64Decode', 'Format', 'JsonToString', 'Hash', 'UUID'].map((name) => `States.${name}`);

/** ErrorPath and CausePath: a path, or an intrinsic function that gives a string. */
export const textualPath: Check = (value, spot) => {
  const name = typeof value === 'string' && isIntrinsic(value) ? /States\.\w+/.exec(value)?.[0] : undefined;
  const known = name === undefined || TEXTUAL.includes(name);
  if (!known || !isPathOrIntrinsic(value))
    spot.error(`The value for the field '${spot.location.split('/').at(-1)}' must be a valid JSONPath or a valid intrinsic function call`);
};

/** Judges a payload template: members whose names end in `.$` hold a path or an intrinsic function. */
export const payload: Check = (value, spot) => {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) payload(item, spot.item(i));
  else if (isObject(value)) checkMembers(value, spot);
};

/** The service locates both problems at the object that has the member. */
function checkMembers(value: { [k: string]: Json }, spot: Spot): void {
  for (const [key, member] of Object.entries(value)) {
    if (!key.endsWith('.$')) {
      payload(member, spot.at(key));
      continue;
    }
    if (Object.hasOwn(value, key.slice(0, -2))) spot.error(`Duplicate field '${key.slice(0, -2)}': it is given with and without '.$'`);
    if (!isPathOrIntrinsic(member))
      spot.error(`The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`);
  }
}

function isPath(value: Json): boolean {
  return typeof value === 'string' && parses(() => parsePath(value.trim()));
}

function isPathOrIntrinsic(value: Json): boolean {
  if (typeof value !== 'string' || !isIntrinsic(value)) return isPath(value);
  return parses(() => {
    if (!isKnownCall(parseIntrinsic(value))) throw new Error('no such function');
  });
}

function isKnownCall(call: Intrinsic): boolean {
  if (call.kind !== 'call') return true;
  const known = INTRINSICS.get(call.name);
  return known !== undefined && call.args.length >= known.minimum && call.args.length <= known.maximum && call.args.every(isKnownCall);
}

function parses(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
