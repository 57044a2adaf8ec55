import { type Budget, extent } from './jsonata-budget.ts';
import { OPERATORS } from './jsonata-frame.ts';
import { isDeferred } from './jsonata-members.ts';

/** A node of jsonata's syntax tree, as far as metering looks into it. */
type Node = {
  type?: string;
  value?: unknown;
  lhs?: unknown;
  rhs?: unknown;
  steps?: unknown[];
  predicate?: unknown;
  stages?: unknown;
  group?: unknown;
};

const FUNCTION_OF: Readonly<Record<string, string>> = {
  '..': OPERATORS.range,
  '&': OPERATORS.concat,
  in: OPERATORS.includes,
  '=': OPERATORS.equal,
  '!=': OPERATORS.unequal,
};
const LITERALS = ['string', 'number', 'value'];
const LOOPS = ['lambda', 'partial', 'transform', 'sort', 'descendant', 'wildcard'];

/**
 * Turns the operators whose work grows with their operands into functions that are paid for. Answers whether the expression may go
 * through data again and again, so that each node has to be watched; most go through it once, and watching costs a turn a node.
 */
export function meterTree(root: unknown): boolean {
  const seen = new Set<object>();
  let watched = false;
  const visit = (node: unknown, repeated: boolean): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    const it = node as Node;
    if (it.type === 'binary' && it.value === '..') watched = true;
    if (LOOPS.includes(it.type ?? '') || (repeated && isCostly(it))) watched = true;
    for (const [key, child] of Object.entries(node)) visitChild(key, child, repeated);
    turnOperator(it);
  };
  const visitChild = (key: string, child: unknown, repeated: boolean): void => {
    if (key === 'steps' && Array.isArray(child)) for (const [i, step] of child.entries()) visit(step, repeated || i > 0);
    else visit(child, repeated || key === 'predicate' || key === 'stages' || key === 'group');
  };
  visit(root, false);
  return watched;
}

/** What may be long, however short the item it is asked for: a variable, and a list made anew. */
function isCostly(node: Node): boolean {
  return (node.type === 'variable' && node.value !== '') || (node.type === 'unary' && node.value === '[');
}

function turnOperator(node: Node): void {
  if (node.type !== 'binary') return;
  const name = FUNCTION_OF[String(node.value)];
  const literal = LITERALS.includes((node.lhs as Node).type ?? '') || LITERALS.includes((node.rhs as Node).type ?? '');
  if (name === undefined || (literal && (node.value === '=' || node.value === '!='))) return;
  const { lhs, rhs } = node;
  Object.assign(node, { type: 'function', value: '(', procedure: { type: 'variable', value: name }, arguments: [lhs, rhs] });
}

/** What is paid before a watched node: jsonata looks a name up in every item of a list within a list without asking. */
export function payEntry(budget: Budget, node: unknown, input: unknown): void {
  if (isDeferred(node)) budget.aside += 1;
  const { type } = node as Node;
  if (type === 'name' && Array.isArray(input)) budget.spendOnItems(listed(input));
  else if (type === 'wildcard' || type === 'descendant') budget.spendOnItems(extent(input));
}

/** What is paid after one: a list constructor copies the lists that it is given. */
export function payExit(budget: Budget, node: unknown, result: unknown): void {
  if (isDeferred(node)) budget.aside -= 1;
  const { type, value } = node as Node;
  if (type === 'unary' && value === '[' && Array.isArray(result)) budget.makeList(result.length);
}

function listed(list: readonly unknown[]): number {
  let total = list.length;
  for (const item of list) if (Array.isArray(item)) total += listed(item);
  return total;
}
