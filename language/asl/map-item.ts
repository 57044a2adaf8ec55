import { isObject, type Json, type JsonObject } from './json.ts';
import type { ObjectPlace } from './map-manifest.ts';

/** An item of a Map: its value, its key where it is an entry of an object, and where it comes from. */
export type MapItem = { value: Json; key?: string; source: string };

/** What Map.Item.Source says of items that a state was given (Developer Guide: input-output-contextobject). */
export const STATE_DATA = 'STATE_DATA';

/** A list's items or an object's entries; undefined for what has neither. */
export function itemsIn(value: Json, source: string): MapItem[] | undefined {
  if (Array.isArray(value)) return value.map((item) => ({ value: item, source }));
  return isObject(value) ? Object.entries(value).map(([key, entry]) => ({ key, value: entry, source })) : undefined;
}

/** `Map` of the context object. */
export function itemContext({ value, key, source }: MapItem, index: number): JsonObject {
  return { Item: { Index: index, ...(key !== undefined && { Key: key }), Value: value, Source: source } };
}

/** What a child is given unless ItemSelector says otherwise: the item, or for an entry its key and value. */
export function plainInput({ Item }: JsonObject): Json {
  const { Key, Value } = Item as { Key?: Json; Value: Json };
  return Key === undefined ? Value : { Key, Value };
}

/** Where items of S3 come from. The Developer Guide writes `S3://`; executions at AWS show it in lower case. */
export function sourceOf({ bucket, key }: Pick<ObjectPlace, 'bucket'> & { key?: string }): string {
  return key === undefined ? `s3://${bucket}` : `s3://${bucket}/${key}`;
}
