import type { AttributeValue, Item } from './attribute-value.ts';
import { validation } from './errors.ts';

/** A document path: an attribute's name, then members of maps (texts) and places in lists (numbers). */
export type Path = readonly (string | number)[];

const INVALID = 'The document path provided in the update expression is invalid for update';

export function readPath(item: Item, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) value = typeof step === 'number' ? value?.L?.[step] : value?.M?.[step];
  return value;
}

/** Writes in place; beyond the end of a list appends. The parents must be there. */
export function writePath(item: Item, path: Path, value: AttributeValue): void {
  const parent = readPath(item, path.slice(0, -1));
  const step = path.at(-1) as string | number;
  if (typeof step === 'string' && parent?.M) parent.M[step] = value;
  else if (typeof step === 'number' && parent?.L) parent.L.splice(Math.min(step, parent.L.length), 1, value);
  else throw validation(INVALID);
}

export function removePath(item: Item, path: Path): void {
  const parent = readPath(item, path.slice(0, -1));
  const step = path.at(-1) as string | number;
  if (typeof step === 'string' && parent?.M) delete parent.M[step];
  else if (typeof step === 'number' && parent?.L) parent.L.splice(step, 1);
  else if (path.length > 1) throw validation(INVALID);
}

/** Whether one path is the other or lies within it: an update may name each part of an item once. */
export function overlap(a: Path, b: Path): boolean {
  return a.slice(0, b.length).every((step, index) => step === b[index]);
}

export const printPath = (path: Path): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');

/** The attributes of an item that the paths name, in the item's own nesting; what is not there is left out. */
export function project(item: Item, paths: readonly Path[] | undefined): Item {
  if (!paths) return structuredClone(item);
  const tree: Tree = new Map();
  for (const path of paths) {
    let node = tree;
    for (const step of path) {
      const next: Tree = node.get(step) ?? new Map();
      node.set(step, next);
      node = next;
    }
  }
  return prune({ M: item }, tree)?.M ?? {};
}

type Tree = Map<string | number, Tree>;

function prune(value: AttributeValue, tree: Tree): AttributeValue | undefined {
  if (tree.size === 0) return structuredClone(value);
  if (value.M !== undefined) {
    const members: Item = {};
    for (const [step, below] of tree) {
      const member = value.M[step as string];
      const kept = member && prune(member, below);
      if (kept) members[step as string] = kept;
    }
    return { M: members };
  }
  if (value.L === undefined) return undefined;
  const steps = [...tree.keys()].sort((a, b) => Number(a) - Number(b));
  const kept = steps.map((step) => {
    const entry = value.L?.[step as number];
    return entry && prune(entry, tree.get(step) as Tree);
  });
  return { L: kept.filter((entry) => entry !== undefined) };
}
