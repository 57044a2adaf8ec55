import type { TagResourceCommandInput, UpdateTableCommandInput, UpdateTimeToLiveCommandInput } from '@aws-sdk/client-dynamodb';
import type { Cloud, Operation, ServiceModule } from '../../cloud.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import { tableNotFound } from './errors.ts';
import { itemOperations } from './items.ts';
import { tableProviders } from './provider.ts';
import type { Table } from './table.ts';
import { describeTable, Tables, tagTable } from './tables.ts';

const CREATE =
  'TableName KeySchema AttributeDefinitions BillingMode ProvisionedThroughput GlobalSecondaryIndexes LocalSecondaryIndexes DeletionProtectionEnabled Tags';

/**
 * DynamoDB. Tables throttle nothing and answer at once; reads are consistent. An expired item stays readable for the time
 * that the documentation gives (fact dynamodb.expiryLag), so a reader must filter, as in the account.
 */
export function createDynamodb(cloud: Cloud): ServiceModule {
  const tables = new Tables(cloud);
  const find = (name: string | undefined): Table => tables.find(name);
  return {
    name: 'dynamodb',
    operations: { ...itemOperations(find, () => cloud.clock.nowMs), ...tableOperations(tables) },
    providers: tableProviders(tables, cloud.region),
    taggedResources: () => tables.all().map((table) => ({ arn: table.arn, tags: Object.fromEntries(table.tags), billable: true })),
  };
}

function tableOperations(tables: Tables): Record<string, Operation> {
  return {
    CreateTable: taking('dynamodb:CreateTable', CREATE, (input) => ({ TableDescription: describeTable(tables.create(input)) })),
    DeleteTable: taking('dynamodb:DeleteTable', 'TableName', (input) => ({
      TableDescription: { ...describeTable(tables.delete(input.TableName)), TableStatus: 'DELETING' },
    })),
    DescribeTable: taking('dynamodb:DescribeTable', 'TableName', (input) => ({ Table: describeTable(named(tables, input.TableName)) })),
    ListTables: taking('dynamodb:ListTables', '', () => ({
      TableNames: tables
        .all()
        .map((table) => table.name)
        .sort(),
    })),
    UpdateTable: taking('dynamodb:UpdateTable', 'TableName BillingMode DeletionProtectionEnabled', (input: UpdateTableCommandInput) => {
      const table = named(tables, input.TableName);
      table.billing = input.BillingMode ?? table.billing;
      table.deletionProtected = input.DeletionProtectionEnabled ?? table.deletionProtected;
      return { TableDescription: describeTable(table) };
    }),
    UpdateTimeToLive: taking('dynamodb:UpdateTimeToLive', 'TableName TimeToLiveSpecification', (input: UpdateTimeToLiveCommandInput) => {
      const { Enabled: enabled, AttributeName: name } = input.TimeToLiveSpecification ?? {};
      named(tables, input.TableName).expiryAttribute = enabled ? name : undefined;
      return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: name } };
    }),
    DescribeTimeToLive: taking('dynamodb:DescribeTimeToLive', 'TableName', (input) => {
      const { expiryAttribute } = named(tables, input.TableName);
      const description = expiryAttribute
        ? { TimeToLiveStatus: 'ENABLED', AttributeName: expiryAttribute }
        : { TimeToLiveStatus: 'DISABLED' };
      return { TimeToLiveDescription: description };
    }),
    TagResource: taking('dynamodb:TagResource', 'ResourceArn Tags', (input: TagResourceCommandInput) => {
      for (const tag of input.Tags ?? []) tagTable(named(tables, input.ResourceArn), tag);
      return {};
    }),
    UntagResource: taking('dynamodb:UntagResource', 'ResourceArn TagKeys', (input) => {
      for (const key of input.TagKeys) named(tables, input.ResourceArn).tags.delete(key);
      return {};
    }),
    ListTagsOfResource: taking('dynamodb:ListTagsOfResource', 'ResourceArn', (input) => ({
      Tags: tagList(named(tables, input.ResourceArn).tags),
    })),
  };
}

function named(tables: Tables, name: string | undefined): Table {
  try {
    return tables.find(name);
  } catch {
    throw tableNotFound(name ?? '');
  }
}
