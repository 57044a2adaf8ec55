import type { MapChild, MapRun } from '#language/asl/index.ts';
import type { ExecutionRecord } from './store.ts';
import type { Target } from './targets.ts';

/** An execution that was just started. */
export function newRecord(arn: string, name: string, target: Target, input: string, startedMs: number): ExecutionRecord {
  const { machine, revision, versionArn, aliasArn } = target;
  return {
    arn,
    name,
    machine,
    revision,
    type: machine.type,
    versionArn,
    aliasArn,
    child: undefined,
    input,
    redrives: { count: 0, lastMs: undefined, tokens: [] },
    startedMs,
    status: 'RUNNING',
    stoppedMs: undefined,
    output: undefined,
    error: undefined,
    cause: undefined,
    live: undefined,
    history: [],
    transitionsBefore: 0,
    from: () => undefined,
    whenOver: [],
  };
}

/** The same for a child of a distributed Map: it runs as its parent's machine and revision. */
export function childRecord(parent: ExecutionRecord, run: MapRun, state: MapChild, startedMs: number): ExecutionRecord {
  const { machine, revision, versionArn, aliasArn } = parent;
  const target: Target = { machine, revision, ...(versionArn && { versionArn }), ...(aliasArn && { aliasArn }) };
  const record = newRecord(state.arn, state.name, target, JSON.stringify(state.input), startedMs);
  return { ...record, type: run.childType, child: { mapRunArn: run.arn, state } };
}

/** Makes a record run again: as a redrive, or as the new start of an Express child, which counts none. */
export function reopen(record: ExecutionRecord, nowMs: number, count = record.redrives.count + 1): void {
  if (record.type === 'STANDARD') {
    record.redrives.count = count;
    record.redrives.lastMs = nowMs;
  } else {
    record.startedMs = nowMs;
    record.history = [];
  }
  record.transitionsBefore += record.live?.transitions ?? 0;
  const ended = { stoppedMs: undefined, output: undefined, error: undefined, cause: undefined, live: undefined };
  Object.assign(record, ended, { status: 'RUNNING' });
}
