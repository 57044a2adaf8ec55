import { compileMachine, InvalidDefinitionError, type Machine } from '#language/asl/index.ts';
import type { Cloud } from '../../cloud.ts';
import { serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { refuseBadTasks } from './check-definition.ts';
import type { MachineRecord, MachineType, StatesStore } from './store.ts';

export type MachineRequest = { name: string; definition: string; roleArn: string; type: MachineType; tags: Record<string, string> };
export type MachineChange = { definition?: string; roleArn?: string; tags?: Record<string, string> };

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/;

/** Refuses what cannot be the name of a machine, an execution or an activity (Developer Guide: service-quotas). */
export function requireName(name: string | undefined): string {
  if (name === undefined || !NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name ?? ''}'`);
  return name;
}

/** The machines of one account. */
export class Machines {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #store: StatesStore;

  constructor(cloud: Cloud, random: Random, store: StatesStore) {
    this.#cloud = cloud;
    this.#random = random;
    this.#store = store;
  }

  find(name: string): MachineRecord | undefined {
    return this.#store.machines.get(this.#arnOf(name));
  }

  /** Creates a machine; refuses a definition that AWS refuses, and one with a task that the twin cannot carry out. */
  add({ name, definition, roleArn, type, tags }: MachineRequest): MachineRecord {
    const arn = this.#arnOf(requireName(name));
    if (this.#store.machines.has(arn)) throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    const machine = compile(definition, type);
    const madeMs = this.#cloud.clock.nowMs;
    const record: MachineRecord = {
      name,
      arn,
      type,
      createdMs: madeMs,
      versions: new Map(),
      aliases: new Map(),
      lastVersion: 0,
      revision: { id: this.#random.uuid(), isFirst: true, definition, machine, roleArn, madeMs },
      status: 'ACTIVE',
      tags,
    };
    this.#store.machines.set(arn, record);
    return record;
  }

  /** Changes a machine for executions that start from now on. */
  change(record: MachineRecord, { definition, roleArn, tags }: MachineChange): void {
    const { revision } = record;
    record.revision = {
      isFirst: false,
      definition: definition ?? revision.definition,
      machine: definition === undefined ? revision.machine : compile(definition, record.type),
      roleArn: roleArn ?? revision.roleArn,
      madeMs: this.#cloud.clock.nowMs,
      id: this.#random.uuid(),
    };
    if (tags !== undefined) record.tags = tags;
  }

  /** Deletes a machine; while executions run it is only on its way out, and they end with their next state. */
  delete(record: MachineRecord): void {
    record.status = 'DELETING';
    this.settleDeletion(record);
  }

  /** An execution of a machine that is to go has ended. */
  settleDeletion(record: MachineRecord): void {
    if (record.status !== 'DELETING') return;
    const isRunning = [...this.#store.executions.values()].some(
      (execution) => execution.machine === record && execution.status === 'RUNNING',
    );
    if (!isRunning) this.#store.machines.delete(record.arn);
  }

  #arnOf(name: string): string {
    return serviceArn(this.#cloud, 'states', `stateMachine:${name}`);
  }
}

function compile(definition: string, type: MachineType): Machine {
  try {
    const machine = compileMachine(definition, { type });
    refuseBadTasks(JSON.parse(definition));
    return machine;
  } catch (error) {
    if (error instanceof InvalidDefinitionError)
      throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${error.message}'`);
    throw error;
  }
}
