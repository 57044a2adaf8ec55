import { describe, expect, it } from 'vitest';
import { runAslLines } from '#cli/asl.ts';
import { LAMBDA, one } from './host.ts';

type Line = {
  id: unknown;
  status: string;
  output?: unknown;
  error?: string;
  diagnostics?: { code: string; message: string }[];
  history?: string[];
  visits?: string[];
};

async function answers(...lines: (string | object)[]): Promise<Line[]> {
  const out: Line[] = [];
  async function* input(): AsyncGenerator<string> {
    for (const line of lines) yield typeof line === 'string' ? line : JSON.stringify(line);
  }
  await runAslLines(input(), (line) => out.push(JSON.parse(line) as Line));
  return out;
}

describe('a line', () => {
  it('is answered with its id, its history and its visits', async () => {
    const [answer] = await answers({ id: 'a', definition: one({ Type: 'Wait', Seconds: 86_400 }), input: { x: 1 } });

    expect(answer).toEqual({
      id: 'a',
      status: 'SUCCEEDED',
      output: { x: 1 },
      history: ['ExecutionStarted', 'WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'],
      visits: ['S'],
    });
  });

  it('takes mocks by state, then by input, then in order', async () => {
    const map = { Type: 'Map', ItemProcessor: { StartAt: 'T', States: { T: { Type: 'Task', Resource: LAMBDA, End: true } } } };
    const mocks = [
      { state: 'T', result: 'first' },
      { state: 'T', input: 1, result: 'one' },
      { state: 'U', result: 'other' },
    ];
    const [answer] = await answers({ id: 1, definition: one(map), input: [1, 2, 3], mocks });

    expect(answer?.output).toEqual(['one', 'first', 'one']);
  });

  it('that hangs is ended by its timeout, or named as waiting for ever', async () => {
    const hang = [{ state: 'S', hang: true }];
    const [limited, endless] = await answers(
      { id: 1, definition: one({ Type: 'Task', Resource: LAMBDA, TimeoutSeconds: 5 }), mocks: hang },
      { id: 2, definition: one({ Type: 'Task', Resource: LAMBDA }), mocks: hang },
    );

    expect(limited).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(endless).toMatchObject({ status: 'ABORTED', error: 'Batch.WaitsForever' });
  });

  it.each<[line: string | object, id: unknown, reason: string]>([
    ['nonsense', null, 'not valid JSON'],
    ['[]', null, 'JSON object'],
    [{ id: 7 }, 7, '"definition" is missing'],
    [{ id: 7, definition: one({ Type: 'Pass' }), type: 'FAST' }, 7, 'STANDARD or EXPRESS'],
    [{ id: 7, definition: one({ Type: 'Pass' }), mocks: 1 }, 7, 'array'],
    [{ id: 7, definition: one({ Type: 'Nope' }) }, 7, 'Type'],
    [`{"id":7,"definition":${JSON.stringify(one({ Type: 'Pass' }))},"input":${'['.repeat(9_000)}${']'.repeat(9_000)}}`, 7, 'too deep'],
  ])('%.40j is answered with the reason', async (line, id, reason) => {
    const [bad, good] = await answers(line, { id: 'next', definition: one({ Type: 'Pass' }) });

    expect(bad).toMatchObject({ id, status: 'INVALID' });
    expect(bad?.diagnostics?.[0]?.message).toContain(reason);
    expect(good).toMatchObject({ id: 'next', status: 'SUCCEEDED' });
  });

  it.each<[what: string, expression: string]>([
    ['backtracks without end', "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a+)+$/)"],
    ['recurses without end', '($f := function($x){ $f($x) }; $f(1))'],
  ])('whose expression %s is answered', async (_what, expression) => {
    const [answer] = await answers({ id: 1, definition: one({ Type: 'Pass', Output: `{% ${expression} %}` }, 'JSONata') });

    expect(answer).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });
});
