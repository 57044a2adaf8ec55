import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, InvalidPatternError } from '#language/patterns/index.ts';
import { matchesSlowly } from './second-reading.ts';

const name = fc.constantFrom('a', 'b', 'a.b', 'a-b');
const text = fc.string({ unit: fc.constantFrom('a', 'B', '*', '\\', '/'), maxLength: 4 });
const number = fc.constantFrom(-1, 0, 0.5, 1, 2);
const address = fc.constantFrom(
  '10.0.0.1',
  '10.0.0.2',
  '10.0.1.0',
  '::1',
  '0:0::0:1',
  '::ffff:a00:1',
  '2001:db8::1',
  '1.2.3',
  '256.0.0.1',
  '1::2::3',
);
const leaf = fc.oneof(text, number, fc.boolean(), fc.constant(null), address);
const plainText = fc.string({ unit: fc.constantFrom('a', 'b', 'B'), minLength: 1, maxLength: 2 });
const wildcard = fc
  .array(fc.constantFrom('a', 'B', '/', '*', '\\*', '\\\\'), { maxLength: 4 })
  .map((tokens) => tokens.filter((token, index) => token !== '*' || tokens[index - 1] !== '*').join(''));

const expression = fc.oneof(
  fc.record({ exists: fc.boolean() }),
  fc.record({ exactly: fc.oneof(text, address) }),
  fc.record({ cidr: fc.constantFrom('10.0.0.0/24', '10.0.0.0/31', '0.0.0.0/0', '::/64', '2001:db8::/32', '::ffff:a00:0/24') }),
  fc.record({ prefix: text }),
  fc.record({ suffix: text }),
  fc.record({ prefix: fc.record({ 'equals-ignore-case': text }) }),
  fc.record({ suffix: fc.record({ 'equals-ignore-case': text }) }),
  fc.record({ 'equals-ignore-case': text }),
  fc.record({ wildcard }),
  fc.record({ numeric: fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), number) }),
  fc.record({ numeric: fc.tuple(fc.constantFrom('>', '>='), fc.constantFrom(-1, 0), fc.constantFrom('<', '<='), fc.constantFrom(1, 2)) }),
  fc.record({ 'anything-but': fc.oneof(text, number, fc.array(text, { minLength: 1, maxLength: 2 })) }),
  fc.record({ 'anything-but': fc.record({ prefix: fc.oneof(plainText, fc.array(plainText, { minLength: 1, maxLength: 2 })) }) }),
  fc.record({ 'anything-but': fc.array(number, { minLength: 1, maxLength: 2 }) }),
  fc.record({ 'anything-but': fc.record({ suffix: fc.oneof(plainText, fc.array(plainText, { minLength: 1, maxLength: 2 })) }) }),
  fc.record({
    'anything-but': fc.record({ 'equals-ignore-case': fc.oneof(plainText, fc.array(plainText, { minLength: 1, maxLength: 2 })) }),
  }),
  fc.record({ 'anything-but': fc.record({ wildcard: fc.oneof(wildcard, fc.array(wildcard, { minLength: 1, maxLength: 2 })) }) }),
);
const criteria = fc.array(fc.oneof(leaf, expression), { minLength: 1, maxLength: 3 });

const { pattern } = fc.letrec<{ pattern: object }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 3 },
    fc.dictionary(name, criteria, { minKeys: 1, maxKeys: 3 }),
    fc.dictionary(name, fc.oneof(criteria, tie('pattern')), { minKeys: 1, maxKeys: 3 }),
    fc.record({ $or: fc.array(tie('pattern'), { minLength: 2, maxLength: 3 }) }),
    // Beside other fields, before and after them: the last mention of a field wins.
    fc
      .tuple(
        fc.dictionary(name, criteria, { minKeys: 1, maxKeys: 2 }),
        fc.array(tie('pattern'), { minLength: 2, maxLength: 2 }),
        fc.boolean(),
      )
      .map(([fields, $or, isFirst]) => (isFirst ? { $or, ...fields } : { ...fields, $or })),
  ),
}));

const { event } = fc.letrec<{ node: unknown; event: object }>((tie) => ({
  node: fc.oneof({ maxDepth: 4 }, leaf, tie('event'), fc.array(tie('node'), { maxLength: 3 })),
  event: fc.dictionary(name, tie('node'), { maxKeys: 4 }),
}));

describe('patterns against a second reading', () => {
  it('agree on any pattern and event', () => {
    let matched = 0;

    fc.assert(
      fc.property(pattern, event, (wanted, given) => {
        const answer = compilePattern(wanted).matches(given);
        matched += Number(answer);
        expect(answer).toBe(matchesSlowly(wanted, given));
      }),
      { numRuns: 5000 },
    );

    expect(matched).toBeGreaterThan(200);
  });

  it('agree where fields meet in arrays of objects', () => {
    const bit = fc.constantFrom(0, 1);
    const element = fc.record(
      { a: bit, b: bit, c: fc.array(fc.record({ d: bit, e: bit }, { requiredKeys: [] }), { maxLength: 2 }) },
      { requiredKeys: [] },
    );
    const wish = fc.array(fc.oneof(bit, fc.record({ exists: fc.boolean() })), { minLength: 1, maxLength: 2 });
    const wishes = fc.record(
      { a: wish, b: wish, c: fc.dictionary(fc.constantFrom('d', 'e'), wish, { minKeys: 1 }) },
      { requiredKeys: ['a'] },
    );

    fc.assert(
      fc.property(wishes, fc.array(element, { maxLength: 4 }), (wanted, elements) => {
        expect(compilePattern({ x: wanted }).matches({ x: elements })).toBe(matchesSlowly({ x: wanted }, { x: elements }));
      }),
      { numRuns: 5000 },
    );
  });

  it('never fail but by refusing the pattern', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (anything, given) => {
        try {
          expect(typeof compilePattern(anything).matches(given)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPatternError);
          expect((error as InvalidPatternError).problems).not.toEqual([]);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
