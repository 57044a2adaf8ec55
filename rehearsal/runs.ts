import type { Cloud } from '#twin/cloud.ts';
import type { Entry } from '#twin/journal.ts';
import { entriesOf } from './journal-entries.ts';
import type { RunSummary } from './outcome.ts';

type Record = Omit<RunSummary, 'transitions' | 'costUsd'>;

const PRICED_TRANSITIONS = 1000;

/**
 * The runs of a journal, by the `Run Ended` events that the control plane put on the bus, each with the
 * transitions of its execution and of those that it started. A run whose execution ended without that event is not here: the scenario's hopes will miss it.
 */
export function readRuns(lines: readonly string[], pricePerThousandTransitions: number): RunSummary[] {
  const executions = new Map<string, string[]>();
  const transitions = new Map<string, number>();
  for (const entry of entriesOf(lines, 'state')) {
    const runId = entry.status === 'RUNNING' ? runOf(entry) : undefined;
    if (runId !== undefined) executions.set(runId, [...(executions.get(runId) ?? []), String(entry.execution)]);
    if (typeof entry.transitions === 'number') transitions.set(String(entry.execution), entry.transitions);
  }
  const ended = entriesOf(lines, 'event').filter((entry) => entry.source === 'nines' && entry.detailType === 'Run Ended');
  const runs = ended.map((entry) => {
    const record = entry.detail as Record;
    const count = (executions.get(record.id) ?? []).reduce((sum, execution) => sum + (transitions.get(execution) ?? 0), 0);
    return { ...record, transitions: count, costUsd: (count * pricePerThousandTransitions) / PRICED_TRANSITIONS };
  });
  return runs.sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
}

/** The run that an execution plays, or plays a part of. */
function runOf({ input }: Entry): string | undefined {
  const { runId, run } = (input ?? {}) as { runId?: string; run?: { runId?: string } };
  return runId ?? run?.runId;
}

/** Follows a growing journal and knows which machines run now; it reads each line once. */
export class RunningMachines {
  readonly #cloud: Pick<Cloud, 'journal'>;
  readonly #running = new Map<string, string>();
  #read = 0;

  constructor(cloud: Pick<Cloud, 'journal'>) {
    this.#cloud = cloud;
  }

  get names(): readonly string[] {
    const { lines } = this.#cloud.journal;
    for (; this.#read < lines.length; this.#read++) {
      const line = lines[this.#read] as string;
      if (line.includes('"kind":"state"') && line.includes('"status":')) this.#note(JSON.parse(line) as Entry);
    }
    return [...this.#running.values()];
  }

  #note({ execution, machine, status }: Entry): void {
    if (status === 'RUNNING') this.#running.set(String(execution), String(machine));
    else this.#running.delete(String(execution));
  }
}
