import type { CfnCondition } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnSecurityGroupEgress, CfnSecurityGroupIngress } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { onlyIf } from './conditions.ts';
import { anywhere } from './routes.ts';

const ports = { ssh: 22, http: 80, https: 443, nfs: 2049, mysql: 3306, redis: 6379, memcached: 11_211 } as const;
const dataPorts = ['mysql', 'redis', 'memcached'] as const;
type Port = keyof typeof ports;

const tcp = (port: Port): { ipProtocol: string; fromPort: number; toPort: number } => ({
  ipProtocol: 'tcp',
  fromPort: ports[port],
  toPort: ports[port],
});
/** A group without a rule of its own may talk to everybody; CloudFormation's guide names this rule as the way to none. */
const nobody = [{ ipProtocol: '-1', cidrIp: '127.0.0.1/32', description: 'Nobody: it answers, and starts no conversation' }];
const world = (port: Port, description: string) => ({ ...tcp(port), cidrIp: anywhere, description });
const toGroup = (port: Port, group: CfnSecurityGroup, name: string) => ({
  ...tcp(port),
  destinationSecurityGroupId: group.attrGroupId,
  description: `${port} to ${name}`,
});

export type SecurityGroups = Readonly<
  Record<'loadBalancer' | 'web' | 'worker' | 'data' | 'files' | 'endpoints' | 'bastion', CfnSecurityGroup>
>;
export type SecurityGroupProps = {
  vpcId: string;
  hasEndpointsOnly: CfnCondition;
  bastion: { cidr: string; condition: CfnCondition };
};

/**
 * The chain of the courses: the world → load balancer → web and worker → database and cache, files, endpoints. Each names the next
 * group, never its addresses. The groups say where they may go, and further rules who may come: two that named each other could
 * not be made.
 */
export const securityGroups = (scope: Construct, { vpcId, hasEndpointsOnly, bastion }: SecurityGroupProps): SecurityGroups => {
  const group = (
    id: string,
    groupDescription: string,
    securityGroupEgress: CfnSecurityGroup.EgressProperty[],
    securityGroupIngress: CfnSecurityGroup.IngressProperty[] = [],
  ): CfnSecurityGroup =>
    new CfnSecurityGroup(scope, `${id}SecurityGroup`, { vpcId, groupDescription, securityGroupEgress, securityGroupIngress });
  const data = group('Data', 'Nodes to the database and the cache', nobody);
  const files = group('Files', 'Nodes to the shared files', nobody);
  const endpoints = onlyIf(hasEndpointsOnly, group('Endpoint', 'Nodes to the endpoints of AWS services', nobody));
  const ofNodes = [
    // Where the routes lead: with endpoints alone, to S3 and to them; AWS has no reference for the S3 endpoint's addresses.
    world('http', 'Packages'),
    world('https', 'Packages and AWS'),
    ...dataPorts.map((port) => toGroup(port, data, 'the data tier')),
    toGroup('nfs', files, 'the shared files'),
  ];
  const web = group('Web', 'Load balancer to the web nodes', ofNodes);
  const worker = group('Worker', 'Nobody to the workers', ofNodes);
  const loadBalancer = group(
    'LoadBalancer',
    'Visitors to the load balancer',
    [toGroup('http', web, 'the web nodes')],
    [world('http', 'HTTP from visitors'), world('https', 'HTTPS from visitors')],
  );
  const bastionGroup = onlyIf(
    bastion.condition,
    group(
      'Bastion',
      'One block to the bastion',
      [world('https', 'Session Manager'), toGroup('ssh', web, 'the web nodes'), toGroup('ssh', worker, 'the workers')],
      [{ ...tcp('ssh'), cidrIp: bastion.cidr, description: 'SSH from the block that the site names' }],
    ),
  );
  const groups = { loadBalancer, web, worker, data, files, endpoints, bastion: bastionGroup };
  whoMayCome(scope, groups);
  return groups;
};

const whoMayCome = (scope: Construct, { loadBalancer, web, worker, data, files, endpoints, bastion }: SecurityGroups): void => {
  const from = (source: CfnSecurityGroup, target: CfnSecurityGroup, port: Port): void => {
    const id = `${nameOf(target)}From${nameOf(source)}${port}`;
    const description = `${port} from ${nameOf(source)}`;
    const rule = { ...tcp(port), groupId: target.attrGroupId, sourceSecurityGroupId: source.attrGroupId, description };
    onlyIf(source.cfnOptions.condition ?? target.cfnOptions.condition, new CfnSecurityGroupIngress(scope, id, rule));
  };
  from(loadBalancer, web, 'http');
  for (const node of [web, worker]) {
    for (const port of dataPorts) from(node, data, port);
    from(node, files, 'nfs');
    from(node, endpoints, 'https');
    from(bastion, node, 'ssh');
  }
  amongThemselves(scope, data);
};

/** Where replicas follow their primary inside the subnets, they do so among themselves. */
const amongThemselves = (scope: Construct, { attrGroupId: groupId }: CfnSecurityGroup): void => {
  const rule = { groupId, ipProtocol: 'tcp', fromPort: ports.mysql, toPort: ports.memcached, description: 'Replicas and their primary' };
  new CfnSecurityGroupIngress(scope, 'DataFromItself', { ...rule, sourceSecurityGroupId: groupId });
  new CfnSecurityGroupEgress(scope, 'DataToItself', { ...rule, destinationSecurityGroupId: groupId });
};

const nameOf = (group: CfnSecurityGroup): string => group.node.id.replace('SecurityGroup', '');
