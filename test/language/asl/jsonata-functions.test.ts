import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { one, run } from './host.ts';

const output = (expression: string) => run(one({ Type: 'Pass', Output: `{% ${expression} %}` }, 'JSONata'), { list: [1, 2, 3], n: 7 });
const NOTHING = 'returned nothing (undefined).';
const signature = (argument: number, name: string) =>
  `threw an error during evaluation. T0410: Argument ${argument} of function "${name}" does not match function signature`;

describe('a function that the service adds to JSONata', () => {
  it.each<[expression: string, result: Json]>([
    ['$partition([1, 2, 3], 2)', [[1, 2], [3]]],
    ['$partition([1, 2, 3], 9)', [[1, 2, 3]]],
    ['$partition([1, 2, 3])', [[1, 2, 3]]],
    ['$partition([1, 2, 3], 1.9)', [[1], [2], [3]]],
    ['$partition("x", 1)', [['x']]],
    ['$range(0, 10, 4)', [0, 4, 8]],
    ['$range(10, 0, -5)', [10, 5, 0]],
    ['$range(-1, 1, 1)', [-1, 0, 1]],
    ['$range(5, 5, 1)', 5],
    ['$range(1, 2, 5)', 1],
    ['$range(1.9, 3.9, 1)', [1, 2, 3]],
    ['$hash("input", "SHA-1")', '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
    ['$hash("héé", "MD5")', 'c2508ce308ae1c9d9d5d1ec023a342d8'],
    ['$random(42)', 0.7275636800328681],
    ['$random(0)', 0.730967787376657],
    ['$random(7)', 0.7306990420600421],
    ['$random()', 0.5],
    ['$parse("{\\"a\\":[1, null]}").a', [1, null]],
    ['$parse("1")', 1],
    ['$parse(" true ")', true],
    ['$uuid()', '00000000-0000-4000-8000-000000000000'],
    ['$states.input.list ~> $partition(2)', [[1, 2], [3]]],
  ])('%s gives %j', async (expression, result) => {
    expect((await output(expression)).output).toEqual(result);
  });

  it.each<[expression: string, cause: string]>([
    ['$partition([], 1)', NOTHING],
    ['$partition([1], 0)', NOTHING],
    ['$partition([1], 0.9)', NOTHING],
    ['$partition([1], -1)', 'threw an error during evaluation. D3137: Second argument must be zero or greater'],
    ['$partition([1], "2")', signature(2, 'partition')],
    ['$range(1, 5)', NOTHING],
    ['$range(1, 5, 0)', NOTHING],
    ['$range(1, 5, -1)', NOTHING],
    ['$range(5, 1, 1)', NOTHING],
    ['$range(1)', signature(2, 'range')],
    ['$range("1", 5, 1)', signature(1, 'range')],
    ['$range(1, 5, null)', signature(3, 'range')],
    ['$hash("a")', NOTHING],
    ['$hash("a", "SHA-224")', 'threw an error during evaluation. D3137: Unsupported hash algorithm: SHA-224'],
    ['$hash(42, "MD5")', signature(1, 'hash')],
    ['$hash()', signature(1, 'hash')],
    ['$random("1")', signature(1, 'random')],
    ['$random(1, 2)', signature(2, 'random')],
    ['$uuid(1)', signature(1, 'uuid')],
    ['$parse()', NOTHING],
    ['$parse(null)', signature(1, 'parse')],
    ['$parse({})', signature(1, 'parse')],
    ['$parse("")', 'threw an error during evaluation. D3137: Invalid JSON'],
    ['$parse("  ")', 'threw an error during evaluation. D3137: Invalid JSON'],
    ['$parse("[1, 2")', 'threw an error during evaluation. D3137: Invalid JSON'],
    ['$parse("1e400")', 'threw an error during evaluation. D3137: Invalid JSON'],
    ['$parse("{\\"a\\":1,\\"a\\":2}")', 'threw an error during evaluation. D3137: Invalid JSON'],
    ['$eval("1 + 1")', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
  ])('%s fails: %s', async (expression, cause) => {
    const execution = await output(expression);

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(execution.cause).toBe(
      `An error occurred while executing the state 'S' (entered at the event id #2). The JSONata expression '${expression}' specified for the field 'Output' ${cause}`,
    );
  });
});

describe('a function of JSONata', () => {
  it.each<[expression: string, cause: string]>([
    ['$error("no")', '. D3137: no'],
    ['$error()', '. D3137: $error() function evaluated'],
    ['$assert(false)', '. D3141: $assert() statement failed'],
    ['$assert(false, "no")', '. D3141: no'],
    ['$number("12a")', '. D3030: Unable to cast value to a number: "12a"'],
    ['$sum(["a"])', '. T0412: Argument 1 of function "sum" must be an array of "numbers"'],
    ['$abs("a")', '. T0410: Argument 1 of function "abs" does not match function signature'],
    ['"a" < 1', '. T2009: The values "a" and 1 either side of operator "<" must be of the same data type'],
    ['{1: 2}', '. T1003: Key in object structure must evaluate to a string; got: 1'],
    ['$none()', '. T1006: Attempted to invoke a non-function'],
    ['$toMillis("x")', '. D3110: The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given "x"'],
    ['$split("a", /x*/)', '. D1004: Regular expression matches zero length string'],
  ])('%s fails%s', async (expression, cause) => {
    expect((await output(expression)).cause).toContain(
      `'${expression}' specified for the field 'Output' threw an error during evaluation${cause}`,
    );
  });

  it.each<[expression: string, result: Json]>([
    ['1/0', 'Infinity'],
    ['-1/0', '-Infinity'],
    ['0/0', 'NaN'],
    ['[1/0, {"a": 0/0}]', ['Infinity', { a: 'NaN' }]],
    ['-0', 0],
    ['1.0', 1],
    ['0.1 + 0.2', 0.30000000000000004],
    ['1e21', 1e21],
    ['$string(1e21)', '1e+21'],
    ['$string(12345678901234567890)', '12345678901234567000'],
    ['$string(0.1 + 0.2)', '0.3'],
    ['9007199254740993', 9007199254740992],
    ['7 / 2', 3.5],
    ['-7 % 3', -1],
    ['$round(2.5)', 2],
    ['$floor(-1.5)', -2],
    ['$number("0x1F")', 31],
    ['[$sum, 1]', [null, 1]],
    ['{"f": $sum}', { f: null }],
    ['$base64decode("w7w=")', 'Ã¼'],
    ['$length("😀")', 1],
  ])('%s gives %j', async (expression, result) => {
    expect((await output(expression)).output).toEqual(result);
  });

  it.each(['$sum', 'function($x){ $x }', '$sum ~> $count', '/a/'])('%s is no result', async (expression) => {
    expect((await output(expression)).cause).toContain('returned an unsupported result type.');
  });
});
