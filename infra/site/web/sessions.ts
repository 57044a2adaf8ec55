import { CfnCondition, CfnDeletionPolicy, Fn } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { either, onlyIf } from '../network/conditions.ts';
import type { WebParameters } from './parameters.ts';

/** Where PHP keeps what it knows of a visitor, as a node is told. */
export type Sessions = { kind: string; table: CfnTable; condition: CfnCondition; tableName: string };

/** The table of those sites that keep their sessions in DynamoDB: rows go by themselves when they have expired. */
export const sessions = (scope: Construct, parameters: WebParameters, tableName: string): Sessions => {
  const kind = parameters.text('Sessions', { allowedValues: ['cache', 'dynamodb', 'sticky'] });
  const condition = new CfnCondition(scope, 'HasSessionTable', { expression: Fn.conditionEquals(kind, 'dynamodb') });
  const table = new CfnTable(scope, 'SessionTable', {
    tableName,
    billingMode: 'PAY_PER_REQUEST',
    attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
    keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
    timeToLiveSpecification: { attributeName: 'expires', enabled: true },
    sseSpecification: { sseEnabled: true },
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });
  // Sessions live for hours: whoever takes the site down has no use for them.
  table.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
  table.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
  onlyIf(condition, table);
  return { kind, table, condition, tableName: either(condition, table.ref, '') };
};
