import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { exceedsPayloadLimit } from '#language/asl/json-size.ts';

/** Texts that take more bytes, or more characters once escaped, than they have characters. */
const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\u0001', 'é', '€', '😀'), maxLength: 6 });
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom<Json>(null, true, false, 0, -1e-7, 123456789),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<Json>,
  ),
}));

describe('the size of a payload', () => {
  it('is that of its JSON text in UTF-8, to the byte', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: -40, max: 40 }), (payload, distance) => {
        const bytes = Buffer.byteLength(JSON.stringify(payload), 'utf8');
        const limit = Math.max(0, bytes + distance);

        expect(exceedsPayloadLimit(payload, limit)).toBe(bytes > limit);
        expect(exceedsPayloadLimit(payload, bytes)).toBe(false);
        expect(exceedsPayloadLimit(payload, bytes - 1)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it.each<[what: string, payload: Json]>([
    ['many small items', Array.from({ length: 2_000 }, () => 1)],
    ['many members', Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`member${i}`, i]))],
    ['one long text', 'x'.repeat(4_000)],
    ['lists in lists', Array.from({ length: 300 }, () => [[0, 'ab']])],
  ])('of %s is counted to its end', (_what, payload) => {
    const bytes = JSON.stringify(payload).length;

    expect(exceedsPayloadLimit(payload, bytes)).toBe(false);
    expect(exceedsPayloadLimit(payload, bytes - 1)).toBe(true);
    expect(exceedsPayloadLimit(payload, Math.floor(bytes / 2))).toBe(true);
  });
});
