import type { AuthorizeSecurityGroupIngressRequest, IpPermission, RevokeSecurityGroupIngressRequest } from '@aws-sdk/client-ec2';
import type { Operation, Properties } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import type { NetworkRecord, NetworkStore } from './network-store.ts';

type Rule = { IpProtocol: string; FromPort?: number; ToPort?: number; CidrIp: string; Description?: string };

/** Rules that somebody adds to a security group, or takes away, by hand. They filter nothing in the twin; drift detection finds them. */
export class SecurityGroupRules {
  readonly #store: NetworkStore;
  /** Groups whose rules are no longer what made them. */
  readonly #changed = new Set<string>();

  constructor(store: NetworkStore) {
    this.#store = store;
  }

  readonly operations: Record<string, Operation> = {
    AuthorizeSecurityGroupIngress: taking(
      'ec2:AuthorizeSecurityGroupIngress',
      'GroupId IpPermissions',
      (input: AuthorizeSecurityGroupIngressRequest) => {
        const group = this.#find(input.GroupId);
        const known = rulesOf(group);
        const added = rulesFrom(input.IpPermissions);
        if (added.some((rule) => known.some((other) => isSame(other, rule))))
          throw new AwsError('InvalidPermission.Duplicate', 'the specified rule already exists');
        this.#put(group, [...known, ...added]);
        return { Return: true };
      },
    ),
    RevokeSecurityGroupIngress: taking(
      'ec2:RevokeSecurityGroupIngress',
      'GroupId IpPermissions',
      (input: RevokeSecurityGroupIngressRequest) => {
        const group = this.#find(input.GroupId);
        const known = rulesOf(group);
        const gone = rulesFrom(input.IpPermissions);
        if (!gone.every((rule) => known.some((other) => isSame(other, rule))))
          throw new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
        this.#put(
          group,
          known.filter((rule) => !gone.some((other) => isSame(other, rule))),
        );
        return { Return: true };
      },
    ),
  };

  /** A group as CloudFormation reads it: its rules, once somebody has changed them. Until then they are the template's own. */
  read(id: string): Properties | undefined {
    const group = this.#store.find(id);
    if (group === undefined) return undefined;
    return this.#changed.has(id) ? { SecurityGroupIngress: rulesOf(group) } : {};
  }

  #find(id: string | undefined): NetworkRecord {
    const found = this.#store.find(id ?? '');
    if (found?.type !== 'SecurityGroup') throw new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
    return found;
  }

  #put(group: NetworkRecord, SecurityGroupIngress: Rule[]): void {
    group.properties = { ...group.properties, SecurityGroupIngress };
    this.#changed.add(group.id);
  }
}

const rulesOf = ({ properties }: NetworkRecord): Rule[] => (properties.SecurityGroupIngress ?? []) as Rule[];

const rulesFrom = (permissions: readonly IpPermission[] = []): Rule[] =>
  permissions.flatMap(({ IpProtocol = '-1', FromPort, ToPort, IpRanges = [] }) =>
    IpRanges.map(({ CidrIp = '', Description }) => ({
      IpProtocol,
      ...(FromPort === undefined ? {} : { FromPort }),
      ...(ToPort === undefined ? {} : { ToPort }),
      CidrIp,
      ...(Description === undefined ? {} : { Description }),
    })),
  );

/** EC2 tells rules apart by what they let in, not by what they are called. */
const isSame = (one: Rule, other: Rule): boolean =>
  one.IpProtocol === other.IpProtocol && one.CidrIp === other.CidrIp && one.FromPort === other.FromPort && one.ToPort === other.ToPort;
