import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { put, query, ReferencePathError } from '#language/asl/jsonpath.ts';
import { parsePath, parseReferencePath } from '#language/asl/jsonpath-parse.ts';

const SHOP: Json = {
  name: 'shop',
  'odd key': { x: 1 },
  books: [
    { title: 'A', price: 5, tags: ['x', 'y'] },
    { title: 'B', price: 15 },
    { title: 'C', price: 25, sold: true },
  ],
};

describe('a path', () => {
  it.each<[path: string, found: Json | undefined]>([
    ['$', SHOP],
    ['$.name', 'shop'],
    ["$['name']", 'shop'],
    ["$['odd key'].x", 1],
    ['$.books[0].title', 'A'],
    ['$.books[-1].title', 'C'],
    ['$.books[9]', undefined],
    ['$.nothing', undefined],
    ['$.name.deeper', undefined],
    ['$.name[0]', undefined],
    ['$.books.length()', 3],
    ['$.books[*].title', ['A', 'B', 'C']],
    ['$.books[0,2].title', ['A', 'C']],
    ['$.books[0:2].title', ['A', 'B']],
    ['$.books[-2:].title', ['B', 'C']],
    ['$.books[::2].title', ['A', 'C']],
    ["$.books[0]['title','price']", ['A', 5]],
    ['$..title', ['A', 'B', 'C']],
    ['$..tags[0]', ['x']],
    ['$.books[?(@.price > 10)].title', ['B', 'C']],
    ['$.books[?(@.price >= 15 && @.price <= 15)].title', ['B']],
    ["$.books[?(@.title == 'A' || @.sold == true)].title", ['A', 'C']],
    ['$.books[?(@.sold)].title', ['C']],
    ['$.books[?(!@.sold)].title', ['A', 'B']],
    ['$.books[?(@.title =~ /[ab]/i)].title', ['A', 'B']],
    ["$.books[?(@.title in ['A','C'])].title", ['A', 'C']],
    ["$.books[?(@.title nin ['A','C'])].title", ['B']],
    ['$.books[?(@.price < $.books[1].price)].title', ['A']],
    ['$.books[?(@.price > "10")].title', []],
    ['$.none[*]', []],
  ])('%s finds %j', (path, found) => {
    expect(query(parsePath(path), SHOP)).toEqual(found);
  });

  it.each(['', 'a', '$.', '$..', '$[', "$['a", '$[?(@.a ==)]', '$.a b', '$[1.5]', '$[::0]', '$[?(@.a =~ /(/)]', `$${'[?('.repeat(99)}`])(
    'refuses %j',
    (path) => {
      expect(() => parsePath(path)).toThrow();
    },
  );

  it('does not read what an object inherits', () => {
    expect(query(parsePath('$.constructor'), {})).toBeUndefined();
  });

  it('names the variable that it starts from', () => {
    expect(parsePath('$answer.x')).toMatchObject({ root: { variable: 'answer' }, definite: true });
    expect(parsePath('$$.Map.Item')).toMatchObject({ root: '$$' });
  });
});

describe('a reference path', () => {
  it.each<[path: string, document: Json, result: Json]>([
    ['$', { a: 1 }, 7],
    ['$.b', { a: 1 }, { a: 1, b: 7 }],
    ['$.a.b', {}, { a: { b: 7 } }],
    ['$.a[1]', { a: [1, 2, 3] }, { a: [1, 7, 3] }],
    ["$['x y']", {}, { 'x y': 7 }],
  ])('%s puts into %j', (path, document, result) => {
    const before = structuredClone(document);

    expect(put(parseReferencePath(path), document, 7)).toEqual(result);
    expect(document).toEqual(before);
  });

  it.each<[path: string, document: Json]>([
    ['$.a.b', { a: 1 }],
    ['$.a', [1]],
    ['$.a[3]', { a: [1] }],
    ['$.a[0]', {}],
  ])('%s has no place in %j', (path, document) => {
    expect(() => put(parseReferencePath(path), document, 7)).toThrow(ReferencePathError);
  });

  it.each(['$.a[*]', '$..a', '$.a[-1]', '$$.a', '$v.a', '$.a[0:1]'])('refuses %s', (path) => {
    expect(() => parseReferencePath(path)).toThrow();
  });
});
