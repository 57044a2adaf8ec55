import { createInterface } from 'node:readline';
import { readFlags, UsageError } from '../usage.ts';

type Lines = (input: AsyncIterable<string>, write: (line: string) => void) => Promise<void>;

/** A command that reads JSON lines on standard input and answers each with one JSON line, in order. */
function overLines(name: string, load: () => Promise<Lines>) {
  return async (args: readonly string[]): Promise<number> => {
    const { problems } = readFlags(args, {});
    if (problems.length > 0) throw new UsageError(`nines ${name}`, problems);
    const run = await load();
    await run(createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }), (line) => process.stdout.write(`${line}\n`));
    return 0;
  };
}

export const asl = overLines('asl', async () => (await import('../asl.ts')).runAslLines);
export const match = overLines('match', async () => (await import('../match.ts')).runMatchLines);
export const next = overLines('next', async () => (await import('../next.ts')).runNextLines);
