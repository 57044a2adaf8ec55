import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { put, query, ReferencePathError } from '#language/asl/jsonpath.ts';
import { parsePath, parseReferencePath } from '#language/asl/jsonpath-parse.ts';
import { type Condition, find, type PathStep, writtenPath } from './jsonpath-second-reading.ts';

const name = fc.constantFrom('a', 'b', 'c', 'length', 'odd key');
const plainName = fc.constantFrom('a', 'b', 'c');
const index = fc.integer({ min: -3, max: 3 });
const scalar = fc.oneof(fc.constantFrom(0, 1, 2, 3), fc.constantFrom('x', 'y', ''), fc.boolean(), fc.constant(null));

const { node } = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(name, tie('node'), { maxKeys: 3, noNullPrototype: true }) as Arbitrary<Json>,
  ),
}));

const compared: Arbitrary<Condition> = fc.record({
  member: plainName,
  operator: fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
  value: fc.oneof(fc.constantFrom(0, 1, 2), fc.constantFrom('x', 'y'), fc.boolean(), fc.constant(null)),
});
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    compared,
    fc.record({ member: plainName }),
    fc.record({ without: plainName }),
    fc.record({ both: fc.tuple(tie('condition'), tie('condition')) }),
    fc.record({ either: fc.tuple(tie('condition'), tie('condition')) }),
  ),
}));

const bound = fc.option(index, { nil: undefined });
const named = fc.tuple(name, fc.boolean()).map(([chosen, quoted]): PathStep => ({ name: chosen, quoted: quoted || chosen.includes(' ') }));
const step: Arbitrary<PathStep> = fc.oneof(
  { weight: 4, arbitrary: named },
  { weight: 2, arbitrary: fc.record({ index }) },
  fc.record({ names: fc.array(name, { minLength: 2, maxLength: 3 }) }),
  fc.record({ indexes: fc.array(index, { minLength: 2, maxLength: 3 }) }),
  fc.record({ from: bound, to: bound }),
  fc.record({ every: fc.constantFrom('dot' as const, 'bracket' as const) }),
  fc.record({ deep: plainName }),
  fc.record({ filter: condition }),
);

describe('paths against a second reading', () => {
  it('agree on any path and document', () => {
    let found = 0;

    fc.assert(
      fc.property(fc.array(step, { maxLength: 4 }), node, (steps, document) => {
        const expected = find(steps, document);
        expect(query(parsePath(writtenPath(steps)), document)).toEqual(expected);
        found += Number(expected !== undefined && !(Array.isArray(expected) && expected.length === 0));
      }),
      { numRuns: 3000 },
    );

    expect(found).toBeGreaterThan(250);
  });

  it('find again what was put where they point, and nothing else has changed', () => {
    const reference = fc.array(fc.oneof(named, fc.record({ index: fc.nat(2) })), { maxLength: 3 });

    fc.assert(
      fc.property(reference, node, (steps, document) => {
        const before = JSON.stringify(document);
        let after: Json;
        try {
          after = put(parseReferencePath(writtenPath(steps)), document, 'put');
        } catch (error) {
          expect(error).toBeInstanceOf(ReferencePathError);
          return;
        }

        expect(find(steps, after)).toBe('put');
        expect(JSON.stringify(document)).toBe(before);
        if (find(steps, document) !== undefined)
          expect(put(parseReferencePath(writtenPath(steps)), after, find(steps, document) as Json)).toEqual(document);
      }),
      { numRuns: 1000 },
    );
  });
});
