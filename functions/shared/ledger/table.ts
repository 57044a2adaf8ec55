import { environmentOf } from '../environment.ts';

const environment = environmentOf('ledgerTable');

/** The ledger's name, for every call's TableName. */
export const ledgerTable = (): string => environment().ledgerTable;

/** The keys of every row of the ledger, in one place. */
export const KEYS = {
  site: (site: string) => ({ pk: `SITE#${site}`, sk: 'SITE' }),
  lease: (site: string) => ({ pk: `SITE#${site}`, sk: 'LEASE' }),
  run: (site: string, runId: string) => ({ pk: `SITE#${site}`, sk: `RUN#${runId}` }),
  baseline: (site: string, window: string) => ({ pk: `SITE#${site}`, sk: `BASELINE#${window}` }),
  image: (site: string) => ({ pk: `SITE#${site}`, sk: 'IMAGE' }),
  audit: (runId: string, at: string, number: number) => ({ pk: `RUN#${runId}`, sk: `AUDIT#${at}#${number}` }),
  undo: (runId: string, undoId: string) => ({ pk: `RUN#${runId}`, sk: `UNDO#${undoId}` }),
  wait: (key: string, runId: string) => ({ pk: `WAIT#${key}`, sk: `TOKEN#${runId}` }),
  /** Points from a run to its open waits, so that an abort finds them. */
  waitOfRun: (runId: string, key: string) => ({ pk: `RUN#${runId}`, sk: `WAIT#${key}` }),
  lever: () => ({ pk: 'LEVER', sk: 'LEVER' }),
  seen: (id: string) => ({ pk: `SEEN#${id}`, sk: 'SEEN' }),
} as const;

/** Runs, audits and their like are kept as long as Step Functions keeps an execution's history (F1). */
export const KEPT_SECONDS = 90 * 24 * 3_600;

/** The value of the table's time-to-live attribute. */
export const expiryOf = (nowMs: number, keptSeconds = KEPT_SECONDS): number => Math.floor(nowMs / 1_000) + keptSeconds;

/** Whether DynamoDB refused a write because its condition did not hold. */
export const isConditionFailed = (error: unknown): boolean => error instanceof Error && error.name === 'ConditionalCheckFailedException';
