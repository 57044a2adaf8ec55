import { availableParallelism } from 'node:os';
import { jsonLines, run } from './child.ts';
import { spread } from './statistics.ts';

const SEEDS = 100;

type Played = { seed: number; misses: string[]; availability: number; rtoSeconds: number; recoverySeconds: number };

/** Weekends of the seeds 0 to 99: how many meet every objective, and how far the measured figures spread. */
export async function benchSeeds(): Promise<void> {
  await run(['infra/app.ts', 'out/bench-assembly']);
  const lanes = Math.min(availableParallelism(), 4);
  const seedsOf = (lane: number): string[] =>
    Array.from({ length: SEEDS }, (_, seed) => seed)
      .filter((seed) => seed % lanes === lane)
      .map(String);
  const finished = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => run(['bench/play-weekend.ts', 'out/bench-assembly', ...seedsOf(lane)])),
  );
  const plays = finished.flatMap(({ stdout }) => jsonLines<Played>(stdout)).sort((a, b) => a.seed - b.seed);
  const met = plays.filter(({ misses }) => misses.length === 0);
  process.stdout.write(`${met.length} of ${plays.length} weekends (seeds 0 to ${SEEDS - 1}) meet every objective\n`);
  const figures = { 'rtoSeconds ≤ 180': 'rtoSeconds', 'recoverySeconds ≤ 600': 'recoverySeconds' } as const;
  for (const [name, key] of Object.entries(figures))
    process.stdout.write(`${name.padEnd(24)} ${spread(plays.map((played) => played[key]))}\n`);
  process.stdout.write(
    `${'availability ≥ 0.999'.padEnd(24)} ${spread(
      plays.map(({ availability }) => availability),
      6,
    )}\n`,
  );
  for (const { seed, misses } of plays) for (const miss of misses) process.stdout.write(`seed ${seed}: ${miss}\n`);
}
