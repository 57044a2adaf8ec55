import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileMachine, type Execution, type Machine, startExecution } from '#language/asl/index.ts';
import { ReplayHost, told } from './history-replayer.ts';
import { problemsOf } from './history-second-reading.ts';
import { contextOf } from './host.ts';
import { type Scenario, scenarios } from './machine-generator.ts';
import { drain, PlannedHost } from './planned-host.ts';

const any = scenarios({ childTasks: true, throws: true });
/** All that a task did stands in the history. */
const open = scenarios({ childTasks: false, throws: false });

const machineOf = ({ definition, type }: Scenario): Machine => compileMachine(definition, { type });

async function play(machine: Machine, { input }: Scenario, host: PlannedHost, history = true): Promise<Execution> {
  const execution = startExecution(machine, { input, context: contextOf(input), host, history });
  await drain();
  while (execution.status === 'RUNNING' && host.step()) await drain();
  return execution;
}

const hostOf = ({ plan, seed }: Scenario): PlannedHost => new PlannedHost(plan, seed);

describe('the history of any machine', () => {
  it('is well formed and possible, event by event', async () => {
    await fc.assert(
      fc.asyncProperty(any, async (scenario) => {
        const { history } = await play(machineOf(scenario), scenario, hostOf(scenario));

        expect(problemsOf(scenario.definition, history)).toEqual([]);
      }),
      { numRuns: 70 },
    );
  });

  it('tells the status, the output or error, and the states entered', async () => {
    await fc.assert(
      fc.asyncProperty(any, async (scenario) => {
        const host = hostOf(scenario);
        const { status, output, error, cause, history } = await play(machineOf(scenario), scenario, host);

        expect(told(history)).toEqual({ status, output, error, cause, visits: host.entered });
        expect(JSON.stringify(host.seen)).toBe(JSON.stringify(history));
      }),
      { numRuns: 40 },
    );
  });

  it('replays, byte for byte, on a host that knows nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(open, async (scenario) => {
        const machine = machineOf(scenario);
        const first = await play(machine, scenario, hostOf(scenario));

        const again = await play(machine, scenario, new ReplayHost(first.history, scenario.seed));

        expect(JSON.stringify(again.history)).toBe(JSON.stringify(first.history));
        expect(again.output).toEqual(first.output);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same for the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(any, async (scenario) => {
        const machine = machineOf(scenario);
        const first = await play(machine, scenario, hostOf(scenario));
        const second = await play(machine, scenario, hostOf(scenario));

        expect(JSON.stringify(second.history)).toBe(JSON.stringify(first.history));
      }),
      { numRuns: 30 },
    );
  });

  it('changes nothing by being kept', async () => {
    await fc.assert(
      fc.asyncProperty(any, async (scenario) => {
        const machine = machineOf(scenario);
        const [kept, unkept] = [hostOf(scenario), hostOf(scenario)];
        Object.assign(unkept, { onHistory: undefined });
        const first = await play(machine, scenario, kept);
        const second = await play(machine, scenario, unkept, false);

        expect(second.history).toEqual([]);
        expect(unkept.entered).toEqual(kept.entered);
        for (const fact of ['status', 'output', 'error', 'cause', 'transitions'] as const) expect(second[fact]).toEqual(first[fact]);
      }),
      { numRuns: 30 },
    );
  });
});
