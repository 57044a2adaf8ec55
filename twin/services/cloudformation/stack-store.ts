import type { Cloud } from '../../cloud.ts';
import { Engine } from '../../cloudformation/engine.ts';
import type { Stack } from '../../cloudformation/stack.ts';
import { invalid } from '../../cloudformation/template.ts';
import type { Random } from '../../random.ts';
import type { ChangeSet } from './change-set.ts';
import type { Detection } from './drift-operations.ts';

/** Every stack of the account, also those that are deleted, and the engine that moves them. */
export type StackStore = {
  readonly cloud: Cloud;
  readonly random: Random;
  readonly engine: Engine;
  readonly stacks: Map<string, Stack>;
  readonly changeSets: Map<string, ChangeSet>;
  /** In the order in which they were begun. */
  readonly detections: Map<string, Detection>;
};

export function createStackStore(cloud: Cloud): StackStore {
  const random = cloud.random.split('cloudformation');
  const stacks = new Map<string, Stack>();
  return { cloud, random, stacks, changeSets: new Map(), detections: new Map(), engine: new Engine(cloud, random, () => stacks.values()) };
}

/** A stack by its id, or a live one by its name. */
export function findStack(store: StackStore, nameOrId: string | undefined): Stack | undefined {
  if (nameOrId === undefined) throw invalid('StackName is required');
  if (nameOrId.startsWith('arn:')) return store.stacks.get(nameOrId);
  for (const stack of store.stacks.values()) if (stack.name === nameOrId && stack.deletedMs === undefined) return stack;
  return undefined;
}

export function requireStack(store: StackStore, nameOrId: string | undefined): Stack {
  const stack = findStack(store, nameOrId);
  if (!stack) throw invalid(`Stack with id ${nameOrId} does not exist`);
  return stack;
}

/** The value that some live stack exports under a name. */
export function exportedValue(store: StackStore, name: string): string | undefined {
  for (const stack of store.stacks.values()) {
    if (stack.deletedMs !== undefined) continue;
    const output = stack.outputs.find((candidate) => candidate.ExportName === name);
    if (output) return output.OutputValue;
  }
  return undefined;
}

/** Other live stacks that import an export of this one. */
export function importersOf(store: StackStore, stack: Stack): { exportName: string; importers: string[] }[] {
  const exports = stack.outputs.flatMap((output) => (output.ExportName ? [output.ExportName] : []));
  return exports
    .map((exportName) => ({
      exportName,
      importers: [...store.stacks.values()]
        .filter((other) => other.deletedMs === undefined && other.imports.has(exportName))
        .map((other) => other.name),
    }))
    .filter((entry) => entry.importers.length > 0);
}
