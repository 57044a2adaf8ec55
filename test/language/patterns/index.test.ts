import { describe, expect, it } from 'vitest';
import { compilePattern } from '#language/patterns/index.ts';

type Row = [title: string, pattern: unknown, event: unknown, expected: boolean];

const JOINED_ROWS: Row[] = [
  ['all fields hold', { source: ['s'], detail: { a: [1] } }, { source: 's', detail: { a: 1, b: 2 } }, true],
  ['one field fails', { source: ['s'], detail: { a: [1] } }, { source: 's', detail: { a: 2 } }, false],
  ['a field is missing', { source: ['s'], detail: { a: [1] } }, { source: 's' }, false],
  ['a name differs in case', { source: ['s'] }, { Source: 's' }, false],
  ['an object stands where a value is asked', { detail: ['x'] }, { detail: { x: 'x' } }, false],
  ['a value stands where an object is asked', { detail: { a: ['x'] } }, { detail: 'x' }, false],
  ['a dotted name of the pattern meets a nested event', { detail: { 'a.b': [1] } }, { detail: { a: { b: 1 } } }, true],
  ['a nested pattern meets a dotted name of the event', { detail: { a: { b: [1] } } }, { 'detail.a': { b: 1 } }, true],
  ['a wholly dotted event', { detail: { a: { b: [1] } } }, { 'detail.a.b': 1 }, true],
  [
    'a field named like an operator, outside $or',
    { detail: { prefix: ['x'], numeric: [1] } },
    { detail: { prefix: 'x', numeric: 1 } },
    true,
  ],
  ['a field named like an operator that holds something else', { detail: { prefix: ['x'] } }, { detail: { prefix: 'xy' } }, false],
  ['an object under the name of an operator', { exists: { '>': ['x'] } }, { exists: { '>': 'x' } }, true],
  ['a name that every object inherits', { constructor: [{ exists: false }] }, {}, true],
  ['a name that every object inherits, asked to exist', { toString: [{ exists: true }] }, {}, false],
];

const OR_ROWS: Row[] = [
  ['the first alternative', { $or: [{ a: [1] }, { b: [2] }] }, { a: 1 }, true],
  ['the second alternative', { $or: [{ a: [1] }, { b: [2] }] }, { b: 2 }, true],
  ['neither', { $or: [{ a: [1] }, { b: [2] }] }, { a: 2, b: 1 }, false],
  ['together with a field beside it', { s: ['x'], $or: [{ a: [1] }, { b: [2] }] }, { s: 'y', a: 1 }, false],
  ['a nested one', { $or: [{ a: [1] }, { b: [2], $or: [{ c: [3] }, { d: [4] }] }] }, { b: 2, d: 4 }, true],
  ['a nested one that fails', { $or: [{ a: [1] }, { b: [2], $or: [{ c: [3] }, { d: [4] }] }] }, { b: 2, e: 4 }, false],
  ['two side by side', { $or: [{ a: [1] }, { b: [1] }], x: { $or: [{ c: [1] }, { d: [1] }] } }, { b: 1, x: { c: 1 } }, true],
  ['only one of two side by side', { $or: [{ a: [1] }, { b: [1] }], x: { $or: [{ c: [1] }, { d: [1] }] } }, { b: 1 }, false],
  ['a branch repeating an outer field overrides it', { a: [1], $or: [{ a: [2] }, { b: [3] }] }, { a: 2 }, true],
  ['a field after it overrides its branches', { $or: [{ a: [2] }, { b: [3] }], a: [1] }, { a: 2 }, false],
];

const ARRAY_ROWS: Row[] = [
  ['plain values of one array go together', { t: ['a'], n: ['x'] }, { t: ['a', 'b'], n: 'x' }, true],
  ['both fields in one element', { d: { a: [1], b: [2] } }, { d: [{ a: 1 }, { a: 1, b: 2 }] }, true],
  ['the fields split over two elements', { d: { a: [1], b: [2] } }, { d: [{ a: 1 }, { b: 2 }] }, false],
  ['two different arrays are free of each other', { d: { a: [1] }, e: { b: [2] } }, { d: [{}, { a: 1 }], e: [{ b: 2 }] }, true],
  ['a value above the array goes with any element', { k: [0], d: { a: [1] } }, { k: 0, d: [{ a: 2 }, { a: 1 }] }, true],
  ['nested arrays within one element', { d: { a: [1], e: { b: [2] } } }, { d: [{ a: 1, e: [{ b: 1 }, { b: 2 }] }] }, true],
  ['nested arrays of different elements', { d: { a: [1], e: { b: [2] } } }, { d: [{ a: 1, e: [{ b: 1 }] }, { e: [{ b: 2 }] }] }, false],
  ['an array in an array', { d: { a: [1], b: [2] } }, { d: [[{ a: 1, b: 2 }]] }, true],
  ['an array in an array, split inside', { d: { a: [1], b: [2] } }, { d: [[{ a: 1 }, { b: 2 }]] }, false],
  ['an absent field of the chosen element', { d: { a: [1], b: [{ exists: false }] } }, { d: [{ a: 2, b: 1 }, { a: 1 }] }, true],
  ['a field absent from another element only', { d: { a: [1], b: [{ exists: false }] } }, { d: [{ a: 1, b: 1 }, { a: 2 }] }, false],
  ['absence judged before any element is chosen', { d: { a: [{ exists: false }], b: [1] } }, { d: [{ a: 1 }, { b: 1 }] }, false],
  ['absence asked in an empty array', { d: { a: [{ exists: false }] } }, { d: [] }, true],
  ['the same array object at two places', ...sharedArrayRow()],
];

function sharedArrayRow(): [unknown, unknown, boolean] {
  const shared = [{ a: 1 }, { b: 2 }];
  return [{ d: { a: [1] }, e: { b: [2] } }, { d: shared, e: shared }, true];
}

describe('a pattern of several fields', () => {
  it.each(JOINED_ROWS)('%s', (_title, pattern, event, expected) => {
    expect(compilePattern(pattern).matches(event)).toBe(expected);
  });
});

describe('$or', () => {
  it.each(OR_ROWS)('%s', (_title, pattern, event, expected) => {
    expect(compilePattern(pattern).matches(event)).toBe(expected);
  });
});

describe('arrays of objects', () => {
  it.each(ARRAY_ROWS)('%s', (_title, pattern, event, expected) => {
    expect(compilePattern(pattern).matches(event)).toBe(expected);
  });

  it('stays linear in the elements of an array whose fields never meet', () => {
    const elements = Array.from({ length: 20_000 }, (_unused, index) => (index % 2 === 0 ? { a: 1 } : { b: 2 }));
    const pattern = compilePattern({ d: { a: [1], b: [2], c: [3] } });

    expect(pattern.matches({ d: elements })).toBe(false);
    expect(pattern.matches({ d: [...elements, { a: 1, b: 2, c: 3 }] })).toBe(true);
  });

  it('does not multiply arrays that are free of each other', () => {
    const many = (name: string) => Array.from({ length: 300 }, () => ({ [name]: 1 }));
    const pattern = compilePattern({ p: { a: [1] }, q: { a: [1] }, r: { a: [1] }, s: { a: [2] } });

    expect(pattern.matches({ p: many('a'), q: many('a'), r: many('a'), s: many('a') })).toBe(false);
  });
});

describe('an event that is no JSON object', () => {
  it.each([[null], ['text'], [1], [[]], [undefined]])('%j never matches', (event) => {
    expect(compilePattern({ a: [{ exists: false }] }).matches(event)).toBe(false);
  });

  it('is not followed below the nesting that the service reads', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 5000; level += 1) deep = [deep];

    expect(compilePattern({ a: [1] }).matches({ a: deep })).toBe(false);
  });
});
