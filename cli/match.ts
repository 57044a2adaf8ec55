import { compilePattern, InvalidPatternError } from '#language/patterns/index.ts';

/** A request: a JSON object on one line. */
export type Request = Record<string, unknown>;

/** Longer lines are answered with a refusal; a definition of 1 MiB still fits, escaped. */
const MAX_LINE_CHARACTERS = 8 * 1024 * 1024;

/** The `match` command: `{id, pattern, event}` a line gives `{id, match}` or `{id, invalid}` a line, in order. */
export async function runMatchLines(input: AsyncIterable<string>, write: (line: string) => void): Promise<void> {
  await answerLines(input, write, answerMatch);
}

/** Answers each line with one line that carries the request's id; a bad line is refused and the next one served. */
export async function answerLines(
  input: AsyncIterable<string>,
  write: (line: string) => void,
  answer: (request: Request) => Record<string, unknown>,
): Promise<void> {
  for await (const line of input) {
    if (line.trim() === '') continue;
    write(JSON.stringify(answerLine(line, answer)));
  }
}

function answerLine(line: string, answer: (request: Request) => Record<string, unknown>): Record<string, unknown> {
  let id: unknown = null;
  try {
    if (line.length > MAX_LINE_CHARACTERS) return { id, invalid: `the line is longer than ${MAX_LINE_CHARACTERS} characters` };
    const request: unknown = JSON.parse(line);
    if (typeof request !== 'object' || request === null || Array.isArray(request)) return { id, invalid: 'the line is not a JSON object' };
    id = (request as Request).id ?? null;
    return { id, ...answer(request as Request) };
  } catch (error) {
    return { id, invalid: error instanceof Error ? error.message : String(error) };
  }
}

function answerMatch(request: Request): Record<string, unknown> {
  if (request.pattern === undefined) return { invalid: 'pattern is missing' };
  if (request.event === undefined) return { invalid: 'event is missing' };
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
