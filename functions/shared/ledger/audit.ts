import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { expiryOf, isConditionFailed, KEYS, ledgerTable } from './table.ts';

/** What is about to be done, by whom and why. Never a token, a signature or a secret. */
export type AuditLine = { what: string; who: string; reason: string; site?: string; details?: Record<string, unknown> };

/** Lines of one run in one millisecond; more means a loop that should not be. */
const LINES_LIMIT = 20;

/** Writes an audit line of a run before the act that it tells of. Lines are never written over. */
export async function writeAudit(runId: string, line: AuditLine, nowMs: number): Promise<void> {
  const at = new Date(nowMs).toISOString();
  for (let number = 0; number < LINES_LIMIT; number += 1) {
    try {
      await ledgerDocument.send(
        new PutCommand({
          TableName: ledgerTable(),
          Item: { ...KEYS.audit(runId, at, number), at, ...line, expiresAt: expiryOf(nowMs) },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      return;
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  }
  throw new RangeError(`The run ${runId} wrote more than ${LINES_LIMIT} audit lines at ${at}.`);
}
