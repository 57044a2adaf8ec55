import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import type { Table } from './table.ts';
import { type Tables, tagTable } from './tables.ts';

const SHARED = [
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'TimeToLiveSpecification',
  'SSESpecification',
];
/** Read by nobody here: the twin throttles no table, encrypts nothing and keeps no backups. */
const INERT = [
  'ProvisionedThroughput',
  'OnDemandThroughput',
  'PointInTimeRecoverySpecification',
  'TableClass',
  'ContributorInsightsSpecification',
  'WriteProvisionedThroughputSettings',
  'WriteOnDemandThroughputSettings',
];

/** AWS::DynamoDB::Table and ::GlobalTable; the latter with one replica, in this region. */
export const tableProviders = (tables: Tables, region: string): ResourceProvider[] => [
  provider(tables, 'AWS::DynamoDB::Table', (properties) => {
    refuseUnknown('AWS::DynamoDB::Table', properties, [...SHARED, ...INERT, 'DeletionProtectionEnabled', 'Tags']);
    return properties;
  }),
  provider(tables, 'AWS::DynamoDB::GlobalTable', (properties) => {
    refuseUnknown('AWS::DynamoDB::GlobalTable', properties, [...SHARED, ...INERT, 'Replicas']);
    const replicas = properties.Replicas ?? [];
    if (replicas.length !== 1 || replicas[0].Region !== region)
      throw new NotInTwinError('AWS::DynamoDB::GlobalTable with replicas in other regions');
    refuseUnknown('AWS::DynamoDB::GlobalTable replica', replicas[0], [
      ...INERT,
      'Region',
      'DeletionProtectionEnabled',
      'Tags',
      'SSESpecification',
      'ReadOnDemandThroughputSettings',
      'ReadProvisionedThroughputSettings',
      'GlobalSecondaryIndexes',
    ]);
    return { ...properties, DeletionProtectionEnabled: replicas[0].DeletionProtectionEnabled, Tags: replicas[0].Tags };
  }),
];

function provider(tables: Tables, type: string, flatten: (properties: Properties) => Properties): ResourceProvider {
  return {
    type,
    create(given, context) {
      const properties = flatten(given);
      const name = properties.TableName ?? context.newName(255);
      const table = tables.create(inputOf(name, properties));
      settle(table, properties, context);
      return { physicalId: name, attributes: attributesOf(table) };
    },
    update(physicalId, given, previous, context) {
      const [properties, before] = [flatten(given), flatten(previous)];
      if (['TableName', 'KeySchema', 'AttributeDefinitions', 'LocalSecondaryIndexes'].some((name) => !same(properties[name], before[name])))
        return 'replace';
      if (!same(properties.GlobalSecondaryIndexes, before.GlobalSecondaryIndexes))
        throw new NotInTwinError(`a change of ${type} GlobalSecondaryIndexes`);
      const table = tables.find(physicalId);
      settle(table, properties, context);
      return { attributes: attributesOf(table) };
    },
    delete(physicalId) {
      tables.delete(physicalId);
    },
  };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const attributesOf = (table: Table): Properties => ({ Arn: table.arn, TableId: table.id });

const inputOf = (name: string, properties: Properties): CreateTableCommandInput => ({
  TableName: name,
  KeySchema: properties.KeySchema,
  AttributeDefinitions: properties.AttributeDefinitions,
  BillingMode: properties.BillingMode,
  GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes,
  LocalSecondaryIndexes: properties.LocalSecondaryIndexes,
});

/** What can change in place. */
function settle(table: Table, properties: Properties, context: ProviderContext): void {
  const expiry = properties.TimeToLiveSpecification;
  table.expiryAttribute = expiry?.Enabled === true || expiry?.Enabled === 'true' ? expiry.AttributeName : undefined;
  table.deletionProtected = properties.DeletionProtectionEnabled === true;
  table.billing = properties.BillingMode ?? 'PROVISIONED';
  table.tags.clear();
  for (const [key, value] of Object.entries(context.tags)) table.tags.set(key, value);
  for (const tag of properties.Tags ?? []) tagTable(table, tag);
}
