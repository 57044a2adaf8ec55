import { type Cloud, serviceArn } from '../cloud.ts';
import type { AwsError } from '../errors.ts';
import { addressText, blockOf } from './ipv4.ts';
import { describeSubnets, type Subnet } from './subnets.ts';

/** A named set of subnets in which a service of data places what it makes. */
export type SubnetGroup = {
  readonly name: string;
  readonly arn: string;
  description: string;
  vpcId: string;
  subnets: readonly Subnet[];
  readonly tags: Map<string, string>;
};

/** In what the services' subnet groups differ: their ARNs, their errors, and where in a subnet they take addresses. */
export type SubnetGroupRules = {
  arnOf(name: string): { service: string; resource: string };
  missing(name: string | undefined): AwsError;
  exists(name: string): AwsError;
  inUse(name: string): AwsError;
  noSubnetIn(group: string, zone: string): AwsError;
  full(subnetId: string): AwsError;
  /** Refuses subnets that the service does not take. */
  check(subnets: readonly Subnet[]): void;
  /** The places of a subnet of this size, counted from its first address, in the order in which they are taken. */
  places(size: number): Iterable<number>;
};

/** The subnet groups of one service, and the addresses that its machines have in their subnets. */
export class SubnetGroups {
  readonly #cloud: Cloud;
  readonly #rules: SubnetGroupRules;
  readonly #groups = new Map<string, SubnetGroup>();
  readonly #taken = new Set<string>();

  constructor(cloud: Cloud, rules: SubnetGroupRules) {
    this.#cloud = cloud;
    this.#rules = rules;
  }

  all(): SubnetGroup[] {
    return [...this.#groups.values()];
  }

  find(name: string | undefined): SubnetGroup {
    const group = this.#groups.get((name ?? '').toLowerCase());
    if (!group) throw this.#rules.missing(name);
    return group;
  }

  create(givenName: string, description: string, subnetIds: readonly string[]): SubnetGroup {
    const name = givenName.toLowerCase();
    if (this.#groups.has(name)) throw this.#rules.exists(name);
    const { service, resource } = this.#rules.arnOf(name);
    const group = { name, arn: serviceArn(this.#cloud, service, resource), description, ...this.#look(subnetIds), tags: new Map() };
    this.#groups.set(name, group);
    return group;
  }

  change(name: string, description: string, subnetIds: readonly string[]): SubnetGroup {
    return Object.assign(this.find(name), { description, ...this.#look(subnetIds) });
  }

  delete(name: string, isUsed: boolean): void {
    const group = this.find(name);
    if (isUsed) throw this.#rules.inUse(name);
    this.#groups.delete(group.name);
  }

  /** The next free address in the group's subnet of a zone. */
  takeAddress(group: SubnetGroup, zone: string): string {
    const subnet = group.subnets.find((candidate) => candidate.zone === zone);
    if (!subnet) throw this.#rules.noSubnetIn(group.name, zone);
    const { first, size } = blockOf(subnet.cidr);
    for (const place of this.#rules.places(size)) {
      const address = addressText(first + place);
      if (this.#taken.has(address)) continue;
      this.#taken.add(address);
      return address;
    }
    throw this.#rules.full(subnet.id);
  }

  release(address: string): void {
    this.#taken.delete(address);
  }

  #look(subnetIds: readonly string[]): { vpcId: string; subnets: Subnet[] } {
    const found = describeSubnets(this.#cloud, subnetIds);
    this.#rules.check(found.subnets);
    return found;
  }
}
