import { runRouteLines } from '../route.ts';
import { readRules } from '../route-rules.ts';
import { synthesize } from '../synthesize.ts';
import { readFlags, UsageError } from '../usage.ts';
import { overStandardInput } from './lines.ts';

/** `nines route`: synthesizes (unless an assembly is given) and says of each event on standard input where it would go. */
export async function route(args: readonly string[]): Promise<number> {
  const { values, problems } = readFlags(args, { assembly: { type: 'string' } });
  if (problems.length > 0) throw new UsageError('nines route', problems);
  const rules = readRules(values.assembly ?? synthesize());
  await overStandardInput('route', (input, write) => runRouteLines(rules, input, write));
  return 0;
}
