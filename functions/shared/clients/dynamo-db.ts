import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of DynamoDB's tables in a function's world; the ledger has its own. */
export const dynamoDb = new DynamoDBClient(CLIENT_SETTINGS);
