import { readInput } from '#rehearsal/scenario.ts';
import { firstBrokenLine } from '#twin/journal.ts';
import { readFlags, UsageError } from '../usage.ts';

/** `nines verify FILE`: 0 when every line's hash covers the line before it, 1 naming the first that does not. */
export function verify(args: readonly string[]): number {
  const { operands, problems } = readFlags(args, {}, 1);
  const [file] = operands;
  if (!file) problems.push('FILE: the journal to check is missing');
  if (!file || problems.length > 0) throw new UsageError('nines verify', problems);
  const text = readInput(file, 'a journal.ndjson that a rehearsal left');
  const broken = text === '' ? 1 : firstBrokenLine(text);
  const entries = text.split('\n').length - 1;
  process.stdout.write(
    broken === undefined ? `${file}: ${entries} entries, the chain holds\n` : `${file}: the chain breaks at line ${broken}\n`,
  );
  return broken === undefined ? 0 : 1;
}
