import type { Json } from '#language/asl/index.ts';
import { isObject, isTooDeep } from '#language/asl/json.ts';

/** A recorded answer of a task: taken by the state's name, then by equal input, then in order. */
export type Mock = { state: string; input?: Json; result?: Json; error?: string; cause?: string; hang?: boolean };

/** A problem in the form of the command line: where, what was found, what is allowed. */
export type MockProblem = { place: string; found: string; allowed: string };

/** Reads mocks; every problem at once. What a recording says besides (its resource, its limits) is left alone. */
export function readMocks(value: unknown): { mocks: Mock[]; problems: MockProblem[] } {
  if (!Array.isArray(value)) return { mocks: [], problems: [{ place: 'mocks', found: nameOf(value), allowed: 'a list of mocks' }] };
  const problems = value.flatMap((mock, i) => problemsOf(mock, `mocks[${i}]`));
  return { mocks: problems.length === 0 ? (value as Mock[]) : [], problems };
}

function problemsOf(mock: unknown, place: string): MockProblem[] {
  if (!isObject(mock)) return [{ place, found: nameOf(mock), allowed: 'an object with "state" and an answer' }];
  const problems: MockProblem[] = [];
  const expect = (holds: boolean, field: string, allowed: string): void => {
    if (!holds) problems.push({ place: `${place}.${field}`, found: nameOf(mock[field]), allowed });
  };
  expect(typeof mock.state === 'string', 'state', 'the name of a state');
  for (const field of ['error', 'cause']) expect(mock[field] === undefined || typeof mock[field] === 'string', field, 'a string');
  expect(mock.hang === undefined || typeof mock.hang === 'boolean', 'hang', 'true');
  for (const field of ['input', 'result']) expect(!isTooDeep(mock[field]), field, 'a value that is not nested that deep');
  const answers = ['result', 'error', 'hang'].filter((field) => mock[field] !== undefined && mock[field] !== false);
  if (answers.length > 1 || (answers.length === 0 && mock.cause === undefined))
    problems.push({ place, found: answers.join(' and ') || 'no answer', allowed: 'one of result, error with cause, hang' });
  return problems;
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

type Entry = { mock: Mock; used: boolean };
/** The mocks of one state. Entries before `next` are used; those of one input are kept in order, the used ones dropped. */
type Shelf = { entries: Entry[]; next: number; byInput: Map<string, Entry[]> };

/** Hands out mocks, each once; when a state has none left, its last one again. */
export class MockShelves {
  /** States that asked and have no mock at all. */
  readonly missing = new Set<string>();
  private readonly shelves = new Map<string, Shelf>();

  constructor(mocks: readonly Mock[]) {
    for (const mock of mocks) {
      const shelf = this.shelves.get(mock.state) ?? { entries: [], next: 0, byInput: new Map<string, Entry[]>() };
      this.shelves.set(mock.state, shelf);
      const entry = { mock, used: false };
      shelf.entries.push(entry);
      if (mock.input === undefined) continue;
      const key = canonical(mock.input);
      const same = shelf.byInput.get(key);
      if (same === undefined) shelf.byInput.set(key, [entry]);
      else same.push(entry);
    }
  }

  take(state: string, input: Json): Mock | undefined {
    const shelf = this.shelves.get(state);
    if (shelf === undefined) {
      this.missing.add(state);
      return undefined;
    }
    const entry = byInput(shelf, input) ?? inOrder(shelf) ?? shelf.entries.at(-1);
    if (entry !== undefined) entry.used = true;
    return entry?.mock;
  }

  /** States whose mocks were never asked for, with how many. */
  unused(): { state: string; count: number }[] {
    return [...this.shelves]
      .map(([state, { entries }]) => ({ state, count: entries.filter((entry) => !entry.used).length }))
      .filter(({ count }) => count > 0);
  }
}

function byInput(shelf: Shelf, input: Json): Entry | undefined {
  const fitting = shelf.byInput.size === 0 ? undefined : shelf.byInput.get(canonical(input));
  while (fitting?.[0]?.used === true) fitting.shift();
  return fitting?.[0];
}

function inOrder(shelf: Shelf): Entry | undefined {
  while (shelf.entries[shelf.next]?.used === true) shelf.next += 1;
  return shelf.entries[shelf.next];
}

/** JSON text with sorted keys: equal values have equal texts. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
