import type { Change, ChangeSetStatus, ExecutionStatus } from '@aws-sdk/client-cloudformation';
import type { Stack } from '../../cloudformation/stack.ts';
import { AwsError } from '../../errors.ts';
import type { Proposal } from './request.ts';
import { findStack, type StackStore } from './stack-store.ts';

/** A change set of a stack. */
export type ChangeSet = {
  readonly id: string;
  readonly name: string;
  readonly stack: Stack;
  readonly type: 'CREATE' | 'UPDATE';
  readonly createdMs: number;
  readonly description: string | undefined;
  proposal: Proposal;
  changes: Change[];
  status: ChangeSetStatus;
  reason: string | undefined;
  executionStatus: ExecutionStatus;
};

/** A change set by its ARN, or by its name and its stack. */
export function requireChangeSet(store: StackStore, name: string | undefined, stackName: string | undefined): ChangeSet {
  const byArn = store.changeSets.get(name ?? '');
  if (byArn) return byArn;
  const stack = stackName === undefined ? undefined : findStack(store, stackName);
  const found = [...store.changeSets.values()].find((changeSet) => changeSet.name === name && changeSet.stack === stack);
  if (!found) throw new AwsError('ChangeSetNotFoundException', `ChangeSet [${name}] does not exist`, { statusCode: 404 });
  return found;
}
