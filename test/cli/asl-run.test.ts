import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMocks } from '#cli/asl-mocks.ts';
import { runForPeople } from '#cli/asl-run.ts';
import { compileMachine, type Json } from '#language/asl/index.ts';
import type { JsonObject } from '#language/asl/json.ts';

const LAMBDA = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' };
const ONCE = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 2 }];

type Told = { lines: string[]; isGood: boolean };

/** Runs a definition and gives the lines that people read. */
async function told(definition: object, input: Json = {}, mocks: object[] = [], width = 100): Promise<Told> {
  const lines: string[] = [];
  const machine = compileMachine(definition);
  const run = { definition: definition as JsonObject, machine, input, mocks: readMocks(mocks).mocks, notes: [] };
  const isGood = await runForPeople(run, width, (line) => lines.push(line));
  return { lines, isGood };
}

const machine = (states: object, StartAt: string) => ({ StartAt, States: states });

describe('a run told for people', () => {
  it('says of each state when it ran and what it gave, then how the execution ended', async () => {
    const states = {
      A: { Type: 'Pass', Parameters: { 'y.$': '$.x' }, Assign: { 'v.$': '$.y' }, Next: 'W' },
      W: { Type: 'Wait', Seconds: 90, Next: 'T' },
      T: { ...LAMBDA, End: true },
    };

    const { lines, isGood } = await told(machine(states, 'A'), { x: 7 }, [{ state: 'T', result: { ok: true } }]);

    expect(isGood).toBe(true);
    expect(lines).toEqual([
      '0:00:00    A  Pass; gives {"y":7}; sets v',
      '0:00:00    W  Wait',
      '0:01:30    W  waited 1 min 30 s',
      '0:01:30    T  Task function:f; asks {"y":7}; answers {"ok":true}',
      '',
      'status       SUCCEEDED',
      'output       {"ok":true}',
      'transitions  3',
      'took         1 min 30 s of virtual time',
    ]);
  });

  it('shows failures, retries and what is caught', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'C' }];
    const states = { T: { ...LAMBDA, TimeoutSeconds: 5, Retry: ONCE, Catch, Next: 'D' }, C: { Type: 'Succeed' }, D: { Type: 'Succeed' } };
    const mocks = [
      { state: 'T', error: 'Boom', cause: 'too hot' },
      { state: 'T', hang: true },
    ];

    const { lines } = await told(machine(states, 'T'), {}, mocks);

    expect(lines.slice(0, 4)).toEqual([
      '0:00:00    T  Task function:f; asks {}; fails: Boom: too hot',
      '0:00:02    T  retry 1',
      '0:00:07    T  fails: States.Timeout; caught, goes on with C',
      '0:00:07    C  Succeed',
    ]);
  });

  it('shows what is caught also where the history names no error', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'C' }];
    const states = {
      T: { ...LAMBDA, ResultPath: '$.a.b', Catch, Next: 'D' },
      C: { Type: 'Succeed' },
      D: { Type: 'Succeed' },
    };

    const { lines } = await told(machine(states, 'T'), 5, [{ state: 'T', result: {} }]);

    expect(lines[0]).toBe('0:00:00    T  Task function:f; asks 5; answers {}; caught, goes on with C');
  });

  it('indents what is inside a Parallel and tries the whole of it again', async () => {
    const inner = machine({ C: { ...LAMBDA, End: true } }, 'C');
    const outer = machine({ B: { Type: 'Parallel', Branches: [inner], End: true } }, 'B');
    const states = {
      P: { Type: 'Parallel', Branches: [outer, machine({ W: { Type: 'Wait', Seconds: 9, End: true } }, 'W')], Retry: ONCE, End: true },
    };
    const mocks = [
      { state: 'C', error: 'Boom' },
      { state: 'C', result: 1 },
    ];

    const { lines } = await told(machine(states, 'P'), {}, mocks);

    expect(lines.slice(0, 12)).toEqual([
      '0:00:00    P  Parallel',
      '0:00:00      B  Parallel',
      '0:00:00        C  Task function:f; asks {}; fails: Boom',
      '0:00:02    P  retry 1',
      '0:00:02      B  Parallel',
      '0:00:02        C  Task function:f; asks {}; answers 1',
      '0:00:02      B  gives [1]',
      '0:00:02      W  Wait',
      '0:00:11      W  waited 9 s',
      '0:00:11    P  gives [[1],{}]',
      '',
      'status       SUCCEEDED',
    ]);
  });

  it.each<[mode: string, config: object]>([
    ['inline', {}],
    ['distributed', { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }],
  ])('numbers the items of an %s Map within a Map', async (_mode, config) => {
    const inner = { ...config, StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
    const outer = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: inner, End: true } } };

    const { lines } = await told(machine({ O: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: outer, End: true } }, 'O'), [
      ['a'],
      ['b', 'c'],
    ]);

    expect(lines.slice(0, lines.indexOf(''))).toEqual([
      '0:00:00    O  Map; 2 items',
      '0:00:00      M[0]  Map; 1 item',
      '0:00:00        I[0][0]  Pass; gives "a"',
      '0:00:00      M[0]  gives ["a"]',
      '0:00:00      M[1]  Map; 2 items',
      '0:00:00        I[1][0]  Pass; gives "b"',
      '0:00:00        I[1][1]  Pass; gives "c"',
      '0:00:00      M[1]  gives ["b","c"]',
      '0:00:00    O  gives [["a"],["b","c"]]',
    ]);
  });

  it('tries a Map again and names the items that ran', async () => {
    const processor = machine({ I: { ...LAMBDA, End: true } }, 'I');
    const mocks = [
      { state: 'I', error: 'Boom' },
      { state: 'I', result: 1 },
    ];

    const { lines } = await told(
      machine({ M: { Type: 'Map', ItemProcessor: processor, Retry: ONCE, MaxConcurrency: 1, End: true } }, 'M'),
      [5, 6],
      mocks,
    );

    expect(lines.slice(0, 6)).toEqual([
      '0:00:00    M  Map; 2 items',
      '0:00:00      I[0]  Task function:f; asks 5; fails: Boom',
      '0:00:02    M  retry 1',
      '0:00:02      I[0]  Task function:f; asks 5; answers 1',
      '0:00:02      I[1]  Task function:f; asks 6; answers 1',
      '0:00:02    M  gives [1,1]',
    ]);
  });

  it('names a task without a mock, and mocks that nothing asked for', async () => {
    const states = { T: { ...LAMBDA, End: true }, U: { ...LAMBDA, Next: 'T' }, C: { Type: 'Choice', Choices: [], Default: 'T' } };
    const definition = machine(
      { ...states, C: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'U' }], Default: 'T' } },
      'C',
    );

    const { lines, isGood } = await told(definition, {}, [{ state: 'U', result: 1 }]);

    expect(isGood).toBe(false);
    expect(lines).toContain("0:00:00    T  Task function:f; asks {}; fails: Mock.NotFound: no mock for the state 'T'");
    expect(lines).toContain('no mock      T: a task without a recorded answer fails with Mock.NotFound');
    expect(lines).toContain('unused       1 mock of the state U: nothing asked for it');
  });

  it('says that an execution waits for ever', async () => {
    const { lines, isGood } = await told(machine({ T: { ...LAMBDA, End: true } }, 'T'), {}, [{ state: 'T', hang: true }]);

    expect(isGood).toBe(false);
    expect(lines).toContain('status       ABORTED');
    expect(lines).toContain('error        Batch.WaitsForever');
  });

  it('stays within a narrow terminal, but for the output, and puts each thing on a line of its own', async () => {
    const cause = 'a cause of many words that does not fit on one line of a narrow terminal';
    const states = {
      'A long name': { ...LAMBDA, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'C' }], End: true },
      C: { Type: 'Succeed' },
    };

    const { lines } = await told(machine(states, 'A long name'), {}, [{ state: 'A long name', error: 'Boom', cause }], 40);

    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines.slice(0, 4)).toEqual([
      '0:00:00    A long name  Task function:f',
      '               asks {}',
      '               fails: Boom: a cause of',
      '                   many words that does',
    ]);
  });

  it('lays out an output that is longer than a line', async () => {
    const { lines } = await told(machine({ P: { Type: 'Pass', End: true } }, 'P'), { long: 'x'.repeat(90) });

    const from = lines.indexOf('output') + 1;
    expect(JSON.parse(lines.slice(from, lines.indexOf('}') + 1).join('\n'))).toEqual({ long: 'x'.repeat(90) });
  });

  it('prints nothing that a terminal would obey', async () => {
    const states = { 'S\u001b[2J\n': { Type: 'Fail', Error: '\u009b31m', Cause: 'a\r\u202eb' } };

    const { lines } = await told(machine(states, 'S\u001b[2J\n'));

    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(lines).toContain('error        \\u009b31m');
    expect(lines).toContain('cause        a\\u000d\\u202eb');
  });
});

describe('scale-site, which is deployed', () => {
  it('opens a window by its mocks', async () => {
    const definition = JSON.parse(readFileSync(new URL('../../statemachines/scale-site.asl.json', import.meta.url), 'utf8')) as object;
    const opened = { action: 'proceed', run: { site: 'shop', kind: 'scale-site' }, spec: {}, outputs: { TargetGroupArn: 'arn' } };
    const plan = { group: 'web', min: 4, max: 8, readyBy: 'a', giveUpAt: 'b' };
    const passed = { action: 'end', verdict: 'PASSED', reason: 'four are healthy', objective: {}, measured: {} };
    const mocks = [
      { state: 'Open the run', result: { Payload: opened } },
      { state: 'Plan the opening', result: { Payload: plan } },
      { state: 'Raise the group', result: {} },
      { state: 'Check the opening', result: { Payload: { action: 'wait' } } },
      { state: 'Check the opening', result: { Payload: passed } },
      { state: 'Close the run', result: { Payload: { verdict: 'PASSED' } } },
    ];

    const { lines, isGood } = await told(definition, { request: { action: 'open', window: 'noon' } }, mocks);

    expect(isGood).toBe(true);
    expect(lines).toContain('output       {"verdict":"PASSED"}');
    expect(lines).toContain('took         30 s of virtual time');
  });
});
