import type { References } from './check-references.ts';
import type { Check, Spot } from './check-spot.ts';
import { isObject, type Json } from './json.ts';
import { compileExpression, isExpression } from './jsonata.ts';

const SYNTAX = 'INVALID_JSONATA_EXPRESSION';
/** Parts of `$states` that every field may read; the others depend on where the field stands. */
const ALWAYS = ['input', 'context'];

/** What an expression may read besides: a state's result in its own Output and Assign, the error in those of a catcher. */
type Extra = 'result' | 'errorOutput';

/** Judges every expression within a JSONata field. */
export const query: Check = (value, spot) => checkQuery(value, spot);

/** The same in the Output and Assign of a state, which see its result where the state has one. */
export const outcome: Check = (value, spot) => checkQuery(value, spot, spot.setting.hasResult ? 'result' : undefined);

/** The same in a catcher, which sees the error. */
export const caught: Check = (value, spot) => checkQuery(value, spot, 'errorOutput');

function checkQuery(value: Json, spot: Spot, extra?: Extra): void {
  if (typeof value === 'string') checkQueryText(value, spot, extra);
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) checkQuery(item, spot.item(i), extra);
  else if (isObject(value)) for (const [key, member] of Object.entries(value)) checkQuery(member, spot.at(key), extra);
}

/** Judges one string: its marks, its syntax, and what it refers to. */
export function checkQueryText(value: string, spot: Spot, extra?: Extra): void {
  const isMarked: boolean = isExpression(value);
  if (!isMarked) {
    const trimmed = value.trim();
    if (trimmed.startsWith('{%') || trimmed.endsWith('%}')) spot.error('JSONata string must start with {% and end with %}');
    return;
  }
  const text = value.slice(2, -2).trim();
  const simple = MEMBERS.exec(text);
  const found =
    simple === null ? parsed(value, spot) : simple[1] === 'states' && simple[2] !== undefined ? { states: [simple[2]] } : undefined;
  if (found !== undefined) checkReferences(found, spot, extra);
}

/** `$a.b.c`: by far the most frequent expression, and readable without a parser. */
const MEMBERS = /^\$([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?(?:\.[A-Za-z_]\w*)*$/;

function parsed(source: string, spot: Spot): References | undefined {
  try {
    return compileExpression(source).references;
  } catch (error) {
    const { cause } = error as { cause?: { message?: string } };
    spot.error(cause?.message ?? String(error), SYNTAX);
    return undefined;
  }
}

function checkReferences(found: Partial<References>, spot: Spot, extra: Extra | undefined): void {
  const unsupported = (message: string): void => spot.error(message, 'UNSUPPORTED_JSONATA_EXPRESSION');
  // The service takes `?` for the ternary operator, whose branch cannot start with the sign that follows.
  for (const [, sign] of found.newer ?? []) spot.error(`The symbol "${sign}" cannot be used as a unary operator`, SYNTAX);
  if (found.tooDeep) unsupported('The expression is nested too deep.');
  for (const name of found.context ?? []) unsupported(`Reference to '${name}' at the top level is not supported.`);
  if (found.root) unsupported("Reference to '$$' is not supported.");
  for (const name of found.states ?? [])
    if (!ALWAYS.includes(name) && name !== extra) unsupported(`Field '$states.${name}' does not exist.`);
}
