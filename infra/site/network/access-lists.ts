import type { CfnCondition, CfnResource } from 'aws-cdk-lib';
import { CfnNetworkAcl, CfnNetworkAclEntry, type CfnSubnet, CfnSubnetNetworkAclAssociation } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { both, onlyIf } from './conditions.ts';
import { anywhere, type Subnets } from './routes.ts';

type Direction = 'In' | 'Out';
type Entry = { number: number; cidr: string; ports?: readonly [from: number, to: number]; condition?: CfnCondition };
type Rules = Readonly<Record<Direction, readonly Entry[]>>;

const http = [80, 80] as const;
const https = [443, 443] as const;
const ssh = [22, 22] as const;
/** Answers come back to these: load balancers and NAT gateways use all of them. The data tier's own ports lie among them. */
const ephemeral = [1024, 65_535] as const;
const protocols = { icmp: 1, tcp: 6 } as const;
/** Says that a packet is too long for the path: without it, connections hang where jumbo frames end. */
const fragmentationNeeded = { type: 3, code: 4 } as const;

export type AccessListProps = {
  vpcId: string;
  vpcCidr: string;
  subnets: Subnets;
  hasApplication: CfnCondition;
  bastion: { cidr: string; condition: CfnCondition };
};

/**
 * A second wall behind the security groups, a list a side. They keep no state, so that answers need rules of their own. DNS, time
 * and metadata pass unasked: no list holds for AWS's own addresses.
 */
export const accessLists = (scope: Construct, { vpcId, vpcCidr, subnets, hasApplication, bastion }: AccessListProps): void => {
  const shell = { number: 140, ports: ssh, cidr: vpcCidr, condition: bastion.condition };
  const world = web(anywhere, anywhere);
  const make = (id: string, ofSubnets: readonly CfnSubnet[], rules: Rules, condition?: CfnCondition): void =>
    accessList(scope, { id, vpcId, subnets: ofSubnets, rules, condition });
  make('Public', subnets.public, {
    In: [...world, shell, { ...shell, number: 150, cidr: bastion.cidr }],
    Out: [...world, shell],
  });
  const shellToNodes = { ...shell, condition: both(scope, 'HasShellToNodes', hasApplication, bastion.condition) };
  make('Application', subnets.application, { In: [...web(vpcCidr, anywhere), shellToNodes], Out: web(anywhere, vpcCidr) }, hasApplication);
  const inside = [{ number: 100, ports: ephemeral, cidr: vpcCidr }];
  make('Data', subnets.data, { In: inside, Out: inside });
};

/** Requests from or to one range, answers from or to another. */
const web = (requests: string, answers: string): Entry[] => [
  { number: 100, ports: http, cidr: requests },
  { number: 110, ports: https, cidr: requests },
  { number: 120, ports: ephemeral, cidr: answers },
  { number: 130, cidr: anywhere },
];

const accessList = (
  scope: Construct,
  props: { id: string; vpcId: string; subnets: readonly CfnSubnet[]; rules: Rules; condition: CfnCondition | undefined },
): void => {
  const list = onlyIf(props.condition, new CfnNetworkAcl(scope, `${props.id}AccessList`, { vpcId: props.vpcId }));
  for (const direction of ['In', 'Out'] as const) {
    for (const rule of props.rules[direction]) {
      const id = `${props.id}${direction}${rule.number}`;
      onlyIf(rule.condition ?? props.condition, entry(scope, id, list, direction, rule));
    }
  }
  for (const subnet of props.subnets) {
    const association = new CfnSubnetNetworkAclAssociation(scope, `${subnet.node.id}AccessList`, {
      networkAclId: list.ref,
      subnetId: subnet.ref,
    });
    onlyIf(subnet.cfnOptions.condition, association);
  }
};

const entry = (scope: Construct, id: string, list: CfnNetworkAcl, direction: Direction, { number, cidr, ports }: Entry): CfnResource =>
  new CfnNetworkAclEntry(scope, id, {
    networkAclId: list.ref,
    ruleNumber: number,
    egress: direction === 'Out',
    ruleAction: 'allow',
    cidrBlock: cidr,
    protocol: ports ? protocols.tcp : protocols.icmp,
    ...(ports ? { portRange: { from: ports[0], to: ports[1] } } : { icmp: { ...fragmentationNeeded } }),
  });
