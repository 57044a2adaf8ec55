import { type Item, normalizeItem } from './attribute-value.ts';
import { holds } from './condition.ts';
import { type Condition, parseCondition } from './condition-parse.ts';
import { conditionFailed, validation } from './errors.ts';
import { type Path, project, readPath } from './path.ts';
import { Placeholders } from './placeholders.ts';
import type { Table } from './table.ts';
import { applyUpdate } from './update.ts';
import { parseUpdate, type Update } from './update-parse.ts';

/** The parts that a Put, Update, Delete and ConditionCheck share, alone or in a transaction. */
export type WriteInput = {
  Item?: Item | undefined;
  Key?: Item | undefined;
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Item | undefined;
  ReturnValuesOnConditionCheckFailure?: string | undefined;
};

export type WriteKind = 'put' | 'update' | 'delete' | 'check';

/** One write, prepared: `check` decides against the table as it is, `apply` changes it. */
export type PreparedWrite = {
  readonly table: Table;
  readonly key: Item;
  /** Throws ConditionalCheckFailedException or ValidationException; changes nothing. */
  check(): void;
  apply(): { before: Item | undefined; after: Item | undefined; touched: readonly Path[] };
};

/** Parses and validates everything that can be refused before the table is looked at. */
export function prepareWrite(kind: WriteKind, table: Table, input: WriteInput): PreparedWrite {
  const placeholders = new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const update = input.UpdateExpression === undefined ? undefined : parseUpdate(input.UpdateExpression, placeholders);
  const condition =
    input.ConditionExpression === undefined ? undefined : parseCondition('ConditionExpression', input.ConditionExpression, placeholders);
  placeholders.refuseUnused();
  const item = kind === 'put' ? table.checkItem(normalizeItem(input.Item ?? {})) : undefined;
  const key = item ? table.keyOf(item) : table.checkKey(input.Key && normalizeItem(input.Key));
  if (update) refuseKeyChanges(table, update);
  const newItem = (before: Item | undefined): Item | undefined => {
    if (kind === 'put') return item;
    if (kind === 'delete') return undefined;
    if (kind === 'check') return before;
    return table.checkItem(update ? applyUpdate(update, before ?? structuredClone(key)) : (before ?? structuredClone(key)));
  };
  return {
    table,
    key,
    check: () => {
      const before = table.get(key);
      refuseUnmet(condition, before, input.ReturnValuesOnConditionCheckFailure);
      newItem(before);
    },
    apply: () => {
      const before = table.get(key);
      const after = newItem(before);
      if (after) table.put(after);
      else table.delete(key);
      return { before, after, touched: update ? targetsOf(update) : [] };
    },
  };
}

function refuseUnmet(condition: Condition | undefined, before: Item | undefined, returned: string | undefined): void {
  if (!condition || holds(condition, before ?? {})) return;
  throw conditionFailed(returned === 'ALL_OLD' && before ? structuredClone(before) : undefined);
}

const targetsOf = (update: Update): Path[] => [
  ...update.set.map((action) => action.path),
  ...update.add.map((action) => action.path),
  ...update.delete.map((action) => action.path),
  ...update.remove,
];

function refuseKeyChanges(table: Table, update: Update): void {
  for (const [name] of targetsOf(update)) {
    if (name === table.key.hash || name === table.key.range) {
      throw validation(`One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`);
    }
  }
}

/** What `ReturnValues` asks to be told of a write. */
export function returnedAttributes(
  kind: 'put' | 'update' | 'delete',
  wanted: string | undefined,
  done: ReturnType<PreparedWrite['apply']>,
): Item | undefined {
  switch (wanted ?? 'NONE') {
    case 'NONE':
      return undefined;
    case 'ALL_OLD':
      return done.before && structuredClone(done.before);
    case 'ALL_NEW':
    case 'UPDATED_OLD':
    case 'UPDATED_NEW': {
      if (kind !== 'update') break;
      const source = wanted === 'UPDATED_OLD' ? done.before : done.after;
      if (wanted === 'ALL_NEW' || !source) return source && structuredClone(source);
      const found = project(
        source,
        done.touched.filter((path) => readPath(source, path) !== undefined),
      );
      return Object.keys(found).length > 0 ? found : undefined;
    }
  }
  throw validation(`Return values set to invalid value: ${wanted}`);
}
