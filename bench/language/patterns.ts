import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compilePattern } from '#language/patterns/index.ts';
import { root } from '../child.ts';
import { inTurn, microseconds, print } from '../rounds.ts';

const MATCHES = 200_000;
const RULES = [
  ['stack-ended', 'stack-ended'],
  ['execution-ended-badly', 'execution-failed'],
  ['group-acted', 'instance-terminated'],
] as const;

const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, 'events', file), 'utf8'));

/** An event against the pattern of a deployed rule, compiled once: one that it takes and one that it leaves. */
export async function benchPatterns(): Promise<void> {
  const other = read('samples/parameter-group-changed.json');
  for (const [rule, sample] of RULES) {
    const pattern = compilePattern(read(`patterns/${rule}.json`));
    const event = read(`samples/${sample}.json`);
    if (!pattern.matches(event) || pattern.matches(other)) throw new Error(`the rule ${rule} does not take ${sample} alone`);
    const figures = await inTurn(
      {
        taken: (times) => {
          for (let n = 0; n < times; n++) pattern.matches(event);
        },
        left: (times) => {
          for (let n = 0; n < times; n++) pattern.matches(other);
        },
      },
      MATCHES,
    );
    print({ what: `µs a match of ${rule}`, ours: figures.taken.map(microseconds), digits: 2, limit: '< 2 µs' });
    print({ what: `µs an event that ${rule} leaves`, ours: figures.left.map(microseconds), digits: 2, limit: '< 2 µs' });
  }
}
