import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileMachine, type Json, startExecution } from '#language/asl/index.ts';
import { judge, type Verdict } from './choice-second-reading.ts';
import { contextOf, TestHost } from './host.ts';

type Rule = { [field: string]: Json };

const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\'), maxLength: 4 });
const time = fc
  .tuple(
    fc.constantFrom('2024-02-29', '2024-03-01', '2023-02-29', '0000-01-01'),
    fc.constantFrom('00:00:00', '23:59:59', '24:00:00', '12:00'),
    fc.constantFrom('', '.5', '.500', '.123456', '.123457'),
    fc.constantFrom('Z', '+00:00', '-01:00', '+05:30', ''),
  )
  .map(([date, clock, fraction, zone]) => `${date}T${clock}${fraction}${zone}`);
const scalar = fc.oneof(text, time, fc.constantFrom(-1, 0, 0.5, 1, 2), fc.boolean());
const value = fc.oneof(scalar, scalar, fc.constantFrom<Json>(null, [], [1], {}, { a: 1 }));
const documents = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { maxKeys: 3 });

const KINDS: [kind: string, operand: fc.Arbitrary<string | number | boolean>][] = [
  ['String', fc.oneof(text, time)],
  ['Numeric', fc.constantFrom(-1, 0, 0.5, 1)],
  ['Timestamp', time],
];
const variable = fc.constantFrom('$.a', '$.b', '$.c');
const order = fc.constantFrom('Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals');
const typeTest = fc.constantFrom('IsNull', 'IsString', 'IsNumeric', 'IsBoolean', 'IsTimestamp', 'IsPresent');
const named = (operator: fc.Arbitrary<string>, operand: fc.Arbitrary<Json>): fc.Arbitrary<Rule> =>
  fc.tuple(variable, operator, operand).map(([Variable, name, given]) => ({ Variable, [name]: given }));
const comparison = fc.oneof(
  ...KINDS.map(([kind, operand]) =>
    named(
      order.map((name) => kind + name),
      operand,
    ),
  ),
  ...KINDS.map(([kind]) =>
    named(
      order.map((name) => `${kind}${name}Path`),
      variable,
    ),
  ),
  named(fc.constant('BooleanEquals'), fc.boolean()),
  named(fc.constant('BooleanEqualsPath'), variable),
  named(fc.constant('StringMatches'), text),
  named(typeTest, fc.boolean()),
);
const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    comparison,
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((And) => ({ And })),
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((Or) => ({ Or })),
    tie('rule').map((Not) => ({ Not })),
  ),
}));

/** What a machine with this one rule does. */
function ran(choice: Rule, input: Json): Verdict {
  const definition = {
    StartAt: 'C',
    States: {
      C: { Type: 'Choice', Choices: [{ ...choice, Next: 'Yes' }], Default: 'No' },
      Yes: { Type: 'Succeed' },
      No: { Type: 'Succeed' },
    },
  };
  const host = new TestHost();
  const execution = startExecution(compileMachine(definition), { input, context: contextOf(input), host, history: false });
  if (execution.status === 'SUCCEEDED') return host.entered.includes('Yes') ? 'holds' : 'fails to hold';
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  return 'reads nothing';
}

describe('choice rules against a second reading', () => {
  it('agree on any rule and document', () => {
    const counts: Record<Verdict, number> = { holds: 0, 'fails to hold': 0, 'reads nothing': 0 };

    fc.assert(
      fc.property(rule, documents, (choice, document) => {
        const verdict = judge(choice, document);
        counts[verdict] += 1;
        expect(ran(choice, document)).toBe(verdict);
      }),
      { numRuns: 1500 },
    );

    expect(Math.min(...Object.values(counts))).toBeGreaterThan(30);
  });

  it('agree on stars and backslashes', () => {
    fc.assert(
      fc.property(text, text, (a, pattern) => {
        const choice = { Variable: '$.a', StringMatches: pattern };
        expect(ran(choice, { a })).toBe(judge(choice, { a }));
      }),
      { numRuns: 1000 },
    );
  });

  it('agree on operands that are likely to meet', () => {
    const single = fc
      .constantFrom(...KINDS.map(([kind, operand]) => [kind, operand] as const))
      .chain(([kind, operand]) => fc.tuple(order, operand, operand).map(([name, a, b]) => [kind + name, a, b] as const));

    fc.assert(
      fc.property(single, ([operator, a, b]) => {
        expect(ran({ Variable: '$.a', [operator]: b }, { a })).toBe(judge({ Variable: '$.a', [operator]: b }, { a }));
        expect(ran({ Variable: '$.a', [`${operator}Path`]: '$.b' }, { a, b })).toBe(
          judge({ Variable: '$.a', [`${operator}Path`]: '$.b' }, { a, b }),
        );
      }),
      { numRuns: 400 },
    );
  });
});
