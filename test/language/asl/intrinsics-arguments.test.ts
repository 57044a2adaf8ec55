import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { one, run } from './host.ts';

const INPUT = { t: 'a b', l: [1, 2, 3, 2], o: { a: 1, b: [true, null] }, n: 2.5, z: null, b: true, e: [], deep: [[1], { x: [1] }, [1]] };

const call = (expression: string) => run(one({ Type: 'Pass', Parameters: { 'r.$': expression } }), INPUT);

const LIST = [
  'States.ArrayPartition(#, 1)',
  'States.ArrayContains(#, 1)',
  'States.ArrayGetItem(#, 0)',
  'States.ArrayLength(#)',
  'States.ArrayUnique(#)',
];
const TEXT = [
  'States.Base64Encode(#)',
  'States.Base64Decode(#)',
  "States.Hash(#, 'MD5')",
  "States.StringSplit(#, ',')",
  "States.StringSplit('a', #)",
];
const NUMBER = [
  ...['States.ArrayPartition($.l, #)', 'States.ArrayGetItem($.l, #)', 'States.ArrayRange(#, 9, 1)', 'States.ArrayRange(1, #, 1)'],
  ...['States.ArrayRange(1, 9, #)', 'States.MathAdd(#, 1)', 'States.MathAdd(1, #)', 'States.MathRandom(#, 9)', 'States.MathRandom(1, #)'],
];
const OBJECT = ['States.JsonMerge(#, $.o, false)', 'States.JsonMerge($.o, #, false)'];
const WRONG: readonly (readonly [type: string, argument: string])[] = [
  ['null', '$.z'],
  ['boolean', '$.b'],
  ['number', '$.n'],
  ['string', '$.t'],
  ['array', '$.l'],
  ['object', '$.o'],
];
const MISTAKES = [
  ...LIST.map((form) => [form, 'array', 'an array'] as const),
  ...TEXT.map((form) => [form, 'string', 'a string'] as const),
  ...NUMBER.map((form) => [form, 'number', 'a number'] as const),
  ...OBJECT.map((form) => [form, 'object', 'a JSON object'] as const),
].flatMap(([form, type, wanted]) =>
  WRONG.filter(([other]) => other !== type).map(
    ([other, argument]) => [form.replace('#', argument), `Expected ${wanted}, but got ${other}.`] as const,
  ),
);

describe('an intrinsic function', () => {
  it.each(MISTAKES)('%s fails: %s', async (expression, reason) => {
    const execution = await call(expression);

    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'States.IntrinsicFailure',
      cause: `An error occurred while executing the state 'S' (entered at the event id #2). The function '${expression}' had the following error: ${reason}`,
    });
  });

  it.each<[expression: string, result: Json]>([
    ["States.Format('{}', $.o)", '{a=1, b=[true, null]}'],
    ["States.Format('{} {} {} {}', $.l, $.z, $.b, $.n)", '[1, 2, 3, 2] null true 2.5'],
    ["States.Format('{}', $.e)", '[]'],
    ["States.Format('{}', '{}')", '{}'],
    ["States.Format('none')", 'none'],
    ["States.Format('\\{{}\\}', 1)", '{1}'],
    ["States.Format('it\\'s {}', 'it\\'s')", "it's it's"],
    ['States.StringToJson($.z)', null],
    ["States.StringToJson('')", null],
    ["States.StringToJson(' [1] ')", [1]],
    ["States.JsonToString('x')", '"x"'],
    ['States.JsonToString($.z)', 'null'],
    ['States.ArrayPartition($.e, 1)', []],
    ['States.ArrayPartition($.l, 2.5)', [[1, 2, 3], [2]]],
    ['States.ArrayPartition($.l, 9)', [[1, 2, 3, 2]]],
    ["States.ArrayContains($.l, '1')", false],
    ['States.ArrayContains($.deep, $.deep[1])', true],
    ['States.ArrayRange(10, 1, 3)', []],
    ['States.ArrayRange(1, 1, 1)', [1]],
    ['States.ArrayRange(1.5, 3.4, 1)', [2, 3]],
    ['States.ArrayRange(10, 1, -4)', [10, 6, 2]],
    ['States.ArrayGetItem($.l, 1.5)', 3],
    ['States.ArrayUnique($.deep)', [[1], { x: [1] }]],
    ['States.ArrayLength($.e)', 0],
    ['States.MathAdd(-1.5, 0)', -1],
    ['States.MathAdd(2.5, 0)', 3],
    ['States.MathAdd(0, -0.4)', 0],
    ["States.StringSplit('a,,b', ',')", ['a', 'b']],
    ["States.StringSplit(',a,', ',')", ['a']],
    ["States.StringSplit('', ',')", []],
    ["States.StringSplit('a.b-c', '.-')", ['a', 'b', 'c']],
    ["States.Base64Decode('aGk')", 'hi'],
    ["States.Array( 1 ,'a, b)' , States.Array() )", [1, 'a, b)', []]],
    ['States.JsonMerge($.o, $.o, false)', { a: 1, b: [true, null] }],
  ])('%s gives %j', async (expression, result) => {
    expect((await call(expression)).output).toEqual({ r: result });
  });

  it.each<[expression: string, reason: string]>([
    ['States.ArrayPartition($.l, -1)', 'The chunk size must be a positive number.'],
    ['States.ArrayPartition($.l, 0.4)', 'The chunk size must be a positive number.'],
    ['States.ArrayGetItem($.l, -1)', 'out of bounds'],
    ['States.ArrayGetItem($.e, 0)', 'out of bounds'],
    ['States.ArrayRange(1, 1001, 1)', 'more than 1000 items'],
    ["States.Base64Decode('a!')", 'not valid base64'],
    ["States.Hash('a', 'md5')", 'none of MD5'],
    ['States.JsonMerge($.o, $.o, $.z)', 'Expected a boolean, but got null.'],
    ["States.StringToJson('{')", 'not valid JSON'],
    ["States.StringToJson('1e999')", 'not valid JSON'],
    ['States.StringToJson(1)', 'Expected a string'],
    ['States.MathRandom(1, 1)', 'greater than the start'],
    ['States.Format($.n)', 'Expected a string'],
    ["States.Format('{}{}', 1)", 'more placeholders'],
    ["States.Format('{', 1)", 'more arguments'],
  ])('%s fails: %s', async (expression, reason) => {
    const execution = await call(expression);

    expect(execution.error).toBe('States.IntrinsicFailure');
    expect(execution.cause).toContain(reason);
  });

  it.each([10_000, 10_001])('takes a text of 10,000 characters at most: %d', async (length) => {
    const execution = await run(one({ Type: 'Pass', Parameters: { 'r.$': 'States.Base64Encode($)' } }), 'x'.repeat(length));

    expect(execution.status).toBe(length > 10_000 ? 'FAILED' : 'SUCCEEDED');
  });

  it('names the argument that is not there', async () => {
    const execution = await call("States.Format('{}', States.ArrayLength($.none))");

    expect(execution).toMatchObject({
      error: 'States.Runtime',
      cause: `An error occurred while executing the state 'S' (entered at the event id #2). The function 'States.ArrayLength($.none)' had the following error: The JsonPath argument for the field '$.none' could not be found in the input '${JSON.stringify(INPUT)}'`,
    });
  });

  it.each<[where: string, state: object, output: Json]>([
    [
      'ResultSelector',
      {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: 'f' },
        ResultSelector: { 'n.$': 'States.ArrayLength($)' },
      },
      { n: 2 },
    ],
    ['Assign', { Type: 'Pass', Assign: { 'n.$': 'States.ArrayLength($.l)' }, ResultPath: null }, INPUT],
    [
      'ItemSelector',
      {
        Type: 'Map',
        ItemsPath: '$.e2',
        ItemSelector: { 'n.$': "States.Format('{}-{}', $$.Map.Item.Index, $.t)" },
        ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } },
      },
      [{ n: '0-a b' }],
    ],
  ])('may stand in %s', async (_where, state, output) => {
    const execution = await run(one(state), { ...INPUT, e2: [1] }, (_request, done) => done.succeed([1, 2]));

    expect(execution.output).toEqual(output === INPUT ? { ...INPUT, e2: [1] } : output);
  });

  it.each(['InputPath', 'OutputPath', 'ResultPath'])('may not stand in %s', async (field) => {
    await expect(run(one({ Type: 'Pass', [field]: "States.Format('x')" }))).rejects.toThrow(/SCHEMA_VALIDATION_FAILED/);
  });
});
