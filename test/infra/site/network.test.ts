import { describe, expect, test } from 'vitest';
import { ofType, propertiesOf } from '../support/policies.ts';
import type { Resource } from '../support/project.ts';
import { layer, only } from './support.ts';

type Rule = { CidrIp?: string; FromPort: number; ToPort: number };
type Entry = {
  NetworkAclId: { Ref: string };
  Egress: boolean;
  RuleNumber: number;
  CidrBlock: string | { Ref: string };
  PortRange?: { From: number; To: number };
};

const network = () => layer('network');
const conditionOf = (resource: Resource): unknown => resource.Condition;
/** Every rule of a security group that names an address, wherever it is written. */
const addressRules = (side: 'SecurityGroupIngress' | 'SecurityGroupEgress'): [string, Rule][] =>
  [
    ...ofType(network(), 'AWS::EC2::SecurityGroup').flatMap(([id, group]) =>
      (propertiesOf<Record<string, Rule[]>>(group)[side] ?? []).map((rule): [string, Rule] => [id, rule]),
    ),
    ...ofType(network(), `AWS::EC2::${side}`).map(([id, rule]): [string, Rule] => [id, propertiesOf<Rule>(rule)]),
  ].filter(([, rule]) => rule.CidrIp !== undefined);
const entries = (list: string, egress: boolean): string[] =>
  ofType(network(), 'AWS::EC2::NetworkAclEntry')
    .map(([, entry]) => ({ ...propertiesOf<Entry>(entry), condition: conditionOf(entry) }))
    .filter(({ NetworkAclId, Egress }) => NetworkAclId.Ref === list && Egress === egress)
    .map(({ PortRange: ports, CidrBlock: cidr, condition }) => {
      const range = ports ? (ports.From === ports.To ? `${ports.From}` : `${ports.From}-${ports.To}`) : 'icmp';
      return `${range} ${typeof cidr === 'string' ? cidr : cidr.Ref}${condition ? ` if ${condition}` : ''}`;
    });

describe('the security groups', () => {
  test('let the world reach the load balancer only, and only on its ports', () => {
    const open = addressRules('SecurityGroupIngress').filter(([, rule]) => rule.CidrIp === '0.0.0.0/0');

    expect(open.map(([id, rule]) => [id, rule.FromPort, rule.ToPort])).toEqual([
      ['LoadBalancerSecurityGroup', 80, 80],
      ['LoadBalancerSecurityGroup', 443, 443],
    ]);
  });

  test('know no other address from which anybody may come but the bastion’s block', () => {
    const others = addressRules('SecurityGroupIngress').filter(([, rule]) => rule.CidrIp !== '0.0.0.0/0');

    expect(others).toEqual([
      ['BastionSecurityGroup', expect.objectContaining({ CidrIp: { Ref: 'BastionCidr' }, FromPort: 22, ToPort: 22 })],
    ]);
  });

  test('let data, files and endpoints begin no conversation', () => {
    const leaving = addressRules('SecurityGroupEgress').filter(([id]) => /^(Data|Files|Endpoint)/.test(id));

    expect(leaving.map(([id, rule]) => [id, rule.CidrIp])).toEqual([
      ['DataSecurityGroup', '127.0.0.1/32'],
      ['FilesSecurityGroup', '127.0.0.1/32'],
      ['EndpointSecurityGroup', '127.0.0.1/32'],
    ]);
  });

  test('leave none without a rule of its own for what goes out, which would be everything', () => {
    const silent = ofType(network(), 'AWS::EC2::SecurityGroup').filter(
      ([, group]) => propertiesOf<{ SecurityGroupEgress?: Rule[] }>(group).SecurityGroupEgress?.length === 0,
    );

    expect(silent).toEqual([]);
  });

  test.each([
    ['WebSecurityGroup', 'LoadBalancerSecurityGroup', 80],
    ['DataSecurityGroup', 'WebSecurityGroup', 3306],
    ['DataSecurityGroup', 'WorkerSecurityGroup', 11_211],
    ['DataSecurityGroup', 'WebSecurityGroup', 6379],
    ['FilesSecurityGroup', 'WorkerSecurityGroup', 2049],
    ['EndpointSecurityGroup', 'WebSecurityGroup', 443],
    ['WebSecurityGroup', 'BastionSecurityGroup', 22],
  ])('let %s be reached from %s on %i, by reference', (group, source, port) => {
    const wanted = {
      GroupId: { 'Fn::GetAtt': [group, 'GroupId'] },
      SourceSecurityGroupId: { 'Fn::GetAtt': [source, 'GroupId'] },
      FromPort: port,
      ToPort: port,
    };

    const rules = ofType(network(), 'AWS::EC2::SecurityGroupIngress').map(([, rule]) => rule.Properties);

    expect(rules).toContainEqual(expect.objectContaining(wanted));
  });
});

describe('the access lists', () => {
  test('of public subnets take requests and answers, and SSH only for a bastion', () => {
    expect(entries('PublicAccessList', false)).toEqual([
      '80 0.0.0.0/0',
      '443 0.0.0.0/0',
      '1024-65535 0.0.0.0/0',
      'icmp 0.0.0.0/0',
      '22 VpcCidr if HasBastion',
      '22 BastionCidr if HasBastion',
    ]);
  });

  test('of application subnets take requests from inside only, and answers from anywhere', () => {
    expect(entries('ApplicationAccessList', false)).toEqual([
      '80 VpcCidr if HasApplication',
      '443 VpcCidr if HasApplication',
      '1024-65535 0.0.0.0/0 if HasApplication',
      'icmp 0.0.0.0/0 if HasApplication',
      '22 VpcCidr if HasShellToNodes',
    ]);
  });

  test.each([false, true])('of data subnets know nothing outside the VPC, going out: %s', (egress) => {
    expect(entries('DataAccessList', egress)).toEqual(['1024-65535 VpcCidr']);
  });

  test('number their rules once a list and direction', () => {
    const numbers = ofType(network(), 'AWS::EC2::NetworkAclEntry')
      .map(([, entry]) => propertiesOf<Entry>(entry))
      .map(({ NetworkAclId, Egress, RuleNumber }) => `${NetworkAclId.Ref} ${Egress} ${RuleNumber}`);

    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe('the routes', () => {
  test('lead no data subnet anywhere', () => {
    const tables = ofType(network(), 'AWS::EC2::Route').map(
      ([, route]) => propertiesOf<{ RouteTableId: { Ref: string } }>(route).RouteTableId.Ref,
    );

    expect(tables).toEqual(['PublicRoutes', ...['A', 'B', 'C', 'D'].map((letter) => `ApplicationRoutes${letter}`)]);
  });

  test('know S3 and DynamoDB without a way out, but not from the data subnets', () => {
    const gateways = ofType(network(), 'AWS::EC2::VPCEndpoint').filter(([, { Properties }]) => Properties?.VpcEndpointType === 'Gateway');

    expect(gateways.map(([id]) => id)).toEqual(['S3Endpoint', 'DynamodbEndpoint']);
    expect(JSON.stringify(gateways)).not.toContain('DataRoutes');
    expect(gateways.map(([, endpoint]) => conditionOf(endpoint))).toEqual([undefined, undefined]);
  });

  test('let a node write to S3 only into buckets of its own account', () => {
    const { PolicyDocument } = propertiesOf<{ PolicyDocument: { Statement: object[] } }>(network().Resources.S3Endpoint!);

    expect(PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Action: 's3:*', Condition: { StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } } } }),
      expect.objectContaining({ Action: 's3:GetObject', Resource: '*' }),
    ]);
  });
});

describe('the bastion', () => {
  test('is there only when asked for, with IMDSv2, an encrypted volume and no key', () => {
    const bastion = only('network', 'AWS::EC2::Instance');

    expect(bastion).toMatchObject({ MetadataOptions: { HttpTokens: 'required' }, BlockDeviceMappings: [{ Ebs: { Encrypted: true } }] });
    expect(bastion).not.toHaveProperty('KeyName');
    expect(conditionOf(network().Resources.Bastion!)).toBe('HasBastion');
  });

  test('has a role inside the boundary of the nodes', () => {
    expect(JSON.stringify(only('network', 'AWS::IAM::Role').PermissionsBoundary)).toContain(':policy/nines-node-boundary');
  });
});
