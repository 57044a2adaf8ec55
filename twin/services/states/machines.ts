import { compileMachine, InvalidDefinitionError, type Machine } from '#language/asl/index.ts';
import type { Cloud } from '../../cloud.ts';
import { serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { checkTasks } from './check-definition.ts';
import type { MachineRecord, MachineType, StatesStore } from './store.ts';

export type MachineRequest = { name: string; definition: string; roleArn: string; type: MachineType; tags: Record<string, string> };

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/;

/** Creates a machine; refuses a definition that AWS refuses, and one with a task that the twin cannot carry out. */
export function addMachine(cloud: Cloud, random: Random, store: StatesStore, request: MachineRequest): MachineRecord {
  if (!NAME.test(request.name)) throw new AwsError('InvalidName', `Invalid Name: '${request.name}'`);
  const arn = serviceArn(cloud, 'states', `stateMachine:${request.name}`);
  if (store.machines.has(arn)) throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
  const record: MachineRecord = {
    ...request,
    arn,
    createdMs: cloud.clock.nowMs,
    machine: compile(request.definition, request.type),
    revisionId: random.uuid(),
  };
  store.machines.set(arn, record);
  return record;
}

/** Changes a machine for executions that start from now on. */
export function changeMachine(
  random: Random,
  record: MachineRecord,
  change: { definition?: string; roleArn?: string; tags?: Record<string, string> },
): void {
  if (change.definition !== undefined) {
    record.machine = compile(change.definition, record.type);
    record.definition = change.definition;
  }
  if (change.roleArn !== undefined) record.roleArn = change.roleArn;
  if (change.tags !== undefined) record.tags = change.tags;
  record.revisionId = random.uuid();
}

function compile(definition: string, type: MachineType): Machine {
  try {
    const machine = compileMachine(definition, { type });
    checkTasks(JSON.parse(definition));
    return machine;
  } catch (error) {
    if (error instanceof InvalidDefinitionError)
      throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${error.message}'`);
    throw error;
  }
}
