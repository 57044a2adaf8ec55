import { checkAll } from '#rehearsal/checkers/index.ts';
import { type EntryKind, Journal } from '#twin/journal.ts';

/** One line of a journal before it is written, under a name by which a test takes it out or puts something after it. */
export type Step = { name: string; kind: EntryKind; fields: Record<string, unknown>; afterSeconds?: number };

const START_MS = Date.parse('2018-02-09T15:00:00Z');
export const VICTIM = 'i-0a';
export const NEWCOMER = 'i-0b';
const FUNCTION_ROLE = 'assumed-role/nines-FunctionsRole/nines-some-function';
const MACHINE_ROLE = 'role/nines-MachinesChaosExperimentRole';

const step = (name: string, kind: EntryKind, fields: Record<string, unknown>): Step => ({ name, kind, fields });
const text = (values: Record<string, string>) => Object.fromEntries(Object.entries(values).map(([key, S]) => [key, { S }]));

export const call = (name: string, service: string, operation: string, input: object, by = FUNCTION_ROLE, outcome = 'ok'): Step =>
  step(name, 'call', { service, operation, by, via: 'wire', input, outcome });
export const put = (name: string, item: Record<string, string>): Step => call(name, 'dynamodb', 'PutItem', { Item: text(item) });
export const event = (name: string, detailType: string, detail: object, id = name): Step =>
  step(name, 'event', { id, source: 'nines', detailType, resources: [], detail, rules: [] });
export const activity = (name: string, fields: Record<string, unknown>): Step => step(name, 'activity', fields);

export const ended = (runId: string, verdict = 'PASSED', changes: object = {}, name = 'ended'): Step =>
  event(
    name,
    'Run Ended',
    { id: runId, kind: 'chaos-experiment', site: 'myapp', verdict, measured: { recoverySeconds: 90 }, ...changes },
    `${runId} ${name}`,
  );
export const verdict = (runId: string, given = 'PASSED', site = 'myapp'): Step =>
  call('verdict', 'dynamodb', 'UpdateItem', {
    Key: text({ pk: `SITE#${site}`, sk: `RUN#${runId}` }),
    ExpressionAttributeValues: text({ ':verdict': given }),
  });
export const execution = (runId: string, status: string): Step =>
  step(`execution ${status}`, 'state', {
    execution: `arn:aws:states:us-east-1:123456789012:execution:nines-chaos-experiment:${runId}`,
    machine: 'nines-chaos-experiment',
    status,
    ...(status === 'RUNNING' ? { input: { runId } } : {}),
  });
export const act = (operation: string, input: object, by = MACHINE_ROLE): Step => call('act', 'autoscaling', operation, input, by);

/** An experiment in which everything is as it must be, line by line. */
export function soundRun(runId = 'run-1', site = 'myapp'): Step[] {
  const run = `RUN#${runId}`;
  const at = '2018-02-09T15:00:00.000Z#0';
  return [
    activity('healthy', { what: 'target-health', id: NEWCOMER, from: 'initial', to: 'healthy' }),
    execution(runId, 'RUNNING'),
    put('lease', { pk: `SITE#${site}`, sk: 'LEASE', holder: runId }),
    put('proceed', { pk: run, sk: `AUDIT#${at}`, what: 'chaos-experiment: proceed', site }),
    event('started', 'Run Started', { runId }, `${runId} started`),
    call('dead man', 'scheduler', 'CreateSchedule', { Target: { Input: JSON.stringify({ deadMan: true, runId, site, undoId: 'none' }) } }),
    put('undo', { pk: run, sk: 'UNDO#none', state: 'open' }),
    put('audit', { pk: run, sk: `AUDIT#1${at}`, what: `terminate i-99, ${VICTIM}`, site }),
    act('TerminateInstanceInAutoScalingGroup', { InstanceId: VICTIM }),
    verdict(runId, 'PASSED', site),
    call('release', 'dynamodb', 'DeleteItem', { Key: text({ pk: `SITE#${site}`, sk: 'LEASE' }) }),
    ended(runId, 'PASSED', { site }),
    execution(runId, 'SUCCEEDED'),
  ];
}

export const without = (steps: readonly Step[], ...names: string[]): Step[] => steps.filter(({ name }) => !names.includes(name));

/** The steps with others put in after the one of this name. */
export function inserted(steps: readonly Step[], name: string, ...more: Step[]): Step[] {
  const index = steps.findIndex((candidate) => candidate.name === name);
  if (index < 0) throw new RangeError(`there is no step ${name}`);
  return [...steps.slice(0, index + 1), ...more, ...steps.slice(index + 1)];
}

/** The steps with others in the place of the one of this name. */
export const instead = (steps: readonly Step[], name: string, ...others: Step[]): Step[] =>
  inserted(steps, name, ...others).filter((step) => step.name !== name || others.includes(step));

/** A journal of these steps, a second apart unless a step says otherwise. */
export function journalOf(steps: readonly Step[]): string[] {
  let nowMs = START_MS;
  const journal = new Journal(() => nowMs);
  for (const { kind, fields, afterSeconds = 1 } of steps) {
    nowMs += afterSeconds * 1000;
    journal.write(kind, fields);
  }
  return journal.lines;
}

/** What one checker says of these steps. */
export const saysOf = (checker: string, steps: readonly Step[]): string[] =>
  checkAll(journalOf(steps))
    .filter((violation) => violation.checker === checker)
    .map((violation) => violation.text);
