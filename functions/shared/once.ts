import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import { type EventOf, type Reacting, type SchemaOf, TAKEN_BY } from '#events/reactions.ts';
import { CLIENT_SETTINGS } from './clients/settings.ts';
import { environmentOf } from './environment.ts';
import { handlerOf, type Inner } from './middleware.ts';

const environment = environmentOf('idempotencyTable');
/** EventBridge gives up on an event after 24 hours (B7), so a second delivery cannot come later than that. */
const REMEMBERED_SECONDS = 24 * 3_600;
/** The same table, by what each row makes of an event: so much the type of a name that is not known yet can say. */
const SCHEMAS: { readonly [Name in Reacting]: SchemaOf<Name> } = TAKEN_BY;

/**
 * The chain of a function that a rule invokes: as `handlerOf`, with the schema that stands under the function's name, and two
 * deliveries of one event act once. The key is the event's id. A failed invocation is forgotten, so that Lambda's own retry
 * runs it again.
 */
export function eventHandlerOf<Name extends Reacting, Result>(name: Name, inner: Inner<SchemaOf<Name>, Result>) {
  const config = new IdempotencyConfig({
    eventKeyJmesPath: 'id',
    throwOnNoIdempotencyKey: true,
    expiresAfterSeconds: REMEMBERED_SECONDS,
  });
  let once: Inner<SchemaOf<Name>, Result> | undefined;
  return handlerOf(SCHEMAS[name], async (event: EventOf<Name>, context: Context) => {
    once ??= makeIdempotent(inner, { persistenceStore: persistence(), config }) as Inner<SchemaOf<Name>, Result>;
    config.registerLambdaContext(context);
    return once(event, context);
  });
}

function persistence() {
  return new DynamoDBPersistenceLayer({ tableName: environment().idempotencyTable, clientConfig: CLIENT_SETTINGS });
}
