import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { ledgerTable } from './table.ts';

/** A query answers up to 1 MB a page; our partitions are small, and one that is not is an error, not a longer loop. */
const PAGES_LIMIT = 10;

/** All rows of a partition whose sort key begins with a prefix, in the order of the key. */
export async function queryAll<Row>(pk: string, prefix: string): Promise<Row[]> {
  const rows: Row[] = [];
  let from: Record<string, unknown> | undefined;
  for (let page = 0; page < PAGES_LIMIT; page += 1) {
    const answer = await ledgerDocument.send(
      new QueryCommand({
        TableName: ledgerTable(),
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
        // A decision on an old reading could act twice.
        ConsistentRead: true,
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    rows.push(...((answer.Items ?? []) as Row[]));
    from = answer.LastEvaluatedKey;
    if (!from) return rows;
  }
  throw new RangeError(`The partition ${pk} has more than ${PAGES_LIMIT} pages of ${prefix}.`);
}
