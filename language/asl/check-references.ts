/** A node of jsonata's syntax tree, as far as references need it. */
export type AstNode = { type?: string; value?: unknown; [member: string]: unknown };

/** What an expression refers to outside itself. */
export type References = {
  /** Names read from the context item at the top level, which no expression of a state has: `phone`, `$`. */
  context: Set<string>;
  /** Whether it reads `$$`. */
  root: boolean;
  /** Members of `$states` that it reads. */
  states: Iterable<string>;
  /** Operators of jsonata 2.1 and later: the service speaks 2.0.6. */
  newer: Set<'??' | '?:'>;
  tooDeep: boolean;
};

type Found = References & { states: Set<string> };

/** Deeper trees than this are not followed: the walk must not exhaust the stack. */
const NESTING_LIMIT = 1_000;

/** Finds what an expression refers to. */
export function references(ast: AstNode): References {
  const found: Found = { context: new Set(), root: false, states: new Set(), newer: new Set(), tooDeep: false };
  everywhere(ast, found, 0);
  if (!found.tooDeep) atTop(ast, found);
  return found;
}

/** `$$` and `$states.x` are looked for in every corner: predicates and lambdas see them, too. */
function everywhere(node: unknown, found: Found, depth: number): void {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return;
  if (depth > NESTING_LIMIT) {
    found.tooDeep = true;
    return;
  }
  const { type, value, steps } = node as AstNode;
  if (type === 'variable' && value === '$') found.root = true;
  if (type === 'path' && Array.isArray(steps)) noteStates(steps as AstNode[], found);
  if (type === 'condition') noteOperator(node as AstNode, found);
  for (const member of Object.values(node)) everywhere(member, found, depth + 1);
}

function noteStates([first, second]: AstNode[], found: Found): void {
  if (first?.type === 'variable' && first.value === 'states' && second?.type === 'name') found.states.add(String(second.value));
}

/** Both operators are parsed into a condition; only a written condition has a place of its own in the text. */
function noteOperator({ condition, then }: AstNode, found: References): void {
  const { procedure } = condition as AstNode;
  if (procedure !== undefined && (procedure as AstNode).position === undefined) found.newer.add('??');
  else if (placeOf(condition) === placeOf(then)) found.newer.add('?:');
}

function placeOf(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return undefined;
  if ('position' in node && node.position !== undefined) return node.position;
  for (const member of Object.values(node)) {
    const place = placeOf(member);
    if (place !== undefined) return place;
  }
  return undefined;
}

/**
 * Follows what is evaluated against the top-level context: the first step of a path, arguments, the body of a lambda.
 * Later steps, predicates, sort terms and groupings are evaluated against the value before them.
 */
function atTop(node: unknown, found: References): void {
  if (Array.isArray(node)) {
    for (const one of node) atTop(one, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const it = node as AstNode;
  if (it.type === 'name') found.context.add(String(it.value));
  else if (it.type === 'variable' && it.value === '') found.context.add('$');
  else if (it.type === 'path') atTop((it.steps as AstNode[])[0], found);
  else for (const member of TOP_MEMBERS[it.type ?? ''] ?? []) atTop(it[member], found);
}

/** The members of a node that keep the context of the node. */
const TOP_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  unary: ['lhs', 'expression', 'expressions'],
  binary: ['lhs', 'rhs'],
  apply: ['lhs', 'rhs'],
  function: ['procedure', 'arguments'],
  partial: ['procedure', 'arguments'],
  lambda: ['body'],
  condition: ['condition', 'then', 'else'],
  block: ['expressions'],
  bind: ['rhs'],
};
