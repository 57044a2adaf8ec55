import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { CLIENT_SETTINGS } from './clients/settings.ts';
import { environmentOf } from './environment.ts';
import { handlerOf, type Inner } from './middleware.ts';

const environment = environmentOf('idempotencyTable');
/** EventBridge gives up on an event after 24 hours (B7), so a second delivery cannot come later than that. */
const REMEMBERED_SECONDS = 24 * 3_600;

/**
 * The chain of a function that a rule invokes: as `handlerOf`, and two deliveries of one event act once. The key is the
 * event's id. A failed invocation is forgotten, so that Lambda's own retry runs it again.
 */
export function eventHandlerOf<Schema extends z.ZodType<{ id: string }>, Result>(schema: Schema, inner: Inner<Schema, Result>) {
  const config = new IdempotencyConfig({
    eventKeyJmesPath: 'id',
    throwOnNoIdempotencyKey: true,
    expiresAfterSeconds: REMEMBERED_SECONDS,
  });
  let once: Inner<Schema, Result> | undefined;
  return handlerOf(schema, async (event: z.output<Schema>, context: Context) => {
    once ??= makeIdempotent(inner, { persistenceStore: persistence(), config }) as Inner<Schema, Result>;
    config.registerLambdaContext(context);
    return once(event, context);
  });
}

function persistence() {
  return new DynamoDBPersistenceLayer({ tableName: environment().idempotencyTable, clientConfig: CLIENT_SETTINGS });
}
