import { median, spread } from './statistics.ts';

/** Each comparison is measured so often, and the median is told. */
const ROUNDS = 5;
/** A round is cut into turns of each way, so that what disturbs the machine meanwhile disturbs all of them alike. */
const TURNS = 20;

/** Something that is measured: it acts so often and resolves. */
export type Way = (times: number) => void | Promise<void>;

/**
 * Milliseconds an act of each way, round by round; `times` is how often a way acts in a round. A first round, in which the
 * engine compiles, is not kept.
 */
export async function inTurn<Name extends string>(ways: Readonly<Record<Name, Way>>, times: number): Promise<Record<Name, number[]>> {
  const names = Object.keys(ways) as Name[];
  const perTurn = Math.ceil(times / TURNS);
  const figures = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round <= ROUNDS; round++) {
    const spentMs = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
    for (let turn = 0; turn < TURNS; turn++) {
      for (const name of names) {
        const startedMs = performance.now();
        await ways[name](perTurn);
        spentMs[name] += performance.now() - startedMs;
      }
    }
    if (round > 0) for (const name of names) figures[name].push(spentMs[name] / (perTurn * TURNS));
  }
  return figures;
}

/** An act that resolves, one after the other. */
export const repeat =
  (act: () => Promise<unknown>): Way =>
  async (times) => {
    for (let n = 0; n < times; n++) await act();
  };

/** The same figure measured `ROUNDS` times in fresh processes, the ways one after the other in each round. */
export async function inProcesses<Name extends string>(
  ways: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(ways) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round < ROUNDS; round++) for (const name of names) figures[name].push(await ways[name]());
  return figures;
}

export const perSecond = (milliseconds: number): number => 1000 / milliseconds;
export const microseconds = (milliseconds: number): number => milliseconds * 1000;

/** Columns in characters. */
export const WIDTHS = { what: 50, ours: 32, peer: 24 };

/** What is printed of one question: `peer` is absent where there is none, `limit` is what was asked for. */
export type Row = { what: string; ours: readonly number[]; peer?: readonly number[]; digits?: number; limit?: string };

/** One line: our median (smallest to largest), the peer's median, the median of the rounds' ratios, and the limit beside them. */
export function print({ what, ours, peer, digits = 0, limit = 'none' }: Row): void {
  const ratios = peer?.map((figure, round) => (ours[round] as number) / figure);
  const beside = peer && ratios ? `peer ${median(peer).toFixed(digits)}, ratio ${median(ratios).toFixed(2)}` : '';
  process.stdout.write(
    `${what.padEnd(WIDTHS.what)} ${spread(ours, digits).padEnd(WIDTHS.ours)} ${beside.padEnd(WIDTHS.peer)} limit ${limit}\n`,
  );
}
