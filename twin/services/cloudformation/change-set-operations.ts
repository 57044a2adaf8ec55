import type {
  CreateChangeSetInput,
  DeleteChangeSetInput,
  DescribeChangeSetInput,
  ExecuteChangeSetInput,
} from '@aws-sdk/client-cloudformation';
import type { Operation } from '../../cloud.ts';
import { serviceArn } from '../../cloud.ts';
import { findChanges } from '../../cloudformation/changes.ts';
import { invalid } from '../../cloudformation/template.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { type ChangeSet, requireChangeSet } from './change-set.ts';
import { newStack } from './new-stack.ts';
import { propose } from './request.ts';
import { changesAnything, refuseUnlessUpdatable } from './stack-operations.ts';
import { findStack, requireStack, type StackStore } from './stack-store.ts';

const NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set.";

/** The life of change sets: asked for, made after a while, executed once. */
export function changeSetOperations(store: StackStore): Record<string, Operation> {
  const { cloud } = store;
  return {
    CreateChangeSet: (input: CreateChangeSetInput, call) => {
      const type = input.ChangeSetType ?? 'UPDATE';
      if (type === 'IMPORT') throw new NotInTwinError('the change set type IMPORT');
      const stack = type === 'CREATE' ? reviewedStack(store, input, call.principal) : requireStack(store, input.StackName);
      if (type === 'UPDATE') refuseUnlessUpdatable(stack);
      const name = input.ChangeSetName as string;
      if ([...store.changeSets.values()].some((other) => other.stack === stack && other.name === name)) {
        throw new AwsError('AlreadyExistsException', `ChangeSet ${name} cannot be created due to a mismatch with existing attributes`);
      }
      const changeSet: ChangeSet = {
        id: serviceArn(cloud, 'cloudformation', `changeSet/${name}/${store.random.uuid()}`),
        name,
        stack,
        type,
        createdMs: cloud.clock.nowMs,
        description: input.Description,
        proposal: propose(store, stack, input, call),
        changes: [],
        status: 'CREATE_PENDING',
        reason: undefined,
        executionStatus: 'UNAVAILABLE',
      };
      if (!store.stacks.has(stack.id)) {
        store.stacks.set(stack.id, stack);
        store.engine.statuses.ofStack(stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
      }
      store.changeSets.set(changeSet.id, changeSet);
      cloud.clock.after(cloud.facts.drawMs('cloudformation.changeSet', store.random), 'change set', () => finish(changeSet));
      return { Id: changeSet.id, StackId: stack.id };
    },
    DescribeChangeSet: (input: DescribeChangeSetInput) => describe(requireChangeSet(store, input.ChangeSetName, input.StackName)),
    ExecuteChangeSet: (input: ExecuteChangeSetInput) => {
      if (input.DisableRollback) throw new NotInTwinError('the parameter cloudformation DisableRollback of ExecuteChangeSet');
      const changeSet = requireChangeSet(store, input.ChangeSetName, input.StackName);
      execute(store, changeSet, input.ClientRequestToken);
      return {};
    },
    DeleteChangeSet: (input: DeleteChangeSetInput) => {
      const changeSet = requireChangeSet(store, input.ChangeSetName, input.StackName);
      if (changeSet.status === 'CREATE_PENDING' || changeSet.executionStatus === 'EXECUTE_IN_PROGRESS') {
        throw new AwsError('InvalidChangeSetStatusException', `ChangeSet [${changeSet.id}] cannot be deleted in its current status`);
      }
      store.changeSets.delete(changeSet.id);
      return {};
    },
  };
}

/** A change set of type CREATE brings its stack along, in review until it is executed. */
function reviewedStack(store: StackStore, input: CreateChangeSetInput, principal: Parameters<typeof newStack>[2]): ChangeSet['stack'] {
  const known = findStack(store, input.StackName);
  if (known?.status === 'REVIEW_IN_PROGRESS') return known;
  if (known) throw invalid(`Stack [${known.name}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`);
  const stack = newStack(store, input.StackName, principal);
  stack.onFailure = input.OnStackFailure ?? 'ROLLBACK';
  return stack;
}

function finish(changeSet: ChangeSet): void {
  if (changeSet.status !== 'CREATE_PENDING') return;
  changeSet.changes = findChanges(changeSet.stack, changeSet.proposal.plan, changeSet.proposal.settings.tags);
  if (changeSet.type === 'UPDATE' && !changesAnything(changeSet.stack, changeSet.proposal)) {
    changeSet.status = 'FAILED';
    changeSet.reason = NO_CHANGES;
    return;
  }
  changeSet.status = 'CREATE_COMPLETE';
  changeSet.executionStatus = 'AVAILABLE';
}

function execute(store: StackStore, changeSet: ChangeSet, token: string | undefined): void {
  if (changeSet.executionStatus !== 'AVAILABLE') {
    throw new AwsError(
      'InvalidChangeSetStatusException',
      `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
    );
  }
  const { stack, proposal, type } = changeSet;
  const settings = { ...proposal.settings, clientRequestToken: token };
  changeSet.executionStatus = 'EXECUTE_IN_PROGRESS';
  // Executing one makes the stack's other change sets obsolete.
  for (const other of store.changeSets.values()) if (other.stack === stack && other !== changeSet) other.executionStatus = 'OBSOLETE';
  const played =
    type === 'CREATE'
      ? store.engine.create(Object.assign(stack, settings), proposal.plan)
      : store.engine.update(stack, proposal.plan, settings);
  void played.then(() => {
    changeSet.executionStatus = /ROLLBACK|FAILED/.test(stack.status) ? 'EXECUTE_FAILED' : 'EXECUTE_COMPLETE';
  });
}

function describe(changeSet: ChangeSet): object {
  const { stack, proposal } = changeSet;
  return {
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    StackId: stack.id,
    StackName: stack.name,
    ...(changeSet.description ? { Description: changeSet.description } : {}),
    Parameters: proposal.settings.parameters ?? [],
    Tags: proposal.settings.tags ?? [],
    Capabilities: proposal.settings.capabilities ?? [],
    CreationTime: new Date(changeSet.createdMs),
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    ...(changeSet.reason ? { StatusReason: changeSet.reason } : {}),
    Changes: changeSet.status === 'CREATE_COMPLETE' ? changeSet.changes : [],
  };
}
