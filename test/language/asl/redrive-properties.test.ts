import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Execution, Json, TaskRequest } from '#language/asl/index.ts';
import { begin, LAMBDA, redrive, TestHost } from './host.ts';

/** What a program is made of: tasks, and tasks side by side or for each of some items. */
type Step = { kind: 'task' } | { kind: 'parallel'; branches: Step[][] } | { kind: 'map'; items: number; mode: string; body: Step[] };

const { steps } = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant<Step>({ kind: 'task' }),
    fc.record({ kind: fc.constant('parallel' as const), branches: fc.array(tie('steps'), { minLength: 1, maxLength: 3 }) }),
    fc.record({
      kind: fc.constant('map' as const),
      items: fc.integer({ min: 0, max: 3 }),
      mode: fc.constantFrom('INLINE', 'DISTRIBUTED'),
      body: tie('steps'),
    }),
  ),
}));

/** Writes the steps as a program; every name and every item is unique, so that a task is known by its state and its input. */
function programOf(list: Step[], count = { next: 0 }): { StartAt: string; States: Record<string, object> } {
  const names = list.map(() => `S${count.next++}`);
  const states = list.map((step, i) => ({ ...stateOf(step, count), ...(i + 1 < names.length ? { Next: names[i + 1] } : { End: true }) }));
  return { StartAt: names[0] as string, States: Object.fromEntries(states.map((state, i) => [names[i] as string, state])) };
}

function stateOf(step: Step, count: { next: number }): object {
  if (step.kind === 'task') return { Type: 'Task', Resource: LAMBDA };
  if (step.kind === 'parallel') return { Type: 'Parallel', Branches: step.branches.map((branch) => programOf(branch, count)) };
  const config = step.mode === 'INLINE' ? { Mode: 'INLINE' } : { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
  const items = Array.from({ length: step.items }, () => `item${count.next++}`);
  return { Type: 'Map', Items: items, MaxConcurrency: 2, ItemProcessor: { ProcessorConfig: config, ...programOf(step.body, count) } };
}

const keyOf = ({ stateName, input }: TaskRequest): string => `${stateName} ${JSON.stringify(input)}`;

/** A host whose tasks take a while; every task in `plan` fails so many times before it succeeds. */
class SlowHost extends TestHost {
  readonly succeeded: string[] = [];
  private readonly asked = new Map<string, number>();
  private readonly failures: (nth: number) => number;
  private serial = 0;

  constructor(failures: (nth: number) => number) {
    super();
    this.failures = failures;
  }

  override runTask(request: TaskRequest, done: { succeed(output: Json): void; fail(error: string): void }) {
    const key = keyOf(request);
    const nth = this.asked.get(key) ?? 0;
    this.asked.set(key, nth + 1);
    this.serial += 1;
    // Some take longer than others: whoever is still at work when another fails is cut off.
    return this.after(1000 + ((this.serial * 7919) % 13) * 100, () => {
      if (nth < this.failures(hash(key))) return done.fail('Boom');
      this.succeeded.push(key);
      done.succeed([request.stateName, request.input]);
    });
  }
}

const hash = (text: string): number => [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 1009, 7);

/** Redrives at most this often: each gets at least one task further. */
const REDRIVES_LIMIT = 200;

/** Runs the steps until they succeed: `interrupt` lets some time pass before every redrive. */
async function runWithRedrives(list: Step[], host: SlowHost, interrupt: (execution: Execution) => Promise<void>): Promise<Execution> {
  const definition = { QueryLanguage: 'JSONata', ...programOf(list) };
  let execution = await begin(definition, host, {});
  await interrupt(execution);
  for (let count = 1; execution.status !== 'SUCCEEDED' && count < REDRIVES_LIMIT; count += 1) {
    execution = await redrive(definition, host, execution, { count });
    await interrupt(execution);
  }
  return execution;
}

/** Every task has succeeded once, as without interruptions, and the output and the numbers are those of one execution. */
async function expectSmooth(list: Step[], host: SlowHost, execution: Execution): Promise<void> {
  const smooth = new SlowHost(() => 0);
  const expected = await runWithRedrives(list, smooth, () => smooth.pass(3600));
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: expected.output });
  expect([...host.succeeded].sort()).toEqual([...smooth.succeeded].sort());
  expect(execution.history.map((event) => event.id)).toEqual(execution.history.map((_, i) => i + 1));
  expect(execution.history.every((event) => event.previousEventId < event.id)).toBe(true);
}

describe('an execution redriven until it succeeds brings what one undisturbed brings, and no task succeeds twice,', () => {
  it('when tasks fail, each as often as it likes', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (list, often) => {
        const host = new SlowHost((key) => (key % often === 0 ? 1 + (key % 2) : 0));

        const execution = await runWithRedrives(list, host, () => host.pass(3600));

        await expectSmooth(list, host, execution);
      }),
      { numRuns: 60, seed: 20180211 },
    );
  });

  it('when it is stopped every few seconds', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 2400, max: 6000 }), async (list, everyMs) => {
        const host = new SlowHost(() => 0);

        const execution = await runWithRedrives(list, host, async (running) => {
          await host.pass(everyMs / 1000);
          running.stop();
          await host.drain();
        });

        await expectSmooth(list, host, execution);
      }),
      { numRuns: 60, seed: 20180211 },
    );
  });
});
