import { createDynamodb } from '#twin/services/dynamodb/index.ts';
import { PLACES } from './places.ts';
import { SignedTwin } from './signed-twin.ts';

export const SESSIONS_TABLE = 'sessions';

/** The table of the sessions, in the twin's DynamoDB. */
export class SessionsTable extends SignedTwin {
  constructor() {
    super('dynamodb', createDynamodb);
    this.ask('CreateTable', {
      TableName: SESSIONS_TABLE,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
  }

  override async start(): Promise<void> {
    await super.start(PLACES.sessions);
  }
}
