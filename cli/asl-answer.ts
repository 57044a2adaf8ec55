import {
  compileMachine,
  type Diagnostic,
  type HistoryEvent,
  InvalidDefinitionError,
  type Json,
  type Machine,
} from '#language/asl/index.ts';
import { isTooDeep } from '#language/asl/json.ts';
import { exceedsPayloadLimit, PAYLOAD_LIMIT_BYTES } from '#language/asl/json-size.ts';
import { execute, START_MS } from './asl-execution.ts';
import { BatchHost } from './asl-host.ts';
import { type Mock, readMocks } from './asl-mocks.ts';
import { idInFront } from './commands/lines.ts';

/** What stands on one line of `nines asl`. */
type Request = { machine: Machine; input: Json; mocks: Mock[] };

/** A line that is no request, with every reason found. */
class BadRequest extends Error {
  readonly diagnostics: Diagnostic[];
  constructor(...problems: [location: string, message: string][]) {
    super('the line is not a request');
    this.diagnostics = problems.map(([location, message]) => ({ code: 'INVALID_REQUEST', message, location }));
  }
}

/** Answers one line of JSON with one line. A line that cannot be run is answered with the reason. */
export async function answerAslLine(line: string): Promise<string> {
  let id = idInFront(line);
  try {
    const body = parseLine(line);
    id = idWithin(body);
    return JSON.stringify({ id, ...(await run(parseRequest(body))) });
  } catch (error) {
    return refusal(id, error);
  }
}

/** The refusal of a line that never came to be read as a whole. */
export function refuseLine(line: string, reason: string): string {
  return refusal(idInFront(line), new BadRequest(['/', reason]));
}

function refusal(id: unknown, error: unknown): string {
  const listed = error instanceof InvalidDefinitionError || error instanceof BadRequest;
  const { diagnostics } = listed ? error : new BadRequest(['/', error instanceof Error ? error.message : String(error)]);
  return JSON.stringify({ id, status: 'INVALID', diagnostics });
}

/** The id of a line, also of one that is not answered by its own run. */
export function idOf(line: string): unknown {
  try {
    return idWithin(parseLine(line));
  } catch {
    return idInFront(line);
  }
}

/** An id is given back as it came, unless writing it would exhaust the stack. */
function idWithin({ id = null }: { [k: string]: unknown }): unknown {
  return isTooDeep(id) ? null : id;
}

function parseLine(line: string): { [k: string]: unknown } {
  let body: unknown;
  try {
    body = JSON.parse(line);
  } catch (error) {
    throw new BadRequest(['/', `the line is not JSON: ${(error as Error).message}`]);
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new BadRequest(['/', 'a request is a JSON object']);
  return body as { [k: string]: unknown };
}

function parseRequest(body: { [k: string]: unknown }): Request {
  const { definition, input = {}, mocks: written = [], type = 'STANDARD' } = body;
  const problems: [string, string][] = [];
  if (definition === undefined) problems.push(['/definition', 'the field "definition" is missing']);
  if (type !== 'STANDARD' && type !== 'EXPRESS') problems.push(['/type', 'the field "type" is STANDARD or EXPRESS']);
  if (isTooDeep(input)) problems.push(['/input', 'the field "input" is nested too deep']);
  else if (exceedsPayloadLimit(input as Json)) problems.push(['/input', `the field "input" is longer than ${PAYLOAD_LIMIT_BYTES} bytes`]);
  const { mocks, problems: wrong } = readMocks(written);
  for (const { place, found, allowed } of wrong) problems.push([`/${place}`, `found ${found}; allowed: ${allowed}`]);
  if (problems.length > 0) throw new BadRequest(...problems);
  return { machine: compileMachine(definition, { type: type as 'STANDARD' | 'EXPRESS' }), input: input as Json, mocks };
}

async function run({ machine, input, mocks }: Request): Promise<{ [k: string]: unknown }> {
  const history: string[] = [];
  const visits: string[] = [];
  const listener = {
    event: ({ type }: HistoryEvent) => void history.push(type),
    details: false,
    entered: (name: string) => void visits.push(name),
  };
  const { status, output, error, cause } = await execute(machine, input, new BatchHost(START_MS, mocks), listener);
  return {
    status,
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    history,
    visits,
  };
}
