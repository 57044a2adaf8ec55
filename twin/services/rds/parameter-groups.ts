import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';

export type ParameterGroup = {
  readonly name: string;
  readonly arn: string;
  readonly family: string;
  description: string;
  parameters: Readonly<Record<string, string>>;
  readonly tags: Map<string, string>;
};

/** In what the groups of instances and of clusters differ. */
type Kind = { readonly arnWord: string; readonly missing: string; readonly title: string };
export const INSTANCE_GROUPS: Kind = { arnWord: 'pg', missing: 'DBParameterGroupNotFoundFault', title: 'DBParameterGroup' };
export const CLUSTER_GROUPS: Kind = {
  arnWord: 'cluster-pg',
  missing: 'DBClusterParameterGroupNotFoundFault',
  title: 'DBClusterParameterGroup',
};

/** Parameter groups: kept, shown, and asked for by their users; no parameter changes what a database does here. */
export class ParameterGroups {
  readonly #cloud: Cloud;
  readonly #kind: Kind;
  readonly #groups = new Map<string, ParameterGroup>();

  constructor(cloud: Cloud, kind: Kind) {
    this.#cloud = cloud;
    this.#kind = kind;
  }

  all(): ParameterGroup[] {
    return [...this.#groups.values()];
  }

  create(name: string, family: string, description: string): ParameterGroup {
    const key = name.toLowerCase();
    if (this.#groups.has(key)) throw new AwsError('DBParameterGroupAlreadyExistsFault', `Parameter group ${key} already exists`);
    const group: ParameterGroup = {
      name: key,
      arn: serviceArn(this.#cloud, 'rds', `${this.#kind.arnWord}:${key}`),
      family,
      description,
      parameters: {},
      tags: new Map(),
    };
    this.#groups.set(key, group);
    return group;
  }

  find(name: string): ParameterGroup {
    const group = this.#groups.get(name.toLowerCase());
    if (!group) throw new AwsError(this.#kind.missing, `${this.#kind.title} not found: ${name}`, { statusCode: 404 });
    return group;
  }

  /** Refuses a group that does not exist, or that belongs to another engine; the default groups always exist. */
  require(name: string | undefined, engine: string): void {
    if (name === undefined || name.startsWith('default.')) return;
    const { family } = this.find(name);
    if (family.startsWith(engine)) return;
    throw new AwsError(
      'InvalidParameterCombination',
      `The parameter group ${name} with the family ${family} cannot be used for ${engine}.`,
    );
  }

  delete(name: string, isUsed: boolean): void {
    const group = this.find(name);
    if (isUsed) {
      throw new AwsError(
        'InvalidDBParameterGroupStateFault',
        `One or more database instances are still members of this parameter group ${group.name}, so the group cannot be deleted`,
      );
    }
    this.#groups.delete(group.name);
  }
}
