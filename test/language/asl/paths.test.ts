import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { LAMBDA, one, run } from './host.ts';

const INPUT: Json = { a: { b: 1 }, l: [1, 2], s: 'x', z: null };
const located = (message: string) => `An error occurred while executing the state 'S' (entered at the event id #2). ${message}`;

describe('a path that finds nothing', () => {
  it.each<[path: string, reason: string]>([
    ['$.none', "No results for path: $['none']"],
    ['$.a.none', "No results for path: $['a']['none']"],
    ['$.none.b', "Missing property in path $['none']"],
    ['$.a.none.c.d', "Missing property in path $['a']['none']"],
    ['$.l[9]', "No results for path: $['l'][9]"],
    ['$.l[-9]', "No results for path: $['l'][-9]"],
    ['$.l[9].a', "No results for path: $['l'][9]['a']"],
    ["$['a b']", "No results for path: $['a b']"],
    ['$.s[0]', 'Filter: [0] can only be applied to arrays. Current context is: "x"'],
    ['$.a[0].b', 'Filter: [0][\'b\'] can only be applied to arrays. Current context is: {"b":1}'],
  ])('%s of InputPath and OutputPath says why', async (path, reason) => {
    for (const field of ['InputPath', 'OutputPath']) {
      const execution = await run(one({ Type: 'Pass', [field]: path }), INPUT);

      expect(execution).toMatchObject({ error: 'States.Runtime', cause: located(`Invalid path '${path}' : ${reason}`) });
    }
  });

  it.each(['TimeoutSecondsPath', 'HeartbeatSecondsPath'])('of %s does so, too', async (field) => {
    const execution = await run(one({ Type: 'Task', Resource: LAMBDA, [field]: '$.none' }), INPUT);

    expect(execution.cause).toBe(located("Invalid path '$.none' : No results for path: $['none']"));
  });

  it.each<[where: string, state: object, field: string]>([
    ['a payload template', { Type: 'Pass', Parameters: { 'x.$': '$.none', End: true } }, 'x.$'],
    ['a nested one', { Type: 'Pass', Parameters: { y: [{ 'x.$': '$.none' }] } }, 'x.$'],
    ['Assign', { Type: 'Pass', Assign: { 'x.$': '$.none' } }, 'x.$'],
    ['ErrorPath', { Type: 'Fail', ErrorPath: '$.none', End: undefined }, 'ErrorPath'],
    ['CausePath', { Type: 'Fail', CausePath: '$.none', End: undefined }, 'CausePath'],
  ])('of %s names its field and shows what it was looked for in', async (_where, state, field) => {
    const execution = await run(JSON.parse(JSON.stringify(one(state))) as object, INPUT);

    expect(execution).toMatchObject({
      error: 'States.Runtime',
      cause: located(`The JSONPath '$.none' specified for the field '${field}' could not be found in the input '${JSON.stringify(INPUT)}'`),
    });
  });

  it('of the context object shows the context object', async () => {
    const execution = await run(one({ Type: 'Pass', Parameters: { 'x.$': '$$.none' } }), INPUT);

    expect(execution.cause).toContain(
      "The JSONPath '$$.none' specified for the field 'x.$' could not be found in the input '{\"Execution\":{",
    );
  });

  it('of SecondsPath says that it references nothing', async () => {
    const execution = await run(one({ Type: 'Wait', SecondsPath: '$.none' }), INPUT);

    expect(execution.cause).toBe(located('The SecondsPath parameter does not reference an input value: $.none'));
  });

  it.each<[what: string, state: object]>([
    ['all of it', { Type: 'Pass', Parameters: { 'x.$': '$' } }],
    ['a member', { Type: 'Pass', Parameters: { 'x.$': '$.a' } }],
    ['by InputPath', { Type: 'Pass', InputPath: '$.a' }],
  ])('because the input is null says so: %s', async (_what, state) => {
    expect((await run(one(state), null)).cause).toBe(located('Unable to apply Path transformation to null or empty input.'));
  });

  it.each<[path: string, found: Json]>([
    ['$.l[*].x', []],
    ['$..none', []],
    ['$.l[5:]', []],
    ['$.l[?(@ > 9)]', []],
    ['$.none[*]', []],
    ['$.l[7,1]', [2]],
  ])('but may find many answers the empty list: %s', async (path, found) => {
    expect((await run(one({ Type: 'Pass', Parameters: { 'x.$': path } }), INPUT)).output).toEqual({ x: found });
  });

  it.each<[path: string, isPresent: boolean]>([
    ['$.l[0]', true],
    ['$.l[2]', false],
    ['$.z', true],
    ['$.z.a', false],
    ['$.none', false],
    ['$.s.length', false],
    ['$$.State.Name', true],
    ['$$.Task.Token', false],
  ])('is not present for a choice rule: %s is %s', async (path, isPresent) => {
    const states = {
      C: { Type: 'Choice', Choices: [{ Variable: path, IsPresent: true, Next: 'Yes' }], Default: 'No' },
      Yes: { Type: 'Pass', Result: true, End: true },
      No: { Type: 'Pass', Result: false, End: true },
    };

    expect((await run({ StartAt: 'C', States: states }, INPUT)).output).toBe(isPresent);
  });
});

describe('a filter', () => {
  it('whose pattern tries every way ends', async () => {
    const execution = await run(one({ Type: 'Pass', Parameters: { 'x.$': '$.l[?(@ =~ /(a+)+$/)]' } }), { l: [`${'a'.repeat(40)}!`] });

    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(execution.cause).toContain('visits more than');
  });

  it.each<[pattern: string, found: Json]>([
    ['/web-\\d+/', ['web-1', 'x web-22']],
    ['/^web/', ['web-1']],
    ['/WEB/i', ['web-1', 'x web-22']],
    ['/none/', []],
  ])('selects by %s', async (pattern, found) => {
    const execution = await run(one({ Type: 'Pass', Parameters: { 'x.$': `$.l[?(@ =~ ${pattern})]` } }), { l: ['web-1', 'x web-22', 7] });

    expect(execution.output).toEqual({ x: found });
  });
});
