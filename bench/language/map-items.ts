import { jsonLines, run } from '../child.ts';
import { inProcesses, microseconds, print } from '../rounds.ts';

const SIZES = [1_000, 10_000, 100_000];
const MODES = ['INLINE', 'DISTRIBUTED'];
/** The size whose memory is limited. */
const ASKED = 10_000;

/** A Map of ever more items, each in a process of its own: linear when an item costs the same at every size. */
export async function benchMapItems(): Promise<void> {
  const cases = MODES.flatMap((mode) =>
    SIZES.map((size) => ({ mode, size, name: `${mode.toLowerCase()} Map of ${size.toLocaleString('en')}` })),
  );
  const memoryMb = new Map<string, number[]>();
  const play = (mode: string, size: number, name: string) => async (): Promise<number> => {
    const { stdout, maxRssMb } = await run(['bench/language/map-once.ts', mode, String(size)]);
    memoryMb.set(name, [...(memoryMb.get(name) ?? []), maxRssMb]);
    return (jsonLines<{ tookMs: number }>(stdout)[0]?.tookMs ?? Number.NaN) / size;
  };
  const figures = await inProcesses(Object.fromEntries(cases.map(({ mode, size, name }) => [name, play(mode, size, name)])));
  for (const { name } of cases)
    print({ what: `µs an item, ${name}`, ours: (figures[name] as number[]).map(microseconds), digits: 1, limit: 'linear' });
  for (const { name, size } of cases.filter(({ size }) => size >= ASKED))
    print({ what: `MB of the process, ${name}`, ours: memoryMb.get(name) as number[], limit: size === ASKED ? '< 300 MB' : 'none' });
}
