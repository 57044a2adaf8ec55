import { setFlagsFromString } from 'node:v8';
import {
  compileMachine,
  type Diagnostic,
  type Execution,
  InvalidDefinitionError,
  type Json,
  type Machine,
  startExecution,
} from '#language/asl/index.ts';
import { isTooDeep } from '#language/asl/json.ts';
import { BatchHost, type Mock } from './asl-host.ts';

/** What stands on one line of `nines asl`. */
type Request = { id: unknown; machine: Machine; input: Json; mocks: Mock[] };

/** Timers that one execution may fire before it is given up: a Wait loop has no other end in virtual time. */
const TIMER_LIMIT = 100_000;
/** The batch's executions start here, so that answers do not depend on the day. */
const START_MS = Date.UTC(2025, 0, 1);
const ARN = 'arn:aws:states:us-east-1:111111111111';

/** Answers each line of JSON with one line, in order. A line that cannot be run is answered with the reason. */
export async function runAslLines(input: AsyncIterable<string>, write: (line: string) => void): Promise<void> {
  boundRegularExpressions();
  for await (const line of input) {
    if (line.trim() === '') continue;
    write(JSON.stringify(await answer(line)));
  }
}

/** A regular expression that backtracks too much goes on in the engine's linear mode: no line of input may hang the batch. */
function boundRegularExpressions(): void {
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  setFlagsFromString('--regexp-backtracks-before-fallback=20000');
}

async function answer(line: string): Promise<{ [k: string]: unknown }> {
  let id: unknown = null;
  try {
    const body: unknown = JSON.parse(line);
    id = idOf(body);
    const request = parseRequest(body);
    return { id, ...(await execute(request)) };
  } catch (error) {
    return { id, status: 'INVALID', diagnostics: diagnosticsOf(error) };
  }
}

function idOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'id' in body ? body.id : null;
}

function diagnosticsOf(error: unknown): Diagnostic[] {
  if (error instanceof InvalidDefinitionError) return error.diagnostics;
  return [{ code: 'INVALID_REQUEST', message: error instanceof Error ? error.message : String(error), location: '/' }];
}

function parseRequest(body: unknown): Request {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Error('a request is a JSON object');
  const { id, definition, input = {}, mocks = [], type = 'STANDARD' } = body as { [k: string]: unknown };
  if (definition === undefined) throw new Error('the field "definition" is missing');
  if (type !== 'STANDARD' && type !== 'EXPRESS') throw new Error('the field "type" is STANDARD or EXPRESS');
  if (isTooDeep(input)) throw new Error('the field "input" is nested too deep');
  if (!Array.isArray(mocks)) throw new Error('the field "mocks" is an array');
  return { id, machine: compileMachine(definition, { type }), input: input as Json, mocks: mocks as Mock[] };
}

async function execute(request: Request): Promise<{ [k: string]: unknown }> {
  const history: string[] = [];
  const visits: string[] = [];
  const host = new BatchHost(START_MS, request.mocks, history, visits);
  const execution = startExecution(request.machine, {
    input: request.input,
    context: {
      Execution: {
        Id: `${ARN}:execution:machine:execution`,
        Name: 'execution',
        RoleArn: 'arn:aws:iam::111111111111:role/role',
        StartTime: new Date(START_MS).toISOString(),
        Input: request.input,
        RedriveCount: 0,
      },
      StateMachine: { Id: `${ARN}:stateMachine:machine`, Name: 'machine' },
    },
    host,
    history: false,
  });
  await settle(execution, host);
  const { status, output, error, cause } = execution;
  return {
    status,
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    history,
    visits,
  };
}

/** Runs the execution to its end: whenever nothing can run, virtual time jumps to the next timer. */
async function settle(execution: Execution, host: BatchHost): Promise<void> {
  for (let fired = 0; execution.status === 'RUNNING'; fired += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve)); // after every microtask
    if (execution.status !== 'RUNNING') return;
    if (fired >= TIMER_LIMIT) execution.stop('Batch.TimerLimit', `more than ${TIMER_LIMIT} timers fired`);
    else if (!host.fireNext()) execution.stop('Batch.WaitsForever', 'nothing is left that could wake the execution');
  }
}
