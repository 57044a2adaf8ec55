import type { CreateStackInput, DeleteStackInput, UpdateStackInput } from '@aws-sdk/client-cloudformation';
import type { Operation } from '../../cloud.ts';
import { findChanges } from '../../cloudformation/changes.ts';
import { isBusy, type OnFailure, type Stack } from '../../cloudformation/stack.ts';
import { invalid } from '../../cloudformation/template.ts';
import { NotInTwinError } from '../../errors.ts';
import { newStack } from './new-stack.ts';
import { type Proposal, propose } from './request.ts';
import { findStack, importersOf, requireStack, type StackStore } from './stack-store.ts';

/** Statuses from which a stack may be updated. */
const UPDATABLE = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']);

/** CreateStack, UpdateStack and DeleteStack: each answers at once and works on in virtual time. */
export function stackOperations(store: StackStore): Record<string, Operation> {
  return {
    CreateStack: (input: CreateStackInput, call) => {
      const stack = newStack(store, input.StackName, call.principal);
      const proposal = propose(store, stack, input, call);
      stack.onFailure = onFailureOf(input);
      stack.terminationProtection = input.EnableTerminationProtection ?? false;
      Object.assign(stack, proposal.settings);
      store.stacks.set(stack.id, stack);
      void store.engine.create(stack, proposal.plan);
      return { StackId: stack.id };
    },
    UpdateStack: (input: UpdateStackInput, call) => {
      const stack = requireStack(store, input.StackName);
      refuseUnlessUpdatable(stack);
      if (input.DisableRollback) throw new NotInTwinError('the parameter cloudformation DisableRollback of UpdateStack');
      const proposal = propose(store, stack, input, call);
      if (!changesAnything(stack, proposal)) throw invalid('No updates are to be performed.');
      void store.engine.update(stack, proposal.plan, proposal.settings);
      return { StackId: stack.id };
    },
    DeleteStack: (input: DeleteStackInput, call) => {
      if (input.RetainResources?.length) throw new NotInTwinError('the parameter cloudformation RetainResources');
      if (input.DeletionMode === 'FORCE_DELETE_STACK') throw new NotInTwinError('the deletion mode FORCE_DELETE_STACK');
      // To delete what is not there, or is being deleted, is no error.
      const stack = findStack(store, input.StackName);
      if (!stack || stack.deletedMs !== undefined || stack.status === 'DELETE_IN_PROGRESS') return {};
      refuseUndeletable(store, stack);
      const roleArn = input.RoleARN ?? stack.roleArn;
      stack.principal = roleArn === undefined ? call.principal : { kind: 'role', arn: roleArn, sessionName: 'AWSCloudFormation' };
      stack.clientRequestToken = input.ClientRequestToken;
      void store.engine.delete(stack);
      return {};
    },
  };
}

/** Throws unless the stack's status allows an update now. */
export function refuseUnlessUpdatable(stack: Stack): void {
  if (UPDATABLE.has(stack.status)) return;
  throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

/** Whether an update would do anything: resources, parameters, tags or outputs. */
export function changesAnything(stack: Stack, { plan, settings }: Proposal): boolean {
  if (findChanges(stack, plan, settings.tags).length > 0) return true;
  if (JSON.stringify(settings.tags) !== JSON.stringify(stack.tags)) return true;
  return JSON.stringify(plan.template.outputs) !== JSON.stringify(stack.template?.outputs ?? {});
}

function onFailureOf(input: CreateStackInput): OnFailure {
  if (input.OnFailure !== undefined && input.DisableRollback !== undefined)
    throw invalid('You can specify either DisableRollback or OnFailure, but not both.');
  if (input.DisableRollback) return 'DO_NOTHING';
  return input.OnFailure ?? 'ROLLBACK';
}

function refuseUndeletable(store: StackStore, stack: Stack): void {
  if (stack.terminationProtection) {
    throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  if (isBusy(stack) && stack.status !== 'CREATE_IN_PROGRESS') {
    throw invalid(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
  }
  const [first] = importersOf(store, stack);
  if (first) throw invalid(`Export ${first.exportName} cannot be deleted as it is in use by ${first.importers.join(', ')}`);
}
