import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileMachine, type Execution, type Machine, startExecution } from '#language/asl/index.ts';
import { contextOf } from './host.ts';
import { type Scenario, scenarios } from './machine-generator.ts';
import { drain, PlannedHost } from './planned-host.ts';

/** Far above what a generated machine needs: what takes more hangs. */
const TIMER_LIMIT = 5_000;

const any = scenarios({ childTasks: true, throws: true });

const machineOf = ({ definition, type }: Scenario): Machine => compileMachine(definition, { type });

/** Plays a scenario to its end, or so many timers far. */
async function play(scenario: Scenario, timers = TIMER_LIMIT, machine = machineOf(scenario)): Promise<[Execution, PlannedHost]> {
  const { input, plan, seed } = scenario;
  const host = new PlannedHost(plan, seed);
  const execution = startExecution(machine, { input, context: contextOf(input), host });
  await drain();
  while (execution.status === 'RUNNING' && host.fired < timers && host.step()) await drain();
  return [execution, host];
}

/** Everything about an execution that anybody can see. */
function seenOf(execution: Execution, host: PlannedHost): string {
  const { status, output, error, cause, transitions, history } = execution;
  return JSON.stringify([status, output, error, cause, transitions, history, host.seen.length, host.entered, host.calls.length]);
}

/** What a confused world may still say to every task that ever ran. */
async function talkOn(host: PlannedHost): Promise<void> {
  for (const { done } of [...host.calls]) {
    done.heartbeat();
    done.submitted('late');
    done.succeed('late');
    done.fail('Late', 'late');
  }
  await drain();
  while (host.step()) await drain();
}

describe('any machine whose tasks answer or have limits', () => {
  it('ends, and leaves no timer and no task behind', async () => {
    await fc.assert(
      fc.asyncProperty(any, async (scenario) => {
        const [execution, host] = await play(scenario);

        expect(['SUCCEEDED', 'FAILED', 'TIMED_OUT']).toContain(execution.status);
        expect(host.openTimers).toBe(0);
        expect(host.openCalls).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it('hears nothing after its end', async () => {
    await fc.assert(
      fc.asyncProperty(any, async (scenario) => {
        const [execution, host] = await play(scenario);
        const before = seenOf(execution, host);

        await talkOn(host);
        execution.stop('Late');
        await execution.finished;

        expect(seenOf(execution, host)).toBe(before);
        expect(host.openTimers).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('is stopped at any moment, and nothing of it goes on', async () => {
    await fc.assert(
      fc.asyncProperty(any, fc.nat(12), async (scenario, timers) => {
        const [execution, host] = await play(scenario, timers);
        const wasRunning = execution.status === 'RUNNING';

        execution.stop('Run.Aborted', 'lever');
        const before = seenOf(execution, host);
        await talkOn(host);

        expect(seenOf(execution, host)).toBe(before);
        expect([host.openTimers, host.openCalls]).toEqual([0, []]);
        if (wasRunning) expect(execution).toMatchObject({ status: 'ABORTED', error: 'Run.Aborted', cause: 'lever' });
        expect(execution.history.at(-1)?.type).toMatch(/^Execution(Succeeded|Failed|TimedOut|Aborted)$/);
      }),
      { numRuns: 60 },
    );
  });

  it('changes nothing for a task that is over when its answer comes again', async () => {
    await fc.assert(
      fc.asyncProperty(any, async (scenario) => {
        const machine = machineOf(scenario);
        const [plain] = await play(scenario, TIMER_LIMIT, machine);
        const [execution, host] = await play(scenario, 0, machine);

        while (execution.status === 'RUNNING' && host.step()) {
          for (const call of host.calls) if (call.settled) call.done.succeed('again');
          await drain();
        }

        expect(JSON.stringify(execution.history)).toBe(JSON.stringify(plain.history));
      }),
      { numRuns: 30 },
    );
  });
});
