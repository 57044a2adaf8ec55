import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileMachine, type Json, startExecution } from '#language/asl/index.ts';
import { contextOf, one, TestHost } from './host.ts';
import { type Argument, answer, Refused, written } from './intrinsics-second-reading.ts';

/** Texts that a definition may quote: a backslash would begin an escape there. */
const plain = fc.oneof(
  fc.constantFrom('', 'a', 'b,a;b', 'äö€', "it's", '{"a":1}', '[1,', 'SHA-1', 'MD5'),
  fc.string({ unit: fc.constantFrom('a', ',', ';', ' '), maxLength: 5 }),
);
const whole = fc.integer({ min: -3, max: 5 });
const number = fc.oneof(whole, whole, fc.constantFrom(0.5, -0.5, 2.4, 2.6));
const literal = (value: Arbitrary<null | boolean | number | string>): Arbitrary<Argument> => value.map((given) => ({ literal: given }));
const member = (...names: string[]): Arbitrary<Argument> => fc.constantFrom(...names).map((name) => ({ member: name }));

const values = fc.oneof(literal(fc.oneof(plain, number, fc.boolean(), fc.constant(null))), member('n', 't', 'l', 'o'));
const numbers = fc.oneof(
  { weight: 9, arbitrary: literal(number) },
  { weight: 2, arbitrary: member('n') },
  { weight: 1, arbitrary: values },
);
const texts = fc.oneof({ weight: 9, arbitrary: literal(plain) }, { weight: 2, arbitrary: member('t') }, { weight: 1, arbitrary: values });
const lists = fc.oneof({ weight: 9, arbitrary: member('l', 'm') }, { weight: 1, arbitrary: values });
const objects = fc.oneof({ weight: 9, arbitrary: member('o', 'p') }, { weight: 1, arbitrary: values });
const algorithm = fc.oneof(literal(fc.constantFrom('MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512')), texts);
const templates = literal(
  fc.array(fc.constantFrom('{}', 'x', ' ', '\\{', '\\}', '{', '}'), { maxLength: 5 }).map((parts) => parts.join('')),
);

const call = (name: string, ...args: Arbitrary<Argument>[]): Arbitrary<Argument> =>
  fc.tuple(...args).map((given) => ({ name, args: given }));
const anyNumber = (name: string, first: Arbitrary<Argument>[], rest: Arbitrary<Argument>): Arbitrary<Argument> =>
  fc.tuple(fc.tuple(...first), fc.array(rest, { maxLength: 3 })).map(([head, tail]) => ({ name, args: [...head, ...tail] }));

const { argument } = fc.letrec<{ argument: Argument; list: Argument }>((tie) => {
  const list = fc.oneof({ maxDepth: 3 }, lists, tie('list'));
  return {
    list: fc.oneof(
      { maxDepth: 3 },
      anyNumber('Array', [], fc.oneof(values, tie('argument'))),
      call('ArrayPartition', list, numbers),
      call('ArrayRange', numbers, numbers, numbers),
      call('ArrayUnique', list),
      call('StringSplit', texts, literal(fc.constantFrom(',', ',;', ' ', '', 'ab'))),
    ),
    argument: fc.oneof(
      { maxDepth: 3 },
      tie('list'),
      call('ArrayLength', list),
      call('ArrayContains', list, values),
      call('ArrayGetItem', list, numbers),
      call('Base64Encode', texts),
      call('Hash', values, algorithm),
      call('JsonMerge', objects, objects, literal(fc.constantFrom(false, false, true))),
      call('JsonToString', fc.oneof(values, tie('argument'))),
      call('StringToJson', fc.oneof(texts, call('JsonToString', values))),
      call('MathAdd', numbers, fc.oneof(numbers, call('ArrayLength', list))),
      anyNumber('Format', [templates], fc.oneof(values, tie('argument'))),
    ),
  };
});

const documents = fc.record<{ [name: string]: Json }>({
  n: number,
  t: plain,
  l: fc.array(whole, { maxLength: 5 }),
  m: fc.constantFrom<Json>(
    [1, '1', 1, true],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [[1], [1]],
    [null, 0],
    [[{ a: 1, b: 2 }], [{ b: 2, a: 1 }]],
  ),
  o: fc.dictionary(fc.constantFrom('a', 'b'), whole),
  p: fc.dictionary(fc.constantFrom('b', 'c'), plain),
});

function expected(wanted: Argument, document: { [name: string]: Json }): object {
  try {
    return { status: 'SUCCEEDED', output: { r: answer(wanted, document) } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: 'FAILED', error: 'States.IntrinsicFailure' };
  }
}

describe('intrinsic functions against a second reading', () => {
  it('agree on any call and document', () => {
    let answered = 0;

    fc.assert(
      fc.property(argument, documents, (wanted, document) => {
        const machine = compileMachine(one({ Type: 'Pass', Parameters: { 'r.$': written(wanted) } }));
        const execution = startExecution(machine, { input: document, context: contextOf(document), host: new TestHost(), history: false });

        expect(execution).toMatchObject(expected(wanted, document));
        answered += Number(execution.status === 'SUCCEEDED');
      }),
      { numRuns: 1500 },
    );

    expect(answered).toBeGreaterThan(250);
  });

  it('Base64Decode takes back what Base64Encode made', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
        const machine = compileMachine(one({ Type: 'Pass', Parameters: { 'r.$': 'States.Base64Decode(States.Base64Encode($.text))' } }));
        const { output } = startExecution(machine, { input: { text }, context: contextOf({}), host: new TestHost(), history: false });

        expect(output).toEqual({ r: text });
      }),
      { numRuns: 150 },
    );
  });

  it('MathRandom stays within its bounds, and the same seed draws the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 100 }), fc.integer(), (from, span, seed) => {
        const text = `States.MathRandom(${from}, ${from + span}, ${seed})`;
        const machine = compileMachine(one({ Type: 'Pass', Parameters: { 'r.$': text, 's.$': text } }));
        const { output } = startExecution(machine, { input: {}, context: contextOf({}), host: new TestHost(), history: false });
        const { r, s } = output as { r: number; s: number };

        expect(r).toBe(s);
        expect(r >= from && r < from + span && Number.isInteger(r)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
