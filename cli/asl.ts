import { idOf, refuseLine } from './asl-answer.ts';
import { Runner, type RunnerLimits } from './asl-runner.ts';
import { MAX_LINE_CHARACTERS } from './commands/lines.ts';

/** Far above what an execution within AWS's limits takes. */
const LIMITS: RunnerLimits = { timeSeconds: 20, memoryMb: 512 };

/** Answers each line of JSON with one line, in order. A line that cannot be run is answered with the reason, and the next one served. */
export async function runAslLines(
  input: AsyncIterable<string>,
  write: (line: string) => void,
  limits: RunnerLimits = LIMITS,
): Promise<void> {
  const runner = new Runner(limits);
  try {
    for await (const line of input) if (line.trim() !== '') write(await answer(line, runner));
  } finally {
    runner.close();
  }
}

async function answer(line: string, runner: Runner): Promise<string> {
  if (line.length > MAX_LINE_CHARACTERS) return refuseLine(line, `the line is longer than ${MAX_LINE_CHARACTERS} characters`);
  const reply = await runner.ask(line);
  if ('answer' in reply) return reply.answer;
  return JSON.stringify({ id: idOf(line), status: 'ABORTED', ...reply, history: [], visits: [] });
}
