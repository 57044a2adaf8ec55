import type { Budget } from './jsonata-budget.ts';
import { BUDGET, type Definition, type Focus, OPERATORS } from './jsonata-frame.ts';

/** A node of jsonata's syntax tree, as far as its constructors are concerned. */
type Node = {
  type?: string;
  value?: unknown;
  position?: unknown;
  expressions?: Node[];
  lhs?: unknown;
  group?: { lhs: [Node, Node][] };
  consarray?: boolean;
  [member: string]: unknown;
};

/** What a node is to the path that it is a step of: stays where the node was. */
const STEP_MEMBERS = ['focus', 'index', 'tuple', 'ancestor', 'stages', 'consarray', 'nextFunction'];

/**
 * jsonata evaluates the members of a list and of an object side by side, and counts them all as nested in each other. Where that could
 * exceed the limit, this makes a function of each member and has them called one after the other: only what is nested is counted.
 */
export function sequenceMembers(root: unknown, depthLimit: number): void {
  if (nestedAtMost(root as Node) <= depthLimit) return;
  const seen = new Set<object>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    for (const child of Object.values(node)) visit(child);
    turnConstructor(node as Node);
  };
  visit(root);
}

/** The greatest depth that jsonata may count: groups have any number of members, and functions may call themselves. */
function nestedAtMost(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0;
  const it = node as Node;
  if (it.group !== undefined || it.type === 'lambda') return Number.POSITIVE_INFINITY;
  if (!isConstructor(it)) return Math.max(0, ...Object.values(it).map(nestedAtMost)) + (it.type === undefined ? 0 : 1);
  const members = [it.expressions ?? it.lhs].flat(2);
  return members.reduce((sum: number, member) => sum + nestedAtMost(member), 1);
}

function isConstructor({ type, value }: Node): boolean {
  return type === 'unary' && (value === '[' || value === '{');
}

function turnConstructor(node: Node): void {
  if (isConstructor(node)) {
    if (node.value === '[') turnList(node);
    else turnObject(node, { ...node, lhs: deferredPairs(node.lhs as [Node, Node][]) });
  }
  if (node.group !== undefined && !bindsAny(node.group.lhs))
    turnObject(node, { ...node, group: { ...node.group, lhs: deferredPairs(node.group.lhs) } });
}

function turnList(node: Node): void {
  const { expressions = [] } = node;
  if (expressions.length < 2 || bindsAny(expressions)) return;
  // A list within a list stays one, and what else is a list is put in item by item.
  const shape = { keeps: expressions.map(({ value }) => value === '['), cons: node.consarray === true };
  call(node, '[', OPERATORS.list, [
    { ...node, consarray: false, expressions: expressions.map(deferred) },
    { type: 'value', value: shape },
  ]);
}

function turnObject(node: Node, inner: Node): void {
  if (inner.type !== 'unary' || !bindsAny(inner.lhs)) call(node, '(', OPERATORS.object, [inner]);
}

/** A list that has become a call still says '[': whether it stays a list within a list is read from that. */
function call(node: Node, value: string, name: string, args: Node[]): void {
  for (const key of Object.keys(node)) if (!STEP_MEMBERS.includes(key)) delete node[key];
  Object.assign(node, { type: 'function', value, procedure: { type: 'variable', value: name }, arguments: args });
}

function deferred(body: Node): Node {
  return { type: 'lambda', arguments: [], body, deferred: true };
}

/** Whether a node is a member's function: where nodes are watched, jsonata makes these side by side, too. */
export function isDeferred(node: unknown): boolean {
  return (node as Node).deferred === true;
}

function deferredPairs(pairs: [Node, Node][]): [Node, Node][] {
  return pairs.map(([key, value]) => [key, deferred(value)]);
}

/** A variable that a member binds is seen outside it, which it would not be from within a function. */
function bindsAny(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { type } = node as Node;
  if (type === 'block' || type === 'lambda') return false;
  return type === 'bind' || Object.values(node).some(bindsAny);
}

type Deferred = { apply(self: Focus, args: unknown[]): Promise<unknown> };

/** What the turned constructors call. */
export const MEMBERS: readonly [string, Definition & { _jsonata_function: true }][] = [
  [OPERATORS.list, { _jsonata_function: true, implementation: listOf }],
  [OPERATORS.object, { _jsonata_function: true, implementation: objectOf }],
];

async function listOf(this: Focus, members: unknown, shape: unknown): Promise<unknown> {
  const { keeps, cons } = shape as { keeps: boolean[]; cons: boolean };
  const budget = this.environment.lookup(BUDGET) as Budget;
  const list: unknown[] = [];
  for (const [i, member] of (members as Deferred[]).entries()) {
    const value = await member.apply(this, []);
    if (value === undefined) continue;
    const items: unknown[] = Array.isArray(value) && keeps[i] !== true ? value : [value];
    budget.growList(list.length, items.length);
    for (const item of items) list.push(item);
  }
  if (cons) Object.defineProperty(list, 'cons', { value: true });
  return list;
}

async function objectOf(this: Focus, members: unknown): Promise<unknown> {
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, member] of Object.entries(members as Record<string, Deferred>)) {
    const value = await member.apply(this, []);
    if (value !== undefined) object[key] = value;
  }
  return object;
}
