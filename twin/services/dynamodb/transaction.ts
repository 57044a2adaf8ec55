import type {
  TransactGetItemsCommandInput,
  TransactGetItemsCommandOutput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { refuseUnknown } from '../../refuse.ts';
import { canonical, type Item, normalizeItem } from './attribute-value.ts';
import { type CancellationReason, DynamoDbError, transactionCancelled, validation } from './errors.ts';
import { parseProjection } from './parser.ts';
import { project } from './path.ts';
import { Placeholders } from './placeholders.ts';
import type { Table } from './table.ts';
import { type PreparedWrite, prepareWrite, type WriteInput, type WriteKind } from './write.ts';

/** Actions of one transaction, at most (DynamoDB quotas). */
const MAX_ACTIONS = 100;
/** A ClientRequestToken is remembered this long (API reference: TransactWriteItems). */
const TOKEN_MS = 10 * 60_000;

const KINDS = { Put: 'put', Update: 'update', Delete: 'delete', ConditionCheck: 'check' } as const satisfies Record<string, WriteKind>;
const EXPRESSION = ['ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues', 'ReturnValuesOnConditionCheckFailure'];
const KNOWN = ['TableName', 'Key', 'Item', 'UpdateExpression', ...EXPRESSION];

/** All-or-nothing writes. */
export class Transactions {
  readonly #table: (name: string | undefined) => Table;
  readonly #nowMs: () => number;
  readonly #tokens = new Map<string, { atMs: number; request: string }>();

  constructor(table: (name: string | undefined) => Table, nowMs: () => number) {
    this.#table = table;
    this.#nowMs = nowMs;
  }

  write(input: TransactWriteItemsCommandInput): object {
    const actions = input.TransactItems ?? [];
    refuseCount(actions.length);
    if (this.#isRepeated(input)) return {};
    const writes = actions.map((action) => this.#prepare(action));
    refuseDoubles(writes);
    const reasons = writes.map(reasonAgainst);
    if (reasons.some((reason) => reason.Code !== 'None')) throw transactionCancelled(reasons);
    for (const write of writes) write.apply();
    if (input.ClientRequestToken) this.#tokens.set(input.ClientRequestToken, { atMs: this.#nowMs(), request: JSON.stringify(actions) });
    return {};
  }

  get(input: TransactGetItemsCommandInput): Pick<TransactGetItemsCommandOutput, 'Responses'> {
    const actions = input.TransactItems ?? [];
    refuseCount(actions.length);
    return {
      Responses: actions.map(({ Get: get }) => {
        if (!get) throw validation('TransactItems can only contain one of Get');
        const table = this.#table(get.TableName);
        const placeholders = new Placeholders(get.ExpressionAttributeNames, undefined);
        const paths = parseProjection(get.ProjectionExpression, placeholders);
        placeholders.refuseUnused();
        const item = table.get(table.checkKey(get.Key && normalizeItem(get.Key)));
        return item ? { Item: project(item, paths) } : {};
      }),
    };
  }

  #prepare(action: TransactWriteItem): PreparedWrite {
    const given = Object.entries(action).filter(([, value]) => value !== undefined);
    const [name, input] = given[0] ?? [];
    const kind = KINDS[name as keyof typeof KINDS];
    if (given.length !== 1 || !kind) throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
    refuseUnknown(`dynamodb:TransactWriteItems ${name}`, input as object, KNOWN);
    return prepareWrite(kind, this.#table((input as { TableName?: string }).TableName), input as WriteInput);
  }

  #isRepeated(input: TransactWriteItemsCommandInput): boolean {
    const known = input.ClientRequestToken ? this.#tokens.get(input.ClientRequestToken) : undefined;
    if (!known || known.atMs + TOKEN_MS <= this.#nowMs()) return false;
    if (known.request === JSON.stringify(input.TransactItems)) return true;
    throw new DynamoDbError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request.',
    );
  }
}

function refuseCount(count: number): void {
  if (count < 1 || count > MAX_ACTIONS)
    throw validation(`Member must have length less than or equal to ${MAX_ACTIONS} and greater than or equal to 1`);
}

function refuseDoubles(writes: readonly PreparedWrite[]): void {
  const keys = writes.map((write) => `${write.table.name}/${canonical({ M: write.key as Item })}`);
  if (new Set(keys).size !== keys.length) throw validation('Transaction request cannot include multiple operations on one item');
}

function reasonAgainst(write: PreparedWrite): CancellationReason {
  try {
    write.check();
    return { Code: 'None' };
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error;
    const code = error.shape === 'ConditionalCheckFailedException' ? 'ConditionalCheckFailed' : 'ValidationError';
    return { Code: code, Message: error.message, ...error.members };
  }
}
