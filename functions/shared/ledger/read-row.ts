import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { ledgerTable } from './table.ts';

/** One row by its key, read consistently, or undefined. */
export async function readRow<Row>(key: { pk: string; sk: string }): Promise<Row | undefined> {
  const answer = await ledgerDocument.send(new GetCommand({ TableName: ledgerTable(), Key: key, ConsistentRead: true }));
  return answer.Item as Row | undefined;
}
