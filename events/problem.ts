import * as z from 'zod';
import { keysAllowedAt } from './keys-allowed.ts';

// A schema that is compiled to code pays only where it parses hundreds of times in one process; a function parses a few.
z.config({ jitless: true });

/** One thing wrong with an input: its path, what was found there, what is allowed. */
export type Problem = { path: string; found: string; allowed: string };

/** What parsing at the edge answers: the value, or every problem at once. */
export type Parsed<Value> = { ok: true; value: Value } | { ok: false; problems: Problem[] };

const FOUND_LENGTH_LIMIT = 80;

/** Parses an input with a schema and tells every problem at once, each with its path, what was found and what is allowed. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): Parsed<z.output<Schema>> {
  const result = schema.safeParse(input);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.flatMap((issue) => problemsOfIssue(schema, issue, input)) };
}

function problemsOfIssue(schema: z.ZodType, issue: z.core.$ZodIssue, input: unknown): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const allowed = `one of ${keysAllowedAt(schema, issue.path).join(', ')}`;
    return issue.keys.map((key) => problemAt([...issue.path, key], input, allowed));
  }
  return [problemAt(issue.path, input, allowedBy(issue))];
}

/** A problem at a path of an input, with what stands there. */
export function problemAt(path: readonly PropertyKey[], input: unknown, allowed: string): Problem {
  return { path: path.length === 0 ? '(whole)' : pathText(path), found: foundText(valueAt(input, path)), allowed };
}

function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return article(issue.expected);
    case 'too_small':
      return `${unitOf(issue.origin)}${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `${unitOf(issue.origin)}${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
    case 'invalid_value':
      return issue.values.length === 1 ? JSON.stringify(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return 'options' in issue && issue.options ? `one of ${issue.options.map(String).join(', ')}` : issue.message;
    default:
      // Formats, plain unions and our own checks carry a message that says what is allowed.
      return issue.message;
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return 'a text of ';
  return origin === 'array' ? 'a list of ' : '';
}

function article(expected: string): string {
  if (expected === 'int') return 'a whole number';
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`)).join('');
}

function foundText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = writtenText(value);
  return text.length > FOUND_LENGTH_LIMIT ? `${text.slice(0, FOUND_LENGTH_LIMIT)}…` : text;
}

function writtenText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // The writer gives up where the parser does not.
    return 'something nested too deep';
  }
}
