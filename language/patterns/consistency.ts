import type { Leaves, Place } from './collect.ts';
import { type FieldCriteria, satisfies } from './scalar.ts';

/** Which element of each array the leaves taken so far belong to. */
type Chosen = ReadonlyMap<number, number>;

/** The leaves of one field by the array elements they stand in, so that only the consistent ones are visited. */
type Grove = { passing: boolean; present: boolean; arrays: Map<number, Map<number, Grove>> };

/** Far above what an event of 256 KB can need when each array has one name; a tangle beyond it is an error, not a guess. */
const MAX_CHOICES = 100_000;

const NOTHING_CHOSEN: Chosen = new Map();

/**
 * Tells whether leaves can be chosen for all fields, in the order of their names, such that no two of them
 * stand in different elements of one array. Absence is judged against the elements chosen so far.
 */
export function matchesConsistently(leaves: Leaves, fields: readonly { index: number; criteria: FieldCriteria }[]): boolean {
  const groves = fields.map(({ index, criteria }) => plant(leaves, index, criteria));
  const lastUse = lastUses(groves);
  let choices: Chosen[] = [NOTHING_CHOSEN];
  for (let position = 0; position < fields.length; position += 1) {
    const grove = groves[position] as Grove;
    const acceptsAbsence = fields[position]?.criteria.acceptsAbsence === true;
    const next = new Map<string, Chosen>();
    for (const chosen of choices) {
      if (acceptsAbsence && !isPresent(grove, chosen)) remember(next, chosen, lastUse, position);
      visitPassing(grove, chosen, chosen, (found) => remember(next, found, lastUse, position));
    }
    if (next.size === 0) return false;
    choices = [...next.values()];
  }
  return true;
}

function plant(leaves: Leaves, field: number, criteria: FieldCriteria): Grove {
  const root: Grove = { passing: false, present: false, arrays: new Map() };
  const places = leaves.places[field] ?? [];
  leaves.values[field]?.forEach((value, index) => {
    const grove = descend(root, places[index]);
    grove.present = true;
    if (!grove.passing) grove.passing = satisfies(criteria, value);
  });
  return root;
}

function descend(root: Grove, place: Place | undefined): Grove {
  const path: Place[] = [];
  for (let at = place; at !== undefined; at = at.outer) path.push(at);
  let grove = root;
  for (const { array, index } of path.reverse()) {
    const elements = grove.arrays.get(array) ?? new Map<number, Grove>();
    grove.arrays.set(array, elements);
    const next = elements.get(index) ?? { passing: false, present: false, arrays: new Map() };
    elements.set(index, next);
    grove = next;
  }
  return grove;
}

/** For each array, the last field that has leaves in it: after that field its chosen element no longer matters. */
function lastUses(groves: readonly Grove[]): Map<number, number> {
  const uses = new Map<number, number>();
  groves.forEach((grove, position) => {
    markArrays(grove, position, uses);
  });
  return uses;
}

function markArrays(grove: Grove, position: number, uses: Map<number, number>): void {
  for (const [array, elements] of grove.arrays) {
    uses.set(array, position);
    for (const inner of elements.values()) markArrays(inner, position, uses);
  }
}

function isPresent(grove: Grove, chosen: Chosen): boolean {
  if (grove.present) return true;
  for (const [array, elements] of grove.arrays) {
    const index = chosen.get(array);
    const open = index === undefined ? [...elements.values()] : [elements.get(index)];
    if (open.some((inner) => inner !== undefined && isPresent(inner, chosen))) return true;
  }
  return false;
}

function visitPassing(grove: Grove, chosen: Chosen, taken: Chosen, visit: (found: Chosen) => void): void {
  if (grove.passing) visit(taken);
  for (const [array, elements] of grove.arrays) {
    const fixed = chosen.get(array);
    if (fixed === undefined) {
      for (const [index, inner] of elements) visitPassing(inner, chosen, new Map(taken).set(array, index), visit);
    } else {
      const inner = elements.get(fixed);
      if (inner !== undefined) visitPassing(inner, chosen, taken, visit);
    }
  }
}

function remember(next: Map<string, Chosen>, found: Chosen, lastUse: Map<number, number>, position: number): void {
  const alive = [...found].filter(([array]) => (lastUse.get(array) ?? -1) > position).sort(([one], [other]) => one - other);
  const key = alive.join(';');
  if (next.has(key)) return;
  if (next.size >= MAX_CHOICES) throw new RangeError(`the event's arrays allow more than ${MAX_CHOICES} choices of elements`);
  next.set(key, new Map(alive));
}
