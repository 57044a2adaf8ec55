import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { type AliasRecord, invalidArn, type MachineRecord, type Revision, type StatesStore, type VersionRecord } from './store.ts';

const FORM = /^(arn:aws:states:[a-z0-9-]+:\d{12}:stateMachine:[^:/]+)(?:\/([^:]+))?(?::([^:]+))?$/;

/** What a state machine's ARN names: the machine, or a version or an alias of it. */
export type Named = { machine: MachineRecord; version?: VersionRecord; alias?: AliasRecord };

/** What an execution is started of. */
export type Target = { machine: MachineRecord; revision: Revision; versionArn?: string; aliasArn?: string };

/** Reads an ARN with or without a qualifier (Developer Guide: execution-alias-version-associate). */
export function requireNamed(store: StatesStore, arn: string | undefined): Named {
  const [, machineArn, label, qualifier] = FORM.exec(arn ?? '') ?? [];
  if (machineArn === undefined) throw invalidArn(arn);
  if (label !== undefined) throw new AwsError('ValidationException', `The ARN ${arn} of a Map state is not supported by this operation`);
  const machine = store.machines.get(machineArn);
  if (machine === undefined) throw missing(arn);
  if (qualifier === undefined) return { machine };
  if (/^\d+$/.test(qualifier)) {
    const version = machine.versions.get(Number(qualifier));
    if (version === undefined) throw missing(arn);
    return { machine, version };
  }
  const alias = machine.aliases.get(qualifier);
  if (alias === undefined) throw missing(arn);
  return { machine, alias };
}

const missing = (arn: string | undefined): AwsError => new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);

/** A machine by its own ARN; a version or an alias is not one. */
export function requireMachine(store: StatesStore, arn: string | undefined): MachineRecord {
  const { machine, version, alias } = requireNamed(store, arn);
  if (version !== undefined || alias !== undefined) throw invalidArn(arn);
  return machine;
}

/** A machine that is not on its way out. */
export function requireActive(machine: MachineRecord): MachineRecord {
  if (machine.status === 'DELETING') throw new AwsError('StateMachineDeleting', `State Machine Deleting: '${machine.arn}'`);
  return machine;
}

/** What an execution runs; an alias draws one of its versions by their weights. */
export function requireTarget(store: StatesStore, arn: string | undefined, random: Random): Target {
  const { machine, version, alias } = requireNamed(store, arn);
  requireActive(machine);
  if (version !== undefined) return { machine, revision: version.revision, versionArn: version.arn };
  if (alias === undefined) return { machine, revision: machine.revision };
  const drawn = drawVersion(machine, alias, random);
  return { machine, revision: drawn.revision, versionArn: drawn.arn, aliasArn: alias.arn };
}

function drawVersion(machine: MachineRecord, alias: AliasRecord, random: Random): VersionRecord {
  const [first, second] = alias.routes;
  const route = second === undefined || random.uniform(0, 100) < (first?.weight ?? 0) ? first : second;
  const version = [...machine.versions.values()].find(({ arn }) => arn === route?.versionArn);
  if (version === undefined) throw missing(route?.versionArn); // a version that an alias names cannot be deleted
  return version;
}
