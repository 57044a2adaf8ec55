import type { BeforeFailover, DatabaseSample, DeepAnswer, FailoverEvidence, PageAnswer, ProbeSample } from '#domain/probe-evidence.ts';

/** Second 0 of the probe. RDS takes the reboot at second 30. */
export const START = Date.parse('2018-02-11T04:00:00Z');
export const ACCEPTED = 30;
export const at = (second: number) => START + second * 1_000;

export const BEFORE: BeforeFailover = {
  writer: 'db-a',
  writerZone: 'us-east-1a',
  zone: 'us-east-1a',
  secondaryZone: 'us-east-1b',
  nodes: ['i-0', 'i-1'],
};

const page = (changes: Partial<PageAnswer> = {}): PageAnswer => ({ status: 200, milliseconds: 10, ...changes });

/** A good answer of the node whose turn it is, from the writer of that time. */
export function good(second: number, writer: 'db-a' | 'db-b', changes: Partial<DeepAnswer> = {}): ProbeSample {
  const writerZone = writer === 'db-a' ? 'us-east-1a' : 'us-east-1b';
  const deep = {
    ...page({ milliseconds: 50 }),
    node: `i-${second % 2}`,
    writer,
    writerZone,
    isAcknowledged: true,
    isRead: true,
    ...changes,
  };
  return { atMs: at(second), sequence: second, page: page(), deep };
}

/** An error of the deep page. */
export function bad(second: number, changes: Partial<DeepAnswer> = {}): ProbeSample {
  const deep = { ...page({ status: 504, milliseconds: 20 }), node: `i-${second % 2}`, isAcknowledged: false, isRead: false, ...changes };
  return { atMs: at(second), sequence: second, page: page(), deep };
}

/** The usual story: errors from second 46 to 105, then the other writer; the zones swap at second 300. */
export function evidence(
  changes: Partial<FailoverEvidence> = {},
  replace: (second: number) => ProbeSample | null | undefined = () => undefined,
): FailoverEvidence {
  const samples: ProbeSample[] = [];
  for (let second = 0; second < 340; second += 1) {
    const usual = second < 46 ? good(second, 'db-a') : second < 106 ? bad(second) : good(second, 'db-b');
    const replaced = replace(second);
    if (replaced !== null) samples.push(replaced ?? usual);
  }
  const sequences = samples.filter(({ deep }) => deep.isAcknowledged).map(({ sequence }) => sequence);
  return { acceptedMs: at(ACCEPTED), before: BEFORE, samples, database: database(300), rows: { from: 0, to: 339, sequences }, ...changes };
}

/** RDS each 15 s: swapped from a second on. */
export function database(swappedFrom: number): DatabaseSample[] {
  return Array.from({ length: 23 }, (_, turn) => turn * 15).map((second) => {
    const isSwapped = second >= swappedFrom;
    const [zone, secondaryZone] = isSwapped ? ['us-east-1b', 'us-east-1a'] : ['us-east-1a', 'us-east-1b'];
    return { atMs: at(second), status: second > 30 && second < 100 ? 'rebooting' : 'available', multiAz: true, zone, secondaryZone };
  });
}
