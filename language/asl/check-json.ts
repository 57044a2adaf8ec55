import type { Spot } from './check-spot.ts';
import { isObject, isTooDeep, type JsonObject } from './json.ts';

/** The service's limit of a definition's text (Step Functions: service-quotas). */
const DEFINITION_LIMIT_CHARACTERS = 1_048_576;

/** Reads a definition, an object or its JSON text; what cannot be read is reported and answered with undefined. */
export function readDefinition(definition: unknown, spot: Spot): JsonObject | undefined {
  if (definition === undefined || definition === null || definition === '') {
    spot.error('The definition is empty', 'MISSING_DESCRIPTION');
    return undefined;
  }
  const text = typeof definition === 'string' ? definition : undefined;
  if (text !== undefined && !fits(text, spot)) return undefined;
  const source = text === undefined ? definition : parse(text, spot);
  if (source === undefined) return undefined;
  if (!isObject(source)) {
    spot.error('The definition must be a JSON object', 'INVALID_JSON_DESCRIPTION');
    return undefined;
  }
  if (isTooDeep(source)) {
    spot.error('The states are too deeply nested.', 'TOO_DEEPLY_NESTED');
    return undefined;
  }
  if (text === undefined && !fits(JSON.stringify(source), spot)) return undefined;
  if (text !== undefined) reportDuplicates(text, spot);
  return source;
}

function fits(text: string, spot: Spot): boolean {
  if (text.length <= DEFINITION_LIMIT_CHARACTERS) return true;
  spot.error(`The definition has ${text.length} characters; ${DEFINITION_LIMIT_CHARACTERS} are allowed`);
  return false;
}

function parse(text: string, spot: Spot): unknown {
  try {
    return JSON.parse(text) ?? null;
  } catch (error) {
    spot.error((error as Error).message, 'INVALID_JSON_DESCRIPTION');
    return undefined;
  }
}

/** What an object is to the language: only the members of States are states. */
type Role = 'program' | 'states' | 'state' | 'branches' | 'value';

type Frame = { role: Role; spot: Spot; keys: Set<string> | undefined; key: string; index: number };

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

/** JSON.parse keeps the last of two members of one name. A state of that name is refused; any other member is only pointed out. */
function reportDuplicates(text: string, spot: Spot): void {
  const frames: Frame[] = [];
  let expectsKey = false;
  for (const [token] of text.matchAll(TOKEN)) {
    const top = frames.at(-1);
    if (token === '{' || token === '[') {
      frames.push(frameWithin(top, spot, token === '{'));
      expectsKey = token === '{';
    } else if (token === '}' || token === ']') {
      frames.pop();
      expectsKey = false;
    } else if (token === ',') {
      expectsKey = top?.keys !== undefined;
      if (top !== undefined) top.index += 1;
    } else if (expectsKey && top !== undefined) {
      noteKey(top, JSON.parse(token) as string);
      expectsKey = false;
    }
  }
}

function noteKey(frame: Frame, key: string): void {
  if (frame.keys?.has(key)) {
    const place = frame.spot.at(key);
    if (frame.role === 'states') place.error(`Duplicate State name: ${key}`, 'DUPLICATE_STATE_NAME');
    else place.warn(`Duplicate field '${key}': the last one counts`, 'DUPLICATE_FIELD');
  }
  frame.keys?.add(key);
  frame.key = key;
}

function frameWithin(parent: Frame | undefined, root: Spot, isObjectStart: boolean): Frame {
  const keys = isObjectStart ? new Set<string>() : undefined;
  if (parent === undefined) return { role: 'program', spot: root, keys, key: '', index: 0 };
  const spot = parent.keys === undefined ? parent.spot.item(parent.index) : parent.spot.at(parent.key);
  return { role: roleWithin(parent), spot, keys, key: '', index: 0 };
}

function roleWithin({ role, key }: Frame): Role {
  if (role === 'program' && key === 'States') return 'states';
  if (role === 'states') return 'state';
  if (role === 'branches') return 'program';
  if (role === 'state' && key === 'Branches') return 'branches';
  return role === 'state' && (key === 'ItemProcessor' || key === 'Iterator') ? 'program' : 'value';
}
