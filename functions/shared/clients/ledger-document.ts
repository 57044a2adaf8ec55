import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one DynamoDB client. Absent fields are left out of rows: an optional field is either written with a value or not at all. */
export const ledgerDocument = DynamoDBDocumentClient.from(new DynamoDBClient(CLIENT_SETTINGS), {
  marshallOptions: { removeUndefinedValues: true },
});
