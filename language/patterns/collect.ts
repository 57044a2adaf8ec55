import type { Scalar } from './scalar.ts';

/** Where a leaf stands: which element of which array of the event, from the innermost outwards. */
export type Place = { array: number; index: number; outer: Place | undefined };

/** The leaves of one event that a pattern asks for, by field. */
export type Leaves = {
  values: Scalar[][];
  places: (Place | undefined)[][];
  /** No leaf stands within an object of an array, so fields cannot contradict each other. */
  flat: boolean;
  arrayCount: number;
};

/** A step of the pattern's names; `edges` lead to the steps below, dotted names included. */
type Step = { field: number; children: Map<string, Step>; edges: [string, Step][] };

/** Finds the leaves of an event for a fixed list of dotted field names. */
export type Collector = (event: Record<string, unknown>) => Leaves;

/** The nesting at which the service's JSON reader gives up; leaves below are not seen. */
const MAX_NESTING = 1000;

/** Builds the walk once a pattern, so that an event is read only where the pattern looks. */
export function compileCollector(fields: readonly string[]): Collector {
  const root: Step = { field: -1, children: new Map(), edges: [] };
  fields.forEach((field, index) => {
    let step = root;
    for (const name of field.split('.')) step = childOf(step, name);
    step.field = index;
  });
  linkEdges(root);
  return (event) => {
    const leaves: Leaves = { values: fields.map(() => []), places: fields.map(() => []), flat: true, arrayCount: 0 };
    collectObject(leaves, root, event, undefined, 0);
    return leaves;
  };
}

function childOf(step: Step, name: string): Step {
  const known = step.children.get(name);
  if (known !== undefined) return known;
  const child: Step = { field: -1, children: new Map(), edges: [] };
  step.children.set(name, child);
  return child;
}

// The service joins names with dots, so {"a.b": 1} and {"a": {"b": 1}} hold the same field.
function linkEdges(step: Step): void {
  for (const [name, child] of step.children) {
    linkEdges(child);
    step.edges.push([name, child]);
    for (const [below, target] of child.edges) step.edges.push([`${name}.${below}`, target]);
  }
}

function collectObject(leaves: Leaves, step: Step, object: Record<string, unknown>, place: Place | undefined, nesting: number): void {
  for (const edge of step.edges) {
    const name = edge[0];
    if (Object.hasOwn(object, name)) collectValue(leaves, edge[1], object[name], place, nesting + 1);
  }
}

function collectValue(leaves: Leaves, step: Step, value: unknown, place: Place | undefined, nesting: number): void {
  if (nesting > MAX_NESTING) return;
  if (typeof value !== 'object' || value === null) addLeaf(leaves, step, value as Scalar, place);
  else if (Array.isArray(value)) collectArray(leaves, step, value, place, nesting);
  else collectObject(leaves, step, value as Record<string, unknown>, place, nesting);
}

function collectArray(leaves: Leaves, step: Step, array: unknown[], place: Place | undefined, nesting: number): void {
  const id = leaves.arrayCount;
  leaves.arrayCount += 1;
  for (let index = 0; index < array.length; index += 1) {
    const element = array[index];
    // Only objects and arrays bind a leaf to their element: plain values of one array go together freely.
    const inner = typeof element === 'object' && element !== null ? { array: id, index, outer: place } : place;
    collectValue(leaves, step, element, inner, nesting + 1);
  }
}

function addLeaf(leaves: Leaves, step: Step, value: Scalar, place: Place | undefined): void {
  if (step.field === -1 || value === undefined) return;
  leaves.values[step.field]?.push(value);
  leaves.places[step.field]?.push(place);
  if (place !== undefined) leaves.flat = false;
}
