import { describe, expect, it } from 'vitest';
import { answerAslLine } from '#cli/asl-answer.ts';
import { LAMBDA, one } from './host.ts';

type Answer = {
  id: unknown;
  status: string;
  output?: unknown;
  error?: string;
  cause?: string;
  diagnostics?: { code: string; message: string; location: string }[];
  history?: string[];
  visits?: string[];
};

async function answer(line: string | object): Promise<Answer> {
  return JSON.parse(await answerAslLine(typeof line === 'string' ? line : JSON.stringify(line))) as Answer;
}

const tenfold = (text: string): string => `States.Format('${'{}'.repeat(10)}', ${Array<string>(10).fill(text).join(', ')})`;
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const PASS = one({ Type: 'Pass' });
const TASK = one({ Type: 'Task', Resource: LAMBDA });

describe('a line', () => {
  it('is answered with its id, its history and its visits', async () => {
    expect(await answer({ id: 'a', definition: one({ Type: 'Wait', Seconds: 86_400 }), input: { x: 1 } })).toEqual({
      id: 'a',
      status: 'SUCCEEDED',
      output: { x: 1 },
      history: ['ExecutionStarted', 'WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'],
      visits: ['S'],
    });
  });

  it('may hold its definition as JSON text', async () => {
    expect(await answer({ id: 1, definition: JSON.stringify(PASS) })).toMatchObject({ status: 'SUCCEEDED', output: {} });
  });

  it('takes mocks by state, then by input, then in order, and the last one again', async () => {
    const map = { Type: 'Map', ItemProcessor: { StartAt: 'T', States: { T: { Type: 'Task', Resource: LAMBDA, End: true } } } };
    const mocks = [
      { state: 'T', result: 'first' },
      { state: 'T', input: { b: 1, a: 2 }, result: 'ab' },
      { state: 'U', result: 'other' },
      { state: 'T', result: 'last' },
    ];

    const { output } = await answer({ id: 1, definition: one(map), input: [1, { a: 2, b: 1 }, 3, 4], mocks });

    expect(output).toEqual(['first', 'ab', 'last', 'last']);
  });

  it.each<[what: string, state: object, expected: object]>([
    ['is ended by the timeout of its task', { TimeoutSeconds: 5 }, { status: 'FAILED', error: 'States.Timeout' }],
    ['is named as waiting for ever', {}, { status: 'ABORTED', error: 'Batch.WaitsForever' }],
  ])('whose mock hangs %s', async (_what, state, expected) => {
    const definition = one({ Type: 'Task', Resource: LAMBDA, ...state });

    expect(await answer({ id: 1, definition, mocks: [{ state: 'S', hang: true }] })).toMatchObject(expected);
  });

  it('whose task has no mock says which', async () => {
    expect(await answer({ id: 1, definition: TASK })).toMatchObject({
      status: 'FAILED',
      error: 'Mock.NotFound',
      cause: "no mock for the state 'S'",
    });
  });

  it('keeps members named __proto__ as they are', async () => {
    const line = `{"id":1,"definition":${JSON.stringify(PASS)},"input":{"__proto__":{"polluted":true}}}`;

    expect(await answerAslLine(line)).toContain('"output":{"__proto__":{"polluted":true}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('keeps halves of surrogate pairs as they are', async () => {
    expect(await answer({ id: '\ud800', definition: PASS, input: '\udfff' })).toMatchObject({ id: '\ud800', output: '\udfff' });
  });
});

describe('a line that is no request', () => {
  it.each<[what: string, line: string | object, id: unknown, location: string, reason: string]>([
    ['no JSON', 'nonsense', null, '/', 'not JSON'],
    ['JSON cut off after its id', '{"id":"x","definition":{', 'x', '/', 'not JSON'],
    ['nothing but an id that is cut off', '{"id":"x', null, '/', 'not JSON'],
    ['a list', '[]', null, '/', 'JSON object'],
    ['null', 'null', null, '/', 'JSON object'],
    ['a request without a definition', { id: 7 }, 7, '/definition', 'is missing'],
    ['a request of an unknown type', { id: 7, definition: PASS, type: 'FAST' }, 7, '/type', 'STANDARD or EXPRESS'],
    ['an input nested too deep', `{"id":7,"definition":${JSON.stringify(PASS)},"input":${nested(9_000)}}`, 7, '/input', 'too deep'],
    ['an input above the payload limit', { id: 7, definition: PASS, input: 'x'.repeat(262_144) }, 7, '/input', '262144'],
    ['mocks that are no list', { id: 7, definition: PASS, mocks: 1 }, 7, '/mocks', 'a list of mocks'],
    ['a mock that is no object', { id: 7, definition: PASS, mocks: [null] }, 7, '/mocks[0]', 'found null'],
    ['a mock of no state', { id: 7, definition: PASS, mocks: [{ result: 1 }] }, 7, '/mocks[0].state', 'the name of a state'],
    ['a mock without an answer', { id: 7, definition: PASS, mocks: [{ state: 'S' }] }, 7, '/mocks[0]', 'no answer'],
    [
      'a mock with two answers',
      { id: 7, definition: PASS, mocks: [{ state: 'S', result: 1, error: 'E' }] },
      7,
      '/mocks[0]',
      'result and error',
    ],
    ['a mock whose error is no text', { id: 7, definition: PASS, mocks: [{ state: 'S', error: 5 }] }, 7, '/mocks[0].error', 'a string'],
    [
      'a mock nested too deep',
      `{"id":7,"definition":${JSON.stringify(PASS)},"mocks":[{"state":"S","result":${nested(9_000)}}]}`,
      7,
      '/mocks[0].result',
      'deep',
    ],
  ])('%s is answered with the reason and its place', async (_what, line, id, location, reason) => {
    const { diagnostics, ...rest } = await answer(line);

    expect(rest).toEqual({ id, status: 'INVALID' });
    expect(diagnostics).toContainEqual({ code: 'INVALID_REQUEST', location, message: expect.stringContaining(reason) as string });
  });

  it('is told all of its problems at once', async () => {
    const { diagnostics = [] } = await answer({ type: 1, mocks: [{}], input: 'x'.repeat(300_000) });

    expect(diagnostics.map(({ location }) => location)).toEqual(['/definition', '/type', '/input', '/mocks[0].state', '/mocks[0]']);
  });

  it('with an id nested too deep to be written again is answered without it', async () => {
    expect(await answer(`{"id":${nested(50_000)},"definition":${JSON.stringify(PASS)}}`)).toMatchObject({ id: null, status: 'SUCCEEDED' });
  });

  it.each<[what: string, definition: unknown, code: string]>([
    ['a state of no type', one({ Type: 'Nope' }), 'SCHEMA_VALIDATION_FAILED'],
    ['text that is no JSON', '{', 'INVALID_JSON_DESCRIPTION'],
    ['a list', [], 'INVALID_JSON_DESCRIPTION'],
    ['nothing', '', 'MISSING_DESCRIPTION'],
    ['more than a mebibyte', one({ Type: 'Pass', Comment: 'x'.repeat(1_048_576) }), 'SCHEMA_VALIDATION_FAILED'],
    ['objects nested too deep', JSON.parse(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`), 'TOO_DEEPLY_NESTED'],
    [
      'a state that nothing leads to',
      { StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } } },
      'MISSING_TRANSITION_TARGET',
    ],
  ])('whose definition is %s is answered with what AWS says', async (_what, definition, code) => {
    const { diagnostics, ...rest } = await answer({ id: [1], definition });

    expect(rest).toEqual({ id: [1], status: 'INVALID' });
    expect(diagnostics?.[0]).toMatchObject({ code });
  });
});

/** Expressions that would run or grow without end, or are not even evaluated. */
const QUERIES: [what: string, expression: string][] = [
  ['concatenates again and again', "($f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f('xxxxxxxx', 40)))"],
  ['pads to a gigabyte', "$pad('x', 1e9)"],
  ['makes ranges of ranges', '$map([1..100000], function($i){ [1..100000] })'],
  ['multiplies ranges', '[1..2000].[1..2000].[1..2000]'],
  ['backtracks', "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a+)+$/)"],
  ['backtracks without case', "$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(A+)+$/i)"],
  ['backtracks in a split', "$split('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a|aa)+$/)"],
  ['refers back', "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a+)+\\1$/)"],
  ['replaces each of many by many', "$replace($pad('a', 100000, 'a'), 'a', $pad('b', 100000, 'b'))"],
  ['recurses for ever', '($f := function($x){ $f($x) }; $f(1))'],
  ['recurses into the depth', '($f := function($x){ 1 + $f($x) }; $f(1))'],
  ['compares all with all', '$distinct([1..90000])'],
  ['has a number without end', '$power(10, 400)'],
];

describe('a line whose execution would never end or never fit', () => {
  it.each(QUERIES)('because its expression %s fails as the query it is', async (_what, expression) => {
    const definition = one({ Type: 'Pass', Output: `{% ${expression} %}` }, 'JSONata');

    expect(await answer({ id: 1, definition })).toMatchObject({ id: 1, status: 'FAILED', error: 'States.QueryEvaluationError' });
  });

  it.each<[what: string, expression: string]>([
    ['parentheses', `${'('.repeat(20_000)}1${')'.repeat(20_000)}`],
    ['lists', nested(3_000)],
    ['sums', `1${'+1'.repeat(200_000)}`],
  ])('because its expression nests %s without end is invalid', async (_what, expression) => {
    const definition = one({ Type: 'Pass', Output: `{% ${expression} %}` }, 'JSONata');

    expect(await answer({ id: 1, definition })).toMatchObject({ id: 1, status: 'INVALID' });
  });

  it.each<[what: string, text: string, input: unknown, error: string]>([
    ['counts to a thousand million', 'States.ArrayRange(1, 1000000000, 1)', {}, 'States.IntrinsicFailure'],
    ['repeats a long text', "States.Format('{}{}{}{}', $.s, $.s, $.s, $.s)", { s: 'x'.repeat(200_000) }, 'States.IntrinsicFailure'],
    ['repeats letters of three bytes', "States.Format('{}{}', $.s, $.s)", { s: '€'.repeat(60_000) }, 'States.IntrinsicFailure'],
    ['repeats it in itself', tenfold(tenfold(tenfold(tenfold('$.s')))), { s: 'x'.repeat(20_000) }, 'States.IntrinsicFailure'],
    ['backtracks', '$.l[?(@.s =~ /(a+)+$/)]', { l: [{ s: `${'a'.repeat(50)}!` }] }, 'States.Runtime'],
    ['descends again and again', '$..*..*..*..*', JSON.parse(nested(300)), 'States.Runtime'],
  ])('because its path %s fails', async (_what, text, input, error) => {
    const definition = one({ Type: 'Pass', Parameters: { 'a.$': text } });

    expect(await answer({ id: 1, definition, input })).toMatchObject({ id: 1, status: 'FAILED', error });
  });

  it.each<[type: string, expected: object]>([
    ['STANDARD', { status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining('25000') as string }],
    ['EXPRESS', { status: 'TIMED_OUT', error: 'States.Timeout' }],
  ])('because its states of %s loop ends at a limit', async (type, expected) => {
    const Choices = [{ Variable: '$', IsNull: true, Next: 'E' }];
    const definition = {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Choice', Choices, Default: 'A' }, E: { Type: 'Succeed' } },
    };

    expect(await answer({ id: 1, definition, type })).toMatchObject({ id: 1, ...expected });
  });

  it('because it retries for ever ends at a limit', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 99_999_999, MaxAttempts: 99_999_999, BackoffRate: 1e308 }];
    const definition = one({ Type: 'Task', Resource: LAMBDA, Retry });

    expect(await answer({ id: 1, definition, mocks: [{ state: 'S', error: 'E' }] })).toMatchObject({ id: 1, status: 'FAILED' });
  });
});
