import type { AttributeDefinition, KeySchemaElement, Projection, ScalarAttributeType } from '@aws-sdk/client-dynamodb';
import { type AttributeValue, canonical, type Item, sizeOfItem, typeOf } from './attribute-value.ts';
import { validation } from './errors.ts';

export type KeySchema = { readonly hash: string; readonly range?: string };
export type SecondaryIndex = { readonly name: string; readonly key: KeySchema; readonly projection: Projection; readonly local: boolean };

/** Bytes an item may have: 400 KB (DynamoDB quotas). */
const MAX_ITEM_BYTES = 400 * 1024;

/** One table: its items by key, and how its keys are called and typed. */
export class Table {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly createdMs: number;
  readonly key: KeySchema;
  readonly attributes: readonly AttributeDefinition[];
  readonly tags = new Map<string, string>();
  indexes: readonly SecondaryIndex[] = [];
  deletionProtected = false;
  billing: 'PROVISIONED' | 'PAY_PER_REQUEST' = 'PAY_PER_REQUEST';
  expiryAttribute: string | undefined;
  /** When an item is deleted after its expiry, and what time it is. */
  readonly #clock: { nowMs(): number; expiryLagMs: number };
  readonly #items = new Map<string, Map<string, Item>>();

  constructor(
    facts: { name: string; arn: string; id: string; keySchema: readonly KeySchemaElement[]; attributes: readonly AttributeDefinition[] },
    clock: { nowMs(): number; expiryLagMs: number },
  ) {
    this.name = facts.name;
    this.arn = facts.arn;
    this.id = facts.id;
    this.key = readKeySchema(facts.keySchema);
    this.attributes = facts.attributes;
    this.#clock = clock;
    this.createdMs = clock.nowMs();
  }

  get(key: Item): Item | undefined {
    const item = this.#items.get(canonical(key[this.key.hash] as AttributeValue))?.get(this.#rangeText(key));
    return item && !this.#isGone(item) ? item : undefined;
  }

  put(item: Item): void {
    if (sizeOfItem(item) > MAX_ITEM_BYTES) throw validation('Item size has exceeded the maximum allowed size');
    const hash = canonical(item[this.key.hash] as AttributeValue);
    const partition = this.#items.get(hash) ?? new Map<string, Item>();
    this.#items.set(hash, partition);
    partition.set(this.#rangeText(item), item);
  }

  delete(key: Item): void {
    const hash = canonical(key[this.key.hash] as AttributeValue);
    const partition = this.#items.get(hash);
    partition?.delete(this.#rangeText(key));
    if (partition?.size === 0) this.#items.delete(hash);
  }

  /** The live items of one partition, or of all. */
  items(hash?: AttributeValue): Item[] {
    const partitions = hash ? [this.#items.get(canonical(hash)) ?? new Map<string, Item>()] : [...this.#items.values()];
    return partitions.flatMap((partition) => [...partition.values()]).filter((item) => !this.#isGone(item));
  }

  /** The key's attributes of an item of this table. */
  keyOf(item: Item): Item {
    const key: Item = { [this.key.hash]: item[this.key.hash] as AttributeValue };
    if (this.key.range) key[this.key.range] = item[this.key.range] as AttributeValue;
    return key;
  }

  /** Refuses a Key that is not exactly this table's. */
  checkKey(key: Item | undefined): Item {
    const wanted = this.key.range ? [this.key.hash, this.key.range] : [this.key.hash];
    const given = Object.keys(key ?? {});
    if (!key || given.length !== wanted.length || wanted.some((name) => !key[name])) {
      throw validation('The provided key element does not match the schema');
    }
    for (const name of wanted)
      this.#checkKeyAttribute(name, key[name] as AttributeValue, 'The provided key element does not match the schema');
    return key;
  }

  /** Refuses an item without its keys, or with keys of another type. */
  checkItem(item: Item): Item {
    for (const name of this.key.range ? [this.key.hash, this.key.range] : [this.key.hash]) {
      const value = item[name];
      if (!value) throw validation(`One or more parameter values were invalid: Missing the key ${name} in the item`);
      this.#checkKeyAttribute(name, value);
    }
    for (const index of this.indexes) {
      for (const name of [index.key.hash, index.key.range]) if (name && item[name]) this.#checkKeyAttribute(name, item[name]);
    }
    return item;
  }

  typeOfKey(name: string): ScalarAttributeType | undefined {
    return this.attributes.find((attribute) => attribute.AttributeName === name)?.AttributeType;
  }

  #checkKeyAttribute(name: string, value: AttributeValue, mismatch?: string): void {
    const [expected, actual] = [this.typeOfKey(name), typeOf(value)];
    if (actual !== expected) {
      throw validation(
        mismatch ?? `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${expected} actual: ${actual}`,
      );
    }
    if (value.S === '' || value.B?.byteLength === 0) {
      const kind = value.S === '' ? 'empty string' : 'empty binary';
      throw validation(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an ${kind} value. Key: ${name}`,
      );
    }
  }

  #rangeText(item: Item): string {
    return this.key.range ? canonical(item[this.key.range] as AttributeValue) : '';
  }

  /** Time to live, seen when the item is looked at: no timer runs for it. */
  #isGone(item: Item): boolean {
    const expires = this.expiryAttribute ? item[this.expiryAttribute]?.N : undefined;
    return expires !== undefined && Number(expires) * 1000 + this.#clock.expiryLagMs <= this.#clock.nowMs();
  }
}

export function readKeySchema(schema: readonly KeySchemaElement[]): KeySchema {
  const hash = schema.find((element) => element.KeyType === 'HASH')?.AttributeName;
  const range = schema.find((element) => element.KeyType === 'RANGE')?.AttributeName;
  if (!hash) throw validation('No Hash Key specified in schema. All Dynamo DB tables must have exactly one hash key');
  return range ? { hash, range } : { hash };
}
