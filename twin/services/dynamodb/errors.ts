import { AwsError } from '../../errors.ts';
import type { Item } from './attribute-value.ts';

/** An error of DynamoDB; `members` are what its shape carries beside the message, for the wire to write. */
export class DynamoDbError extends AwsError {
  readonly members: Readonly<Record<string, unknown>>;

  constructor(shape: string, message: string, members: Record<string, unknown> = {}) {
    super(shape, message, { statusCode: 400 });
    this.members = members;
  }
}

export const validation = (message: string): DynamoDbError => new DynamoDbError('ValidationException', message);

export const conditionFailed = (item?: Item): DynamoDbError =>
  new DynamoDbError('ConditionalCheckFailedException', 'The conditional request failed', item ? { Item: item } : {});

export const tableNotFound = (name?: string): DynamoDbError =>
  new DynamoDbError(
    'ResourceNotFoundException',
    name ? `Requested resource not found: Table: ${name} not found` : 'Requested resource not found',
  );

export type CancellationReason = { Code: string; Message?: string; Item?: Item };

/** Reasons stand in the order of the transaction's actions; those that were fine say `None`. */
export const transactionCancelled = (reasons: CancellationReason[]): DynamoDbError =>
  new DynamoDbError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map((reason) => reason.Code).join(', ')}]`,
    { CancellationReasons: reasons },
  );
