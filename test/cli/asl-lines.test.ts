import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runAslLines } from '#cli/asl.ts';
import { answerAslLine } from '#cli/asl-answer.ts';
import { MAX_LINE_CHARACTERS } from '#cli/commands/lines.ts';
import { hostileLines, idsOf, shallowJson } from './hostile-lines.ts';

const PASS = { StartAt: 'S', States: { S: { Type: 'Pass', End: true } } };
const next = { id: 'next', definition: PASS };

async function answersTo(lines: readonly (string | object)[], limits = { timeSeconds: 60, memoryMb: 256 }): Promise<object[]> {
  const answers: object[] = [];
  async function* input(): AsyncGenerator<string> {
    for (const line of lines) yield typeof line === 'string' ? line : JSON.stringify(line);
  }
  await runAslLines(input(), (line) => answers.push(JSON.parse(line) as object), limits);
  return answers;
}

describe('lines', () => {
  it('are answered in order, blank ones not at all', async () => {
    const answers = await answersTo([{ id: 1, definition: PASS, input: 'a' }, ' ', 'nonsense', '\u0000', { ...next, input: 'b' }]);

    expect(answers).toMatchObject([
      { id: 1, output: 'a' },
      { id: null, status: 'INVALID' },
      { id: null, status: 'INVALID' },
      { id: 'next', output: 'b' },
    ]);
  });

  it('that are too long are refused by their id, and the next one is served', async () => {
    const long = `{"id":"long","definition":"${'x'.repeat(MAX_LINE_CHARACTERS)}`;

    const answers = await answersTo([long, next]);

    expect(answers).toMatchObject([
      {
        id: 'long',
        status: 'INVALID',
        diagnostics: [{ code: 'INVALID_REQUEST', message: expect.stringContaining('longer than') as string }],
      },
      { id: 'next', status: 'SUCCEEDED' },
    ]);
  });

  it('that take too long are ended, and the next one is served', async () => {
    // Each evaluation is within its bound; the machine asks for 8,000 of them.
    const states = {
      A: { Type: 'Pass', Output: '{% $sum([1..90000]) > 0 ? {} : null %}', Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = null %}', Next: 'E' }], Default: 'A' },
      E: { Type: 'Succeed' },
    };

    const answers = await answersTo([{ id: 'slow', definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: states } }, next], {
      timeSeconds: 8,
      memoryMb: 256,
    });

    expect(answers).toMatchObject([
      { id: 'slow', status: 'ABORTED', error: 'Batch.TimeLimit', cause: 'the line took more than 8 s' },
      { id: 'next', status: 'SUCCEEDED' },
    ]);
  });

  it('that take too much memory are ended, and the next one is served', async () => {
    const processor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...PASS };
    const states = { M: { Type: 'Map', ItemProcessor: processor, End: true } };
    const many = { id: 'large', definition: { StartAt: 'M', States: states }, input: Array<number>(100_000).fill(1) };

    const answers = await answersTo([many, next], { timeSeconds: 60, memoryMb: 32 });

    expect(answers).toMatchObject([
      { id: 'large', status: 'ABORTED', error: 'Batch.MemoryLimit' },
      { id: 'next', status: 'SUCCEEDED' },
    ]);
  });
});

describe('any line', () => {
  const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:f';
  const path = fc.constantFrom(
    '$',
    '$.a',
    '$.a[0]',
    '$.missing',
    '$..*',
    '$$.Execution.Input',
    'States.UUID()',
    "States.Format('{}', $.a)",
  );
  const query = fc.constantFrom(
    '{% 1 %}',
    '{% $states.input %}',
    '{% $states.input.a + 1 %}',
    '{% $error("x") %}',
    '{% $map([1..9], $string) %}',
  );
  const tried = { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }] };
  const inner = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
  const state = fc.oneof(
    path.map((text) => ({ Type: 'Pass', Parameters: { 'a.$': text, ['__proto__']: 1 } })),
    query.map((Output) => ({ Type: 'Pass', QueryLanguage: 'JSONata', Output })),
    query.map((Items) => ({ Type: 'Map', QueryLanguage: 'JSONata', Items, ItemProcessor: inner })),
    path.map((ItemsPath) => ({ Type: 'Map', ItemsPath, ItemProcessor: { ...inner, StartAt: 'J', States: { J: inner.States.I } } })),
    fc.boolean().map((isTried) => ({ Type: 'Task', Resource: LAMBDA, ...(isTried ? tried : {}) })),
    fc.integer({ min: -1, max: 9 }).map((Seconds) => ({ Type: 'Wait', Seconds })),
    path.map((OutputPath) => ({ Type: 'Wait', Seconds: 1, OutputPath })),
    fc.record({ Type: fc.constantFrom('Pass', 'Task', 'Nope'), Result: shallowJson, Branches: shallowJson }, { requiredKeys: ['Type'] }),
  );
  const machine = fc.tuple(state, state).map(([A, B]) => ({
    StartAt: 'A',
    States: { A: { ...A, Next: 'B' }, B: { ...B, Next: 'C' }, C: { Type: 'Succeed' } },
  }));
  const mock = fc.record({ state: fc.constantFrom('A', 'B'), result: shallowJson });
  const failing = fc.record({ state: fc.constantFrom('A', 'B'), error: fc.string(), cause: fc.string() });
  const hanging = fc.constant({ state: 'A', hang: true });
  const fields = {
    definition: fc.oneof({ weight: 12, arbitrary: machine }, shallowJson, fc.json()),
    input: fc.oneof(shallowJson, fc.record({ a: fc.oneof(fc.integer(), fc.array(fc.string())) })),
    mocks: fc.oneof({ weight: 9, arbitrary: fc.array(fc.oneof(mock, failing, hanging), { maxLength: 3 }) }, shallowJson),
    type: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('STANDARD', 'EXPRESS') }, shallowJson),
  };
  const STATUS = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'INVALID'];

  it('has one line as its answer, with its id and a status', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(hostileLines(fields), async (lines) => {
        const asked = lines.filter((line) => line.trim() !== '');
        const answers = await Promise.all(asked.map(answerAslLine));

        expect(answers.every((answer) => !answer.includes('\n'))).toBe(true);
        const read = answers.map((answer) => JSON.parse(answer) as { id: unknown; status: string; diagnostics?: object[] });
        expect(read.map(({ id }) => id)).toEqual(idsOf(asked));
        for (const { status, diagnostics } of read) {
          seen.set(status, (seen.get(status) ?? 0) + 1);
          expect(STATUS).toContain(status);
          expect(diagnostics?.length ?? 0).toBe(status === 'INVALID' ? Math.max(1, diagnostics?.length ?? 0) : 0);
        }
      }),
      { numRuns: 300 },
    );
    // The lines are worth something only if they get that far.
    for (const status of ['SUCCEEDED', 'FAILED', 'INVALID']) expect(seen.get(status) ?? 0, status).toBeGreaterThan(10);
  });
});
