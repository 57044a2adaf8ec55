import type { Json } from '#language/asl/index.ts';
import { isObject, type JsonObject } from '#language/asl/json.ts';

/** Where a state stands in its machine, and what it is. */
export type Place = {
  name: string;
  type: string;
  /** What a Task asks, as people call it. */
  resource: string | undefined;
  next: string | undefined;
  /** The Parallel or the Map around it. */
  around: string | undefined;
  /** How many states are around it, and how many of them are Maps. */
  depth: number;
  maps: number;
};

/** The places of all states by name: names are unique across a machine. Takes a definition that has been found valid. */
export function outline(definition: JsonObject): Map<string, Place> {
  const places = new Map<string, Place>();
  walk(definition, undefined, (name, state, outer) => {
    places.set(name, {
      name,
      type: String(state.Type),
      resource: typeof state.Resource === 'string' ? shortResource(state.Resource) : undefined,
      next: typeof state.Next === 'string' ? state.Next : undefined,
      around: outer,
      depth: outer === undefined ? 0 : (places.get(outer)?.depth ?? 0) + 1,
      maps: outer === undefined ? 0 : (places.get(outer)?.maps ?? 0) + (places.get(outer)?.type === 'Map' ? 1 : 0),
    });
  });
  return places;
}

/** A placeholder that a deployment fills in: `${Name}`. */
const PLACEHOLDER = /\$\{([\w.:-]+)\}/g;
const WHOLE = /^\$\{([\w.:-]+)\}$/;

/** Names of the placeholders in a definition's text, each once. */
export function placeholdersIn(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name as string))];
}

/** Lets a Resource that is nothing but a placeholder stand for a Lambda function of that name. Tells which did. */
export function resolveResources(definition: JsonObject): string[] {
  const resolved: string[] = [];
  walk(definition, undefined, (_name, state) => {
    const name = typeof state.Resource === 'string' ? WHOLE.exec(state.Resource)?.[1] : undefined;
    if (name === undefined) return;
    state.Resource = `arn:aws:lambda:us-east-1:111111111111:function:${name.replace(/\W/g, '-')}`;
    resolved.push(name);
  });
  return resolved;
}

type Visitor = (name: string, state: JsonObject, outer: string | undefined) => void;

/** Visits every state, outer ones first. What is no state is left to the validation. */
function walk(program: Json | undefined, outer: string | undefined, visit: Visitor): void {
  if (!isObject(program) || !isObject(program.States)) return;
  for (const [name, state] of Object.entries(program.States)) {
    if (!isObject(state)) continue;
    visit(name, state, outer);
    const branches = Array.isArray(state.Branches) ? state.Branches : [];
    for (const inner of [...branches, state.ItemProcessor, state.Iterator]) walk(inner, name, visit);
  }
}

function shortResource(resource: string): string {
  return resource.replace(/^arn:[^:]*:states:::/, '').replace(/^arn:[^:]*:(lambda|states):[^:]*:[^:]*:/, '');
}
