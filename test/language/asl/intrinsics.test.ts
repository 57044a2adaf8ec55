import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { one, run } from './host.ts';

const INPUT = { text: 'a b', list: [1, 2, 3, 2], object: { a: 1, b: { x: 1 } }, other: { b: { y: 2 } }, half: 2.5, json: '{"a":[1]}' };

const call = (expression: string) => run(one({ Type: 'Pass', Parameters: { 'r.$': expression } }), INPUT);

describe('an intrinsic function', () => {
  it.each<[expression: string, result: Json]>([
    ["States.Format('{} and {}', $.text, $.list)", 'a b and [1, 2, 3, 2]'],
    ["States.Format('it\\'s {} \\{\\}', 1)", "it's 1 {}"],
    ['States.StringToJson($.json)', { a: [1] }],
    ['States.JsonToString($.object)', '{"a":1,"b":{"x":1}}'],
    ['States.Array()', []],
    ["States.Array(1, 'x', true, null, $.half)", [1, 'x', true, null, 2.5]],
    ['States.ArrayPartition($.list, 3)', [[1, 2, 3], [2]]],
    ['States.ArrayContains($.list, 3)', true],
    ['States.ArrayContains($.list, 9)', false],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayGetItem($.list, 2)', 3],
    ['States.ArrayLength($.list)', 4],
    ['States.ArrayUnique($.list)', [1, 2, 3]],
    ["States.Base64Encode('héé')", 'aMOpw6k='],
    ["States.Base64Decode('aMOpw6k=')", 'héé'],
    ["States.Hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
    ["States.Hash('abc', 'SHA-1')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ["States.Hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['States.JsonMerge($.object, $.other, false)', { a: 1, b: { y: 2 } }],
    ['States.MathAdd($.half, 1)', 4],
    ['States.MathAdd(1, -2)', -1],
    ['States.MathRandom(1, 11)', 6],
    ["States.StringSplit('a,b;c', ',;')", ['a', 'b', 'c']],
    ['States.UUID()', '00000000-0000-4000-8000-000000000000'],
    ["States.Array(States.Format('{}', $$.State.Name), States.ArrayLength(States.Array(1)))", ['S', 1]],
  ])('%s', async (expression, result) => {
    const execution = await call(expression);

    expect(execution.output).toEqual({ r: result });
  });

  it.each<[expression: string, reason: string]>([
    ['States.ArrayPartition($.list, 0)', 'positive'],
    ['States.ArrayPartition($.text, 1)', 'Expected an array'],
    ['States.ArrayRange(1, 2000, 1)', '1000'],
    ['States.ArrayRange(1, 2, 0)', 'increment'],
    ['States.ArrayGetItem($.list, 4)', 'out of bounds'],
    ["States.Hash('x', 'CRC')", 'algorithm'],
    ['States.StringToJson($.text)', 'not valid JSON'],
    ['States.JsonMerge($.object, $.other, true)', 'shallow'],
    ['States.MathAdd($.text, 1)', 'Expected a number'],
    ['States.MathRandom(2, 1)', 'greater'],
    ["States.Format('{} {}', 1)", 'placeholders'],
    ["States.Format('{}', 1, 2)", 'arguments'],
  ])('%s fails by name', async (expression, reason) => {
    const execution = await call(expression);

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.IntrinsicFailure' });
    expect(execution.cause).toContain(`The function '${expression}' had the following error:`);
    expect(execution.cause).toContain(reason);
  });

  it('draws the same number for the same seed', async () => {
    const [first, second] = [await call('States.MathRandom(0, 1000000, 7)'), await call('States.MathRandom(0, 1000000, 7)')];

    expect(first.output).toEqual(second.output);
  });

  it.each([
    'States.Nope()',
    'States.UUID(1)',
    "States.Format('x'",
    'States.ArrayLength()',
    `${'States.Array('.repeat(12)}1${')'.repeat(12)}`,
  ])('%s is refused before it runs', async (expression) => {
    await expect(call(expression)).rejects.toThrow(/SCHEMA_VALIDATION_FAILED/);
  });
});
