import { readFileSync } from 'node:fs';
import { compileMachine, diagnose, InvalidDefinitionError, type Json, type Machine } from '#language/asl/index.ts';
import { isObject, isTooDeep, type JsonObject } from '#language/asl/json.ts';
import { exceedsPayloadLimit, PAYLOAD_LIMIT_BYTES } from '#language/asl/json-size.ts';
import { type Mock, readMocks } from './asl-mocks.ts';
import { outline, placeholdersIn, resolveResources } from './asl-outline.ts';

/** A definition as it was read; without a machine where it has problems. */
export type Definition = { source: JsonObject; machine: Machine | undefined; notes: string[] };

/** Compiles the definition; refusals are problems, warnings and what was made of placeholders are notes. */
export function readDefinition(file: string, type: Machine['type'], problems: string[]): Definition | undefined {
  const text = readText(file, problems);
  const parsed = text === undefined ? undefined : parse(file, text, problems);
  if (text === undefined || parsed === undefined) return undefined;
  const source = isObject(parsed) && !isTooDeep(parsed) ? parsed : {};
  const functions = resolveResources(source);
  // The text says more than what was parsed of it (a state given twice), so it is judged where nothing was replaced.
  const judged = functions.length > 0 ? parsed : text;
  const notes = diagnose(judged, { type })
    .filter(({ severity }) => severity === 'WARNING')
    .map(({ location, message, code }) => `${location}: ${message} (${code})`);
  return { source, machine: compiled(file, judged, type, problems), notes: [...placeholderNotes(text, functions), ...notes] };
}

function compiled(file: string, judged: unknown, type: Machine['type'], problems: string[]): Machine | undefined {
  try {
    return compileMachine(judged, { type });
  } catch (error) {
    if (!(error instanceof InvalidDefinitionError)) throw error;
    problems.push(...error.diagnostics.map(({ code, message, location }) => `${file} ${location}: ${message} (${code})`));
    return undefined;
  }
}

function placeholderNotes(text: string, functions: readonly string[]): string[] {
  const others = placeholdersIn(text).filter((name) => !functions.includes(name));
  const notes: string[] = [];
  if (others.length > 0)
    notes.push(`left as they are written, since a deployment fills them in: ${others.map((name) => `\${${name}}`).join(', ')}`);
  if (functions.length > 0) notes.push(`taken for Lambda functions of that name: ${functions.map((name) => `\${${name}}`).join(', ')}`);
  return notes;
}

/** Reads the input of an execution. */
export function readPayload(file: string, problems: string[]): Json | undefined {
  const text = readText(file, problems);
  const value = text === undefined ? undefined : parse(file, text, problems);
  if (value === undefined) return undefined;
  if (isTooDeep(value)) problems.push(`${file}: found JSON that is nested too deep`);
  else if (exceedsPayloadLimit(value))
    problems.push(`${file}: found more than ${PAYLOAD_LIMIT_BYTES} bytes; allowed: ${PAYLOAD_LIMIT_BYTES}`);
  return value;
}

/** Reads mocks; a state that the machine does not have is a problem. */
export function readMockFile(file: string, source: JsonObject | undefined, problems: string[]): Mock[] {
  const text = readText(file, problems);
  const value = text === undefined ? undefined : parse(file, text, problems);
  if (value === undefined) return [];
  const { mocks, problems: wrong } = readMocks(value);
  for (const { place, found, allowed } of wrong) problems.push(`${file} ${place}: found ${found}; allowed: ${allowed}`);
  const states = outline(source ?? {});
  if (states.size === 0) return mocks; // No definition that could be read, which is told already.
  for (const [i, { state }] of mocks.entries())
    if (!states.has(state)) problems.push(`${file} mocks[${i}].state: found ${state}; allowed: a state of the machine`);
  return mocks;
}

function readText(file: string, problems: string[]): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    problems.push(`${file}: found no readable file (${(error as NodeJS.ErrnoException).code ?? 'unreadable'}); allowed: a JSON file`);
    return undefined;
  }
}

function parse(file: string, text: string, problems: string[]): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    problems.push(`${file}: found ${(error as Error).message}; allowed: JSON`);
    return undefined;
  }
}
