import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { one, run } from './host.ts';

const output = (expression: string, input: Json = { a: [1], o: { k: 'v' }, e: [] }) =>
  run(one({ Type: 'Pass', Output: `{% ${expression} %}` }, 'JSONata'), input);

describe('an expression', () => {
  it.each<[expression: string, result: Json]>([
    ['$states.input.a', [1]],
    ['$states.input.e', []],
    ['$states.input.o.k', 'v'],
    ['$states.context.State.Name', 'S'],
    ['$partition([1,2,3], 2)', [[1, 2], [3]]],
    ['$range(0, 10, 4)', [0, 4, 8]],
    ["$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
    ['$parse(\'{"a":[1]}\')', { a: [1] }],
    ['$uuid()', '00000000-0000-4000-8000-000000000000'],
    ['$random()', 0.5],
    ['$millis()', Date.UTC(2018, 1, 9, 11, 30)],
    ['$now()', '2018-02-09T11:30:00.000Z'],
    ["$now('[Y]-[M01]')", '2018-02'],
    ["$toMillis('10:00', '[H]:[m]')", Date.UTC(2018, 1, 9, 10)],
    ['$shuffle([1,2,3])', [1, 3, 2]],
    ['[1..3]', [1, 2, 3]],
    ['[0, 2..3]', [0, 2, 3]],
    ["$map(['a'], $uppercase)", 'A'],
    ["($two := $substring(?, 0, 2); $two('abc'))", 'ab'],
    ["$pad('x', -3, '0')", '00x'],
    ['null', null],
  ])('%s', async (expression, result) => {
    expect((await output(expression)).output).toEqual(result);
  });

  it.each<[expression: string, cause: string]>([
    ["1 + 'a'", 'threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number'],
    ["$error('no way')", 'threw an error during evaluation. D3137: no way'],
    ["$eval('1')", 'T1006: Attempted to invoke a non-function'],
    ["$parse('{')", 'threw an error during evaluation. D3137: Invalid JSON'],
    ['$nothing', 'returned nothing (undefined).'],
    ['$states.input.o.gone', 'returned nothing (undefined).'],
    ['$sum', 'returned an unsupported result type.'],
    ["$base64decode('!')", 'threw an internal error during evaluation.'],
  ])('%s fails with its text, field and reason', async (expression, cause) => {
    const execution = await output(expression);

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(execution.cause).toContain(
      `An error occurred while executing the state 'S' (entered at the event id #2). The JSONata expression '${expression}' specified for the field 'Output'`,
    );
    expect(execution.cause).toContain(cause);
  });

  it.each<[where: string, state: object, field: string]>([
    ['in an object', { Type: 'Pass', Output: { a: { b: '{% $x %}' } }, End: true }, 'Output/a/b'],
    ['in an array', { Type: 'Pass', Output: { a: [1, '{% $x %}'] }, End: true }, 'Output/a[1]'],
    ['in Assign', { Type: 'Pass', Assign: { v: '{% $x %}' }, End: true }, 'Assign/v'],
    ['in Seconds', { Type: 'Wait', Seconds: '{% $x %}', End: true }, 'Seconds'],
    ['in Error', { Type: 'Fail', Error: '{% $x %}' }, 'Error'],
  ])('names the field %s', async (_where, state, field) => {
    const execution = await run({ QueryLanguage: 'JSONata', StartAt: 'S', States: { S: state } });

    expect(execution.cause).toContain(`specified for the field '${field}' returned nothing`);
    expect(execution.history.find((event) => event.type === 'EvaluationFailed')?.details).toMatchObject({ state: 'S', location: field });
  });

  it('leaves no mark of jsonata on its result', async () => {
    const execution = await output('[1..3][$ > 1]');

    expect(Object.keys(execution.output as object)).toEqual(['0', '1']);
  });
});
