import { benchLanguage } from './language/index.ts';
import { benchSeeds } from './seeds.ts';
import { benchWeekend } from './weekend.ts';

/** `npm run bench`: all benchmarks; `npm run bench language`, `weekend` or `seeds`: one of them. Prints, and judges nothing. */
const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  language: benchLanguage,
  weekend: benchWeekend,
  seeds: benchSeeds,
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(BENCHES);
for (const name of names) {
  const bench = BENCHES[name];
  if (!bench) throw new Error(`no benchmark ${name}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.stdout.write(`── ${name}\n`);
  await bench();
}
