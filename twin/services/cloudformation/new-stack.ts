import type { Principal } from '../../cloud.ts';
import { serviceArn } from '../../cloud.ts';
import type { Stack } from '../../cloudformation/stack.ts';
import { invalid } from '../../cloudformation/template.ts';
import { AwsError } from '../../errors.ts';
import { findStack, type StackStore } from './stack-store.ts';

const NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

/** An empty stack under a free name; it is not in the store yet. */
export function newStack(store: StackStore, name: string | undefined, principal: Principal): Stack {
  if (name === undefined || !NAME.test(name)) {
    throw invalid(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
  const taken = findStack(store, name);
  if (taken) throw new AwsError('AlreadyExistsException', `Stack [${name}] already exists`);
  return {
    id: serviceArn(store.cloud, 'cloudformation', `stack/${name}/${store.random.uuid()}`),
    name,
    createdMs: store.cloud.clock.nowMs,
    updatedMs: undefined,
    deletedMs: undefined,
    status: 'REVIEW_IN_PROGRESS',
    reason: undefined,
    template: undefined,
    parameters: [],
    rawParameters: [],
    tags: [],
    capabilities: [],
    roleArn: undefined,
    principal,
    notificationArns: [],
    onFailure: 'ROLLBACK',
    terminationProtection: false,
    clientRequestToken: undefined,
    dependencies: new Map(),
    outputs: [],
    imports: new Set(),
    resources: new Map(),
    events: [],
  };
}
