import type { CreateTableCommandInput, KeySchemaElement, Projection, TableDescription, Tag } from '@aws-sdk/client-dynamodb';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { DynamoDbError, tableNotFound, validation } from './errors.ts';
import { readKeySchema, type SecondaryIndex, Table } from './table.ts';

type Index = { IndexName?: string | undefined; KeySchema?: KeySchemaElement[] | undefined; Projection?: Projection | undefined };

/** The tables of the account. A table is ACTIVE at once: no figure for its creation was found. */
export class Tables {
  readonly #cloud: Cloud;
  readonly #random;
  readonly #tables = new Map<string, Table>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#random = cloud.random.split('dynamodb');
  }

  all(): Table[] {
    return [...this.#tables.values()];
  }

  /** By name or ARN. */
  find(nameOrArn: string | undefined): Table {
    const table = this.#tables.get(nameOf(nameOrArn));
    if (!table) throw tableNotFound();
    return table;
  }

  create(input: CreateTableCommandInput): Table {
    const name = input.TableName ?? '';
    if (this.#tables.has(name)) throw new DynamoDbError('ResourceInUseException', `Table already exists: ${name}`);
    const { clock, facts } = this.#cloud;
    const table = new Table(
      {
        name,
        arn: serviceArn(this.#cloud, 'dynamodb', `table/${name}`),
        id: this.#random.uuid(),
        keySchema: input.KeySchema ?? [],
        attributes: input.AttributeDefinitions ?? [],
      },
      { nowMs: () => clock.nowMs, expiryLagMs: facts.valueMs('dynamodb.expiryLag') },
    );
    table.indexes = [
      ...(input.GlobalSecondaryIndexes ?? []).map((index) => readIndex(index, false)),
      ...(input.LocalSecondaryIndexes ?? []).map((index) => readIndex(index, true)),
    ];
    refuseOddAttributes(table);
    table.billing = input.BillingMode ?? 'PROVISIONED';
    table.deletionProtected = input.DeletionProtectionEnabled ?? false;
    for (const tag of input.Tags ?? []) tagTable(table, tag);
    this.#tables.set(name, table);
    return table;
  }

  delete(name: string): Table {
    const table = this.#tables.get(nameOf(name));
    if (!table) throw tableNotFound(name);
    if (table.deletionProtected) {
      throw validation('Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.');
    }
    this.#tables.delete(table.name);
    return table;
  }
}

export const tagTable = (table: Table, tag: Tag): Map<string, string> => table.tags.set(tag.Key ?? '', tag.Value ?? '');

const nameOf = (nameOrArn = ''): string => (nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1) : nameOrArn);

function readIndex(index: Index, local: boolean): SecondaryIndex {
  return {
    name: index.IndexName ?? '',
    key: readKeySchema(index.KeySchema ?? []),
    projection: index.Projection ?? { ProjectionType: 'ALL' },
    local,
  };
}

/** Attribute definitions are for keys only, and every key has one. */
function refuseOddAttributes(table: Table): void {
  const keys = [table.key, ...table.indexes.map((index) => index.key)]
    .flatMap((key) => [key.hash, key.range])
    .filter((name) => name !== undefined);
  const defined = table.attributes.map((attribute) => attribute.AttributeName ?? '');
  if (keys.every((name) => defined.includes(name)) && defined.every((name) => keys.includes(name))) return;
  throw validation(
    `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions or the reverse. Keys: [${keys.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
  );
}

export function describeTable(table: Table): TableDescription {
  const schema = (key: SecondaryIndex['key']): KeySchemaElement[] => [
    { AttributeName: key.hash, KeyType: 'HASH' },
    ...(key.range ? [{ AttributeName: key.range, KeyType: 'RANGE' as const }] : []),
  ];
  const indexes = (local: boolean) =>
    table.indexes
      .filter((index) => index.local === local)
      .map((index) => ({
        IndexName: index.name,
        IndexArn: `${table.arn}/index/${index.name}`,
        KeySchema: schema(index.key),
        Projection: index.projection,
        ...(local ? {} : { IndexStatus: 'ACTIVE' as const }),
      }));
  return {
    TableName: table.name,
    TableArn: table.arn,
    TableId: table.id,
    TableStatus: 'ACTIVE',
    CreationDateTime: new Date(table.createdMs),
    KeySchema: schema(table.key),
    AttributeDefinitions: [...table.attributes],
    ItemCount: table.items().length,
    BillingModeSummary: { BillingMode: table.billing },
    DeletionProtectionEnabled: table.deletionProtected,
    ...(indexes(false).length ? { GlobalSecondaryIndexes: indexes(false) } : {}),
    ...(indexes(true).length ? { LocalSecondaryIndexes: indexes(true) } : {}),
  };
}
