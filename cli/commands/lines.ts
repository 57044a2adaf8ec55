import { readFlags, UsageError } from '../usage.ts';

/** Answers lines of text with lines of text, in order. */
export type Lines = (input: AsyncIterable<string>, write: (line: string) => void) => Promise<void>;

/** Longer lines are answered with a refusal; a definition of 1 MiB still fits, escaped. */
export const MAX_LINE_CHARACTERS = 8 * 1024 * 1024;

const HEAD_CHARACTERS = 4_096;

/** The id of a line that may not be JSON as a whole, where it stands in front: such a line is answered to its sender, too. */
export function idInFront(line: string): unknown {
  const found = /^[ \t\r]*\{[ \t]*"id"[ \t]*:[ \t]*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)[ \t]*[,}]/.exec(line.slice(0, HEAD_CHARACTERS));
  try {
    return found === null ? null : (JSON.parse(found[1] as string) as unknown);
  } catch {
    return null;
  }
}

export const match = overLines('match', async () => (await import('../match.ts')).runMatchLines);
export const next = overLines('next', async () => (await import('../next.ts')).runNextLines);

/** A command that reads JSON lines on standard input and answers each with one JSON line, in order. */
function overLines(name: string, load: () => Promise<Lines>) {
  return async (args: readonly string[]): Promise<number> => {
    const { problems } = readFlags(args, {});
    if (problems.length > 0) throw new UsageError(`nines ${name}`, problems);
    await overStandardInput(name, await load());
    return 0;
  };
}

/** Hands standard input on line by line, and the answers to standard output. */
export async function overStandardInput(name: string, run: Lines): Promise<void> {
  process.stdin.setEncoding('utf8');
  await run(linesOf(readable(name, process.stdin)), (line) => process.stdout.write(`${line}\n`));
}

/** What cannot be read (a folder, a broken disk) is bad input, told as such after the answers to what came before. */
async function* readable(name: string, chunks: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* chunks;
  } catch (error) {
    throw new UsageError(`nines ${name}`, [`standard input: cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

/**
 * Lines end at a line feed only: a JSON text may hold the other line ends of Unicode as they are. Of a line that is too long no
 * more is kept than shows it, so that a line without an end cannot fill the memory.
 */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let isFirst = true;
  for await (const chunk of chunks) {
    const [head = '', ...more] = (isFirst ? chunk.replace(/^\uFEFF/, '') : chunk).split('\n');
    isFirst = false;
    if (rest.length <= MAX_LINE_CHARACTERS) rest += head;
    for (const piece of more) {
      yield rest;
      rest = piece;
    }
  }
  if (rest !== '') yield rest;
}
