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

/** DB parameter groups: kept and shown; no parameter changes what a database does here. */
export class ParameterGroups {
  readonly #cloud: Cloud;
  readonly #groups = new Map<string, ParameterGroup>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  all(): ParameterGroup[] {
    return [...this.#groups.values()];
  }

  create(name: string, family: string, description: string): ParameterGroup {
    const key = name.toLowerCase();
    if (this.#groups.has(key)) throw new AwsError('DBParameterGroupAlreadyExistsFault', `Parameter group ${key} already exists`);
    const group: ParameterGroup = {
      name: key,
      arn: serviceArn(this.#cloud, 'rds', `pg:${key}`),
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
    if (!group) throw new AwsError('DBParameterGroupNotFoundFault', `DBParameterGroup not found: ${name}`, { statusCode: 404 });
    return group;
  }

  delete(name: string): void {
    this.#groups.delete(this.find(name).name);
  }
}
