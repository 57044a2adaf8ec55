import { BoundedRegex } from './bounded-regex.ts';
import { isObject, type Json, sameJson, setOwn } from './json.ts';
import type { Filter, Operand, Path, Step } from './jsonpath-parse.ts';

/** Steps that one query may take over a document: a descent times a filter is a product, and must end. */
const VISIT_LIMIT = 5_000_000;

/** A query that visits more of a document than the limit. */
export class PathLimitError extends Error {}

/** Applies a path's steps. A definite path answers its value, or undefined where there is none; an indefinite one the list of matches. */
export function query(path: Path, root: Json): Json | undefined {
  return path.definite ? walk(path.steps, root) : select(path.steps, root);
}

function walk(steps: readonly Step[], root: Json): Json | undefined {
  let value: Json | undefined = root;
  for (const step of steps) {
    value = stepInto(step, value);
    if (value === undefined) return undefined;
  }
  return value;
}

function stepInto(step: Step, value: Json): Json | undefined {
  if (step.kind === 'name') return isObject(value) && Object.hasOwn(value, step.name) ? value[step.name] : undefined;
  if (step.kind === 'index') {
    if (!Array.isArray(value)) return undefined;
    return value.at(step.index);
  }
  if (step.kind !== 'length') return undefined;
  return Array.isArray(value) || typeof value === 'string' ? value.length : isObject(value) ? Object.keys(value).length : undefined;
}

type Budget = { left: number };

function select(steps: readonly Step[], root: Json): Json[] {
  const budget: Budget = { left: VISIT_LIMIT };
  let nodes: Json[] = [root];
  for (const step of steps) nodes = nodes.flatMap((node) => expand(step, node, root, budget));
  return nodes;
}

function spend(budget: Budget, steps = 1): void {
  budget.left -= steps;
  if (budget.left < 0) throw new PathLimitError(`the path visits more than ${VISIT_LIMIT} values`);
}

function expand(step: Step, node: Json, root: Json, budget: Budget): Json[] {
  spend(budget);
  switch (step.kind) {
    case 'name':
    case 'length': {
      const found = stepInto(step, node);
      return found === undefined ? [] : [found];
    }
    case 'index':
      return pick(node, [step.index]);
    case 'indexes':
      return pick(node, step.indexes);
    case 'names':
      return step.names.flatMap((name) => expand({ kind: 'name', name }, node, root, budget));
    case 'all':
      return children(node);
    case 'slice':
      return Array.isArray(node) ? node.slice(step.from, step.to).filter((_, i) => i % step.step === 0) : [];
    case 'filter':
      return (Array.isArray(node) ? node : [node]).filter((item) => holds(step.test, item, root, budget));
    case 'descend':
      return descendants(node, budget).flatMap((inner) => expand(step.next, inner, root, budget));
    default:
      return step satisfies never;
  }
}

function pick(node: Json, indexes: number[]): Json[] {
  if (!Array.isArray(node)) return [];
  return indexes.flatMap((i) => {
    const item = node.at(i);
    return item === undefined ? [] : [item];
  });
}

function children(node: Json): Json[] {
  if (Array.isArray(node)) return node;
  return isObject(node) ? Object.values(node) : [];
}

function descendants(node: Json, budget: Budget): Json[] {
  const found: Json[] = [];
  const visit = (value: Json): void => {
    spend(budget);
    if (typeof value !== 'object' || value === null) return;
    found.push(value);
    for (const child of children(value)) visit(child);
  };
  visit(node);
  return found;
}

function holds(test: Filter, item: Json, root: Json, budget: Budget): boolean {
  spend(budget);
  switch (test.kind) {
    case 'or':
      return holds(test.left, item, root, budget) || holds(test.right, item, root, budget);
    case 'and':
      return holds(test.left, item, root, budget) && holds(test.right, item, root, budget);
    case 'not':
      return !holds(test.operand, item, root, budget);
    case 'exists':
      return operandValue(test.operand, item, root) !== undefined;
    case 'matches': {
      const text = operandValue(test.left, item, root);
      return typeof text === 'string' && matches(test.pattern, text, budget);
    }
    case 'compare':
      return compare(test.operator, operandValue(test.left, item, root), operandValue(test.right, item, root));
    default:
      return test satisfies never;
  }
}

/** A pattern's steps are paid for like visits: it ends, however it is written. */
function matches(pattern: RegExp, text: string, budget: Budget): boolean {
  return new BoundedRegex(pattern, (steps) => spend(budget, steps)).exec(text) !== null;
}

function operandValue(operand: Operand, item: Json, root: Json): Json | undefined {
  if (operand.kind === 'literal') return operand.value;
  const from = operand.root === '@' ? item : root;
  const definite = operand.steps.every((s) => s.kind === 'name' || s.kind === 'index' || s.kind === 'length');
  if (definite) return walk(operand.steps, from);
  const found = select(operand.steps, from);
  return found.length === 0 ? undefined : found;
}

function compare(operator: string, left: Json | undefined, right: Json | undefined): boolean {
  if (operator === '!=') return !compare('==', left, right);
  if (left === undefined || right === undefined) return false;
  if (operator === '==') return sameJson(left, right);
  if (operator === 'in') return Array.isArray(right) && right.some((item) => sameJson(item, left));
  if (operator === 'nin') return Array.isArray(right) && !right.some((item) => sameJson(item, left));
  const comparable = (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string');
  if (!comparable) return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

/** Why a definite path finds nothing, in the words of the service's JSONPath library (Jayway). */
export function reasonOfMiss(path: Path, root: Json): string {
  let value: Json = root;
  for (const [i, step] of path.steps.entries()) {
    if (step.kind === 'index' && !Array.isArray(value))
      return `Filter: ${bracketed(path.steps.slice(i))} can only be applied to arrays. Current context is: ${JSON.stringify(value)}`;
    const next = stepInto(step, value);
    if (next === undefined)
      return step.kind === 'name' && i < path.steps.length - 1
        ? `Missing property in path $${bracketed(path.steps.slice(0, i + 1))}`
        : `No results for path: $${bracketed(path.steps)}`;
    value = next;
  }
  return `No results for path: $${bracketed(path.steps)}`;
}

function bracketed(steps: readonly Step[]): string {
  return steps.map((s) => (s.kind === 'name' ? `['${s.name}']` : s.kind === 'index' ? `[${s.index}]` : '[*]')).join('');
}

/** A result that cannot be put where ResultPath says. */
export class ReferencePathError extends Error {}

/** Puts a value where a reference path points, making the objects on the way; the document itself is not changed. */
export function put(path: Path, document: Json, value: Json, at = 0): Json {
  const step = path.steps[at];
  if (step === undefined) return value;
  if (step.kind === 'name') {
    if (!isObject(document)) throw new ReferencePathError(step.name);
    const copy = { ...document };
    setOwn(copy, step.name, put(path, Object.hasOwn(document, step.name) ? (document[step.name] as Json) : {}, value, at + 1));
    return copy;
  }
  if (step.kind !== 'index' || !Array.isArray(document) || step.index >= document.length)
    throw new ReferencePathError(`$${bracketed(path.steps)}`);
  const copy = [...document];
  copy[step.index] = put(path, document[step.index] as Json, value, at + 1);
  return copy;
}
