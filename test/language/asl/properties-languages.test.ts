import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileMachine, type Json, startExecution } from '#language/asl/index.ts';
import { contextOf, LAMBDA } from './host.ts';
import { drain, type Move, PlannedHost } from './planned-host.ts';

/** One idea in both languages: states by their names, the first of them first, all leading on to `next`. */
type States = Record<string, object>;
type Idea = (name: string, next: object) => [inPath: States, inQuery: States];

const merged = (expression: string): string => `{% $merge([$states.input, {"x": ${expression}}]) %}`;
const states = (name: string, inPath: object, inQuery: object): [States, States] => [{ [name]: inPath }, { [name]: inQuery }];

/** Intrinsic functions and what the documentation names as their like in JSONata. */
const TWINS: [intrinsic: string, expression: string][] = [
  ['States.MathAdd($.a, $.b)', '$states.input.a + $states.input.b'],
  ['States.ArrayLength($.l)', '$count($states.input.l)'],
  ['States.ArrayPartition($.l, 2)', '$partition($states.input.l, 2)'],
  ['States.ArrayRange($.b, 9, 2)', '$range($states.input.b, 9, 2)'],
  ["States.Hash($.s, 'SHA-256')", "$hash($states.input.s, 'SHA-256')"],
  ['States.Base64Encode($.s)', '$base64encode($states.input.s)'],
  ["States.Format('{}-{}', $.a, $.s)", "$string($states.input.a) & '-' & $states.input.s"],
  ['States.JsonToString($.l)', '$string($states.input.l)'],
  ["States.StringToJson('[1,{}]')", "$parse('[1,{}]')"],
  ['States.ArrayContains($.l, $.a)', '$states.input.a in $states.input.l'],
  ['States.ArrayUnique($.l)', '$distinct($states.input.l)'],
  ['States.ArrayGetItem($.l, 0)', '$states.input.l[0]'],
  ['States.JsonMerge($.o, $.p, false)', '$merge([$states.input.o, $states.input.p])'],
  ['States.UUID()', '$uuid()'],
  ['States.MathRandom(0, 10)', '$floor($random() * 10)'],
  ['$$.State.Name', '$states.context.State.Name'],
  ['$.l[*]', '$states.input.l'],
];

const computed: Arbitrary<Idea> = fc.constantFrom(...TWINS).map(
  ([intrinsic, expression]) =>
    (name, next) =>
      states(
        name,
        { Type: 'Pass', Parameters: { 'v.$': intrinsic }, ResultPath: '$.x', ...next },
        { Type: 'Pass', Output: merged(`{"v": ${expression}}`), ...next },
      ),
);

const constant: Arbitrary<Idea> = fc
  .constantFrom<Json>(1, 'text', [1], [], { k: [true] }, false)
  .map(
    (value) => (name, next) =>
      states(
        name,
        { Type: 'Pass', Result: value, ResultPath: '$.x', ...next },
        { Type: 'Pass', Output: merged(JSON.stringify(value)), ...next },
      ),
  );

const variable: Arbitrary<Idea> = fc.constantFrom('a', 's', 'l', 'o').map((member) => (name, next) => [
  {
    [name]: { Type: 'Pass', Assign: { 'v.$': `$.${member}` }, Next: `${name}r` },
    [`${name}r`]: { Type: 'Pass', Parameters: { 'v.$': '$v' }, ResultPath: '$.x', ...next },
  },
  {
    [name]: { Type: 'Pass', Assign: { v: `{% $states.input.${member} %}` }, Next: `${name}r` },
    [`${name}r`]: { Type: 'Pass', Output: merged('{"v": $v}'), ...next },
  },
]);

const CONDITIONS: [rule: object, condition: string][] = [
  [{ Variable: '$.a', NumericLessThan: 2 }, '$states.input.a < 2'],
  [{ Variable: '$.a', NumericGreaterThanEqualsPath: '$.b' }, '$states.input.a >= $states.input.b'],
  [{ Variable: '$.s', StringEquals: 'ab' }, "$states.input.s = 'ab'"],
  [{ Variable: '$.s', StringGreaterThan: 'a' }, "$states.input.s > 'a'"],
  [{ Not: { Variable: '$.o.k', BooleanEquals: true } }, '$not($states.input.o.k = true)'],
  [{ Variable: '$.x', IsPresent: true }, '$exists($states.input.x)'],
  [
    {
      Or: [
        { Variable: '$.a', NumericEquals: 0 },
        {
          And: [
            { Variable: '$.b', NumericEquals: 1 },
            { Variable: '$.s', StringMatches: 'a*' },
          ],
        },
      ],
    },
    '$states.input.a = 0 or ($states.input.b = 1 and $contains($states.input.s, /^a/))',
  ],
];

const decided: Arbitrary<Idea> = fc.constantFrom(...CONDITIONS).map(([rule, condition]) => (name, next) => {
  const ends = (inQuery: boolean): States =>
    Object.fromEntries(
      ['Yes', 'No'].map((end) => [
        `${name}${end}`,
        inQuery ? { Type: 'Pass', Output: merged(`"${end}"`), ...next } : { Type: 'Pass', Result: end, ResultPath: '$.x', ...next },
      ]),
    );
  const to = { Next: `${name}Yes` };
  const choice = { Type: 'Choice', Default: `${name}No` };
  return [
    { [name]: { ...choice, Choices: [{ ...rule, ...to }] }, ...ends(false) },
    { [name]: { ...choice, Choices: [{ Condition: `{% ${condition} %}`, ...to }] }, ...ends(true) },
  ];
});

const waited: Arbitrary<Idea> = fc
  .constantFrom<[object, object]>(
    [{ SecondsPath: '$.a' }, { Seconds: '{% $states.input.a %}' }],
    [{ TimestampPath: '$.at' }, { Timestamp: '{% $states.input.at %}' }],
    [{ Seconds: 1 }, { Seconds: 1 }],
  )
  .map(
    ([inPath, inQuery]) =>
      (name, next) =>
        states(name, { Type: 'Wait', ...inPath, ...next }, { Type: 'Wait', ...inQuery, ...next }),
  );

const asked: Arbitrary<Idea> = fc
  .constantFrom<object>({}, { Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }] })
  .map((retry) => (name, next) => {
    const common = { Type: 'Task', Resource: LAMBDA, ...retry };
    const caught = 'Next' in next ? (fields: object) => ({ Catch: [{ ErrorEquals: ['States.ALL'], ...next, ...fields }] }) : () => ({});
    return states(
      name,
      {
        ...common,
        Parameters: { 'n.$': '$.a', fixed: [1] },
        ResultSelector: { 'r.$': '$.got' },
        ResultPath: '$.x',
        ...caught({ ResultPath: '$.x' }),
        ...next,
      },
      {
        ...common,
        Arguments: { n: '{% $states.input.a %}', fixed: [1] },
        Output: merged('{"r": $states.result.got}'),
        ...caught({ Output: merged('$states.errorOutput') }),
        ...next,
      },
    );
  });

const inner = (name: string, inPath: object, inQuery: object): [object, object] => [
  { StartAt: name, States: { [name]: { Type: 'Pass', ...inPath, End: true } } },
  { StartAt: name, States: { [name]: { Type: 'Pass', ...inQuery, End: true } } },
];

const mapped: Arbitrary<Idea> = fc.constantFrom(0, 1, 2).map((MaxConcurrency) => (name, next) => {
  const [inPath, inQuery] = inner(
    `${name}i`,
    { Parameters: { 'v.$': '$.v', 'i.$': '$.i' } },
    { Output: { v: '{% $states.input.v %}', i: '{% $states.input.i %}' } },
  );
  const common = { Type: 'Map', MaxConcurrency, ...next };
  return states(
    name,
    {
      ...common,
      ItemProcessor: inPath,
      ItemsPath: '$.l',
      ItemSelector: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index' },
      ResultPath: '$.x',
    },
    {
      ...common,
      ItemProcessor: inQuery,
      Items: '{% $states.input.l %}',
      ItemSelector: { v: '{% $states.context.Map.Item.Value %}', i: '{% $states.context.Map.Item.Index %}' },
      Output: merged('$states.result'),
    },
  );
});

const branched: Arbitrary<Idea> = fc.constantFrom(1, 2).map((count) => (name, next) => {
  const branches = Array.from({ length: count }, (_, i) =>
    inner(`${name}b${i}`, { InputPath: '$.n' }, { Output: '{% $states.input.n %}' }),
  );
  const common = { Type: 'Parallel', ...next };
  return states(
    name,
    { ...common, Branches: branches.map(([one]) => one), Parameters: { 'n.$': '$.a' }, ResultPath: '$.x' },
    { ...common, Branches: branches.map(([, one]) => one), Arguments: { n: '{% $states.input.a %}' }, Output: merged('$states.result') },
  );
});

const ends: Arbitrary<Idea> = fc
  .constantFrom<[object, object]>(
    [{ Type: 'Succeed' }, { Type: 'Succeed' }],
    [
      { Type: 'Succeed', OutputPath: '$.o' },
      { Type: 'Succeed', Output: '{% $states.input.o %}' },
    ],
    [
      { Type: 'Fail', ErrorPath: '$.s', CausePath: "States.Format('of {}', $.a)" },
      { Type: 'Fail', Error: '{% $states.input.s %}', Cause: "{% 'of ' & $string($states.input.a) %}" },
    ],
  )
  .map(
    ([inPath, inQuery]) =>
      (name) =>
        states(name, inPath, inQuery),
  );

const ideas = fc.tuple(
  fc.array(fc.oneof(computed, constant, variable, decided, waited, asked, mapped, branched), { minLength: 1, maxLength: 6 }),
  ends,
);

const machines = ideas.map(([chain, end]) => {
  const all = [...chain, end];
  const both = all.map((idea, i) => idea(`S${i}`, { Next: `S${i + 1}` }));
  const machine = (language: string, side: 0 | 1): object => ({
    QueryLanguage: language,
    StartAt: 'S0',
    States: Object.assign({}, ...both.map((pair) => pair[side])) as object,
  });
  return [machine('JSONPath', 0), machine('JSONata', 1)] as const;
});

const number = fc.integer({ min: 0, max: 4 });
const documents = fc.record({
  a: number,
  b: number,
  s: fc.constantFrom('a', 'ab', 'b'),
  // Two items at least: what makes of one item the item itself in JSONata is a rule of its own, and has its own tests.
  l: fc.array(number, { minLength: 2, maxLength: 4 }),
  o: fc.record({ k: fc.boolean() }),
  p: fc.constantFrom<Json>({}, { k: 7 }, { m: [1] }),
  at: fc.constantFrom('2018-02-09T11:30:07Z', '2017-02-09T11:30:07Z'),
});

const moves = fc.array(
  fc.record<Move>({
    end: fc.constantFrom('succeed', 'succeed', 'fail'),
    afterMs: fc.constantFrom(0, 900),
    beatsMs: fc.constant([]),
    output: fc.constantFrom<Json>({ got: 1 }, { got: [1, 2] }, { got: { deep: true } }),
    error: fc.constantFrom('Boom', 'Other'),
  }),
  { minLength: 1, maxLength: 3 },
);

async function answerOf(definition: object, input: Json, plan: Move[]): Promise<object> {
  const host = new PlannedHost(plan, 7);
  const execution = startExecution(compileMachine(definition), { input, context: contextOf(input), host });
  await drain();
  while (execution.status === 'RUNNING' && host.step()) await drain();
  const { status, output, error, cause, transitions, history } = execution;
  const events = history.map((event) => [event.id, event.previousEventId, event.type, event.timestampMs]);
  return { status, output, error, cause, transitions, visits: host.entered, asked: host.calls.map((call) => call.request.input), events };
}

describe('a machine written in both languages', () => {
  it('does the same', async () => {
    const statuses = new Set<string>();

    await fc.assert(
      fc.asyncProperty(machines, documents, moves, async ([inPath, inQuery], input, plan) => {
        const [first, second] = [await answerOf(inPath, input, plan), await answerOf(inQuery, input, plan)];

        expect(second).toEqual(first);
        statuses.add((first as { status: string }).status);
      }),
      { numRuns: 100 },
    );

    expect([...statuses].sort()).toEqual(['FAILED', 'SUCCEEDED']);
  });
});
