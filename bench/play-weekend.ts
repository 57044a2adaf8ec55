import { readFileSync } from 'node:fs';
import path from 'node:path';
import { play } from '#rehearsal/play.ts';
import { parseScenario, readYaml } from '#rehearsal/scenario.ts';

/** One weekend in this process, or several, for the benchmarks. `argv`: the assembly's folder, then seeds. One JSON line a play. */
const root = path.resolve(import.meta.dirname, '..');
const [assembly = 'cdk.out', ...seeds] = process.argv.slice(2);
const scenario = parseScenario(readFileSync(path.join(root, 'rehearsal/scenarios/weekend.yaml'), 'utf8'), 'weekend');
const site = readYaml(readFileSync(path.join(root, 'sites/myapp.yaml'), 'utf8'), 'myapp') as {
  site: string;
  objectives: { availabilityPercent: number };
};

for (const seed of seeds) {
  const { outcome } = await play({ assembly, site, scenario, seed: Number(seed), profile: 'documented', wallMs: () => performance.now() });
  const misses = outcome.runs
    .filter(({ verdict }) => verdict !== 'PASSED')
    .map(({ kind, verdict, reason }) => `${kind} ${verdict}: ${reason}`);
  if (outcome.runs.length !== scenario.runs.length) misses.push(`${outcome.runs.length} runs, not ${scenario.runs.length}`);
  if (outcome.availability < site.objectives.availabilityPercent / 100) misses.push(`availability ${outcome.availability}`);
  const drill = outcome.runs.find(({ kind }) => kind === 'failover-drill');
  const chaos = outcome.runs.find(({ kind }) => kind === 'chaos-experiment');
  process.stdout.write(
    `${JSON.stringify({
      seed: outcome.seed,
      wallSeconds: outcome.wallSeconds,
      virtualSeconds: outcome.virtualSeconds,
      availability: outcome.availability,
      rtoSeconds: drill?.measured.rtoSeconds,
      recoverySeconds: chaos?.measured.recoverySeconds,
      misses,
      maxRssMb: process.resourceUsage().maxRSS / 1024,
    })}\n`,
  );
}
