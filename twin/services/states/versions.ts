import { AwsError } from '../../errors.ts';
import type { AliasRecord, MachineRecord, Route, StatesStore, VersionRecord } from './store.ts';
import { requireActive, requireNamed } from './targets.ts';

/** Versions and aliases of one machine (Developer Guide: service-quotas). */
const VERSIONS_LIMIT = 1_000;
const ALIASES_LIMIT = 100;
/** An alias is no number, so that its ARN is no version's (API reference: CreateStateMachineAlias). */
const ALIAS_NAME = /^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]{1,80}$/;

/** What an API shows of a revision's id. */
export const shownRevisionId = ({ revision }: Pick<MachineRecord, 'revision'>): { revisionId?: string } =>
  revision.isFirst ? {} : { revisionId: revision.id };

/** Publishes the machine's revision, once: publishing it again answers the version that is there. */
export function publishVersion(
  machine: MachineRecord,
  nowMs: number,
  { revisionId, description }: { revisionId?: string | undefined; description?: string | undefined } = {},
): VersionRecord {
  requireActive(machine);
  const { revision } = machine;
  if (revisionId !== undefined && revisionId !== (revision.isFirst ? 'INITIAL' : revision.id))
    throw new AwsError('ConflictException', `The revision ${revisionId} is not the current one of ${machine.arn}`, { statusCode: 409 });
  const known = [...machine.versions.values()].find((version) => version.revision === revision);
  if (known !== undefined) return known;
  if (machine.versions.size >= VERSIONS_LIMIT) throw quotaExceeded(`${VERSIONS_LIMIT} versions of ${machine.arn}`);
  machine.lastVersion += 1;
  const number = machine.lastVersion;
  const version: VersionRecord = { arn: `${machine.arn}:${number}`, number, revision, description, createdMs: nowMs };
  machine.versions.set(number, version);
  return version;
}

/** Deletes a version that no alias names; one that is gone already is no error. */
export function deleteVersion(store: StatesStore, arn: string | undefined): void {
  const parts = /^(.+):(\d+)$/.exec(arn ?? '');
  if (parts === null) throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
  const machine = store.machines.get(parts[1] as string);
  const users = [...(machine?.aliases.values() ?? [])].filter(({ routes }) => routes.some((route) => route.versionArn === arn));
  if (users.length > 0) {
    const names = users.map(({ name }) => name).join(', ');
    throw new AwsError('ConflictException', `The version ${arn} is used by the aliases ${names}`, { statusCode: 409 });
  }
  machine?.versions.delete(Number(parts[2]));
}

export type AliasRequest = { name: string | undefined; description: string | undefined; routes: readonly Route[] };

/** Creates an alias; the same one again is answered, another of its name is not. */
export function createAlias(store: StatesStore, nowMs: number, { name, description, routes }: AliasRequest): AliasRecord {
  if (!ALIAS_NAME.test(name ?? '')) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
  const machine = requireActive(machineOf(store, routes));
  const known = machine.aliases.get(name as string);
  if (known !== undefined) {
    if (known.description === description && JSON.stringify(known.routes) === JSON.stringify(routes)) return known;
    throw new AwsError('ConflictException', `The alias ${known.arn} exists already`, { statusCode: 409 });
  }
  if (machine.aliases.size >= ALIASES_LIMIT) throw quotaExceeded(`${ALIASES_LIMIT} aliases of ${machine.arn}`);
  const arn = `${machine.arn}:${name}`;
  const alias: AliasRecord = { arn, name: name as string, createdMs: nowMs, updatedMs: nowMs, description, routes };
  machine.aliases.set(alias.name, alias);
  return alias;
}

/** Changes what an alias says or where it leads. */
export function updateAlias(
  store: StatesStore,
  nowMs: number,
  arn: string | undefined,
  change: { description: string | undefined; routes: readonly Route[] | undefined },
): AliasRecord {
  const { machine, alias } = requireAlias(store, arn);
  if (change.description === undefined && change.routes === undefined)
    throw new AwsError('ValidationException', 'Either the description or the routing configuration must be given');
  if (change.routes !== undefined && machineOf(store, change.routes) !== machine)
    throw routingInvalid('an alias leads to versions of its own state machine');
  alias.description = change.description ?? alias.description;
  alias.routes = change.routes ?? alias.routes;
  alias.updatedMs = nowMs;
  return alias;
}

export function deleteAlias(store: StatesStore, arn: string | undefined): void {
  const { machine, alias } = requireAlias(store, arn);
  machine.aliases.delete(alias.name);
}

export function requireAlias(store: StatesStore, arn: string | undefined): { machine: MachineRecord; alias: AliasRecord } {
  const { machine, alias } = named(store, arn);
  if (alias === undefined) throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`);
  return { machine, alias };
}

/** The one machine whose versions a routing configuration names, checked. */
function machineOf(store: StatesStore, routes: readonly Route[]): MachineRecord {
  const machines = routes.map(({ versionArn }) => {
    const { machine, version } = named(store, versionArn);
    if (version === undefined) throw new AwsError('ResourceNotFound', `Resource not found: '${versionArn}'`);
    return machine;
  });
  const [first, second = first] = machines;
  if (first === undefined || machines.length > 2) throw routingInvalid('an alias leads to one or two versions');
  if (first !== second) throw routingInvalid('both versions must be of the same state machine');
  if (new Set(routes.map(({ versionArn }) => versionArn)).size !== routes.length) throw routingInvalid('the versions must differ');
  if (routes.some(({ weight }) => !Number.isInteger(weight) || weight < 0 || weight > 100) || sumOf(routes) !== 100)
    throw routingInvalid('the weights must add up to 100');
  return first;
}

const sumOf = (routes: readonly Route[]): number => routes.reduce((sum, { weight }) => sum + weight, 0);

function named(store: StatesStore, arn: string | undefined): ReturnType<typeof requireNamed> {
  try {
    return requireNamed(store, arn);
  } catch (error) {
    if (error instanceof AwsError && error.shape === 'StateMachineDoesNotExist')
      throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`);
    throw error;
  }
}

const routingInvalid = (why: string): AwsError => new AwsError('ValidationException', `Invalid routing configuration: ${why}`);
const quotaExceeded = (what: string): AwsError =>
  new AwsError('ServiceQuotaExceededException', `The quota of ${what} is exceeded`, { statusCode: 402 });
