import { compilePattern, InvalidPatternError } from '#language/patterns/index.ts';
import { idInFront, MAX_LINE_CHARACTERS } from './commands/lines.ts';

/** A request: a JSON object on one line. */
export type Request = Record<string, unknown>;
type Answer = Record<string, unknown>;

/** A reason may quote what it is about; no more of it is told. */
const MAX_REASON_CHARACTERS = 1_000;
/** AWS takes no longer pattern (API reference, TestEventPattern and PutRule), and so none can take long to compile. */
const MAX_PATTERN_CHARACTERS = 4_096;

/** The `match` command: `{id, pattern, event}` a line gives `{id, match}` or `{id, invalid}` a line, in order. */
export async function runMatchLines(input: AsyncIterable<string>, write: (line: string) => void): Promise<void> {
  await answerLines(input, write, answerMatch);
}

/** Answers each line with one line that carries the request's id; a bad line is refused and the next one served. */
export async function answerLines(
  input: AsyncIterable<string>,
  write: (line: string) => void,
  answer: (request: Request) => Answer,
  refuse: (reason: string) => Answer = (reason) => ({ invalid: reason }),
): Promise<void> {
  for await (const line of input) {
    if (line.trim() === '') continue;
    write(answerLine(line, answer, refuse));
  }
}

function answerLine(line: string, answer: (request: Request) => Answer, refuse: (reason: string) => Answer): string {
  let id = idInFront(line);
  try {
    const request = requestOf(line);
    id = idOf(request);
    return JSON.stringify({ id, ...answer(request) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return JSON.stringify({ id, ...refuse(reason.slice(0, MAX_REASON_CHARACTERS)) });
  }
}

function requestOf(line: string): Request {
  if (line.length > MAX_LINE_CHARACTERS) throw new RangeError(`the line is longer than ${MAX_LINE_CHARACTERS} characters`);
  const request: unknown = JSON.parse(line);
  if (typeof request !== 'object' || request === null || Array.isArray(request)) throw new TypeError('the line is not a JSON object');
  return request as Request;
}

/** Any JSON value may be an id, but for one that is nested too deep to be written again. */
function idOf({ id = null }: Request): unknown {
  try {
    JSON.stringify(id);
    return id;
  } catch {
    return null;
  }
}

function answerMatch(request: Request): Answer {
  if (request.pattern === undefined) return { invalid: 'pattern is missing' };
  if (request.event === undefined) return { invalid: 'event is missing' };
  if (isTooLong(request.pattern)) {
    return { invalid: `Event pattern is not valid. Reason: it is longer than ${MAX_PATTERN_CHARACTERS} characters` };
  }
  try {
    const pattern = compilePattern(parsed(request.pattern));
    const event = parsed(request.event);
    if (typeof event !== 'object' || event === null || Array.isArray(event)) return { invalid: 'Parameter Event is not valid.' };
    return { match: pattern.matches(event) };
  } catch (error) {
    if (error instanceof InvalidPatternError) return { invalid: error.message };
    throw error;
  }
}

/** AWS's API hands patterns and events over as JSON text; both forms are taken. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}

function isTooLong(pattern: unknown): boolean {
  try {
    return (typeof pattern === 'string' ? pattern : JSON.stringify(pattern)).length > MAX_PATTERN_CHARACTERS;
  } catch {
    // Nested too deep to be written, it has more brackets than that.
    return true;
  }
}
