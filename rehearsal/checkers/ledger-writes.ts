import type { Entry } from '#twin/journal.ts';

/** A write into the ledger that DynamoDB took, by its two keys. */
export type LedgerWrite = {
  n: number;
  at: string;
  operation: 'PutItem' | 'UpdateItem' | 'DeleteItem';
  pk: string;
  sk: string;
  /** An attribute that is written (or a value of the update, by its name with the colon), if it is a text. */
  text(name: string): string | undefined;
};

type Attributes = Record<string, { S?: string } | undefined>;
type Input = { Item?: Attributes; Key?: Attributes; ExpressionAttributeValues?: Attributes };

const WRITES: readonly string[] = ['PutItem', 'UpdateItem', 'DeleteItem'];

/** The ledger write that an entry tells of; undefined for everything else, and for one that was refused. */
export function ledgerWriteOf(entry: Entry): LedgerWrite | undefined {
  if (entry.service !== 'dynamodb' || entry.outcome !== 'ok' || !WRITES.includes(String(entry.operation))) return undefined;
  const { Item, Key, ExpressionAttributeValues } = entry.input as Input;
  const key = Item ?? Key;
  const pk = key?.pk?.S;
  const sk = key?.sk?.S;
  if (pk === undefined || sk === undefined) return undefined;
  const values = Item ?? ExpressionAttributeValues;
  const operation = entry.operation as LedgerWrite['operation'];
  return { n: entry.n, at: entry.at, operation, pk, sk, text: (name) => values?.[name]?.S };
}

/** The id after a prefix such as `RUN#`; undefined if the key is another one. */
export const idAfter = (prefix: string, key: string): string | undefined =>
  key.startsWith(prefix) ? key.slice(prefix.length).split('#')[0] : undefined;

/** The verdict that a write gives to a run, with the run's site. */
export function verdictWrittenBy(write: LedgerWrite): { site: string; runId: string; verdict: string } | undefined {
  const site = idAfter('SITE#', write.pk);
  const runId = idAfter('RUN#', write.sk);
  const verdict = write.text(':verdict');
  return write.operation === 'UpdateItem' && site && runId && verdict ? { site, runId, verdict } : undefined;
}
