import { PatternProblem } from './errors.ts';
import { asObject } from './scalar.ts';

/**
 * EventBridge does not publish its limit. Ten is the one that event-ruler's own page suggests, and it parts the
 * patterns that AWS is known to accept from those it is known to refuse.
 */
const MAX_COMPLEXITY = 10;
/** How many situations of a text are looked at before a pattern counts as simple enough. */
const MAX_SITUATIONS = 1000;
const REASON =
  'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character';

/** A place in the wildcard patterns of a field, shared by those that begin alike. */
type Position = { isWildcard: boolean; patterns: number; children: Map<string, Position>; wildcard: Position | undefined };

/** Refuses a field whose wildcards may be in the middle of too many matches at once. */
export function refuseComplexWildcards(elements: readonly unknown[]): void {
  const patterns = elements.flatMap(wildcardsOf);
  if (patterns.length > 0 && complexityOf(patterns) > MAX_COMPLEXITY) throw new PatternProblem(REASON);
}

function wildcardsOf(element: unknown): string[] {
  const own = asObject(element);
  const operands = [own?.wildcard, asObject(own?.['anything-but'])?.wildcard].flat();
  return operands.filter((operand) => typeof operand === 'string');
}

/** The most partial matches, counted by pattern, that any text can keep open at one time. */
function complexityOf(patterns: readonly string[]): number {
  const root = newPosition(false);
  for (const pattern of patterns) addPattern(root, pattern);
  const start = closure([root]);
  const seen = new Set<string>();
  const waiting = [start];
  const ids = new Map<Position, number>();
  let worst = 0;
  for (let at = 0; at < waiting.length && seen.size < MAX_SITUATIONS && worst <= MAX_COMPLEXITY; at += 1) {
    for (const next of successors(waiting[at] as Set<Position>)) {
      const key = keyOf(next, ids);
      if (seen.has(key)) continue;
      seen.add(key);
      worst = Math.max(worst, sumOf(next));
      waiting.push(next);
    }
  }
  return worst;
}

function newPosition(isWildcard: boolean): Position {
  return { isWildcard, patterns: 0, children: new Map(), wildcard: undefined };
}

// Quotation marks are part of the text that the service compares.
function addPattern(root: Position, pattern: string): void {
  const tokens = `"${pattern}"`.match(/\\[*\\]|./gsu) ?? [];
  let position = root;
  for (const token of tokens) {
    position =
      token === '*' ? wildcardBelow(position) : characterBelow(position, token.length === 2 && token[0] === '\\' ? token.slice(1) : token);
    position.patterns += 1;
  }
}

function wildcardBelow(position: Position): Position {
  position.wildcard ??= newPosition(true);
  return position.wildcard;
}

function characterBelow(position: Position, character: string): Position {
  const known = position.children.get(character) ?? newPosition(false);
  position.children.set(character, known);
  return known;
}

/** The situations that one more character can lead to. */
function successors(situation: Set<Position>): Set<Position>[] {
  const staying = [...situation].filter((position) => position.isWildcard);
  const characters = new Set([...situation].flatMap((position) => [...position.children.keys()]));
  return [...characters].map((character) => {
    const moved = [...situation].flatMap((position) => position.children.get(character) ?? []);
    return closure([...staying, ...moved]);
  });
}

/** A wildcard may stand for nothing, so whoever stands before it stands in it too. */
function closure(positions: readonly Position[]): Set<Position> {
  return new Set(positions.flatMap((position) => (position.wildcard === undefined ? [position] : [position, position.wildcard])));
}

function sumOf(situation: Set<Position>): number {
  let sum = 0;
  for (const position of situation) sum += position.patterns;
  return sum;
}

function keyOf(situation: Set<Position>, ids: Map<Position, number>): string {
  const known = [...situation].map((position) => {
    const id = ids.get(position) ?? ids.size;
    ids.set(position, id);
    return id;
  });
  return known.sort((one, other) => one - other).join();
}
