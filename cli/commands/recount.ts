import { linesOf } from '#rehearsal/journal-entries.ts';
import { recount as recompute } from '#rehearsal/recount.ts';
import { readInput } from '#rehearsal/scenario.ts';
import { readFlags, UsageError } from '../usage.ts';

/** `nines recount FILE`: availability and the phases of each failover, recomputed from a journal alone, as JSON. */
export function recount(args: readonly string[]): number {
  const { operands, problems } = readFlags(args, {}, 1);
  const [file] = operands;
  if (!file) problems.push('FILE: the journal to read is missing');
  if (!file || problems.length > 0) throw new UsageError('nines recount', problems);
  process.stdout.write(`${JSON.stringify(recompute(linesOf(readInput(file, 'a journal.ndjson that a rehearsal left'))), null, 2)}\n`);
  return 0;
}
