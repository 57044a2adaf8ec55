import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

const anywhere = '0.0.0.0/0';
const ports = { http: 80, mysql: 3306, memcached: 11211 } as const;

const tcp = (port: number): { ipProtocol: string; fromPort: number; toPort: number } => ({
  ipProtocol: 'tcp',
  fromPort: port,
  toPort: port,
});

/** The chain of the courses: the world → load balancer → web → database and cache. */
export const securityGroups = (
  scope: Construct,
  network: { vpcId: string; vpcCidr: string },
): Record<'loadBalancer' | 'web' | 'data', CfnSecurityGroup> => {
  const loadBalancer = new CfnSecurityGroup(scope, 'LoadBalancerSecurityGroup', {
    vpcId: network.vpcId,
    groupDescription: 'Visitors to the load balancer',
    securityGroupIngress: [{ ...tcp(ports.http), cidrIp: anywhere, description: 'HTTP from visitors' }],
    securityGroupEgress: [{ ...tcp(ports.http), cidrIp: network.vpcCidr, description: 'HTTP to the web nodes' }],
  });
  const web = new CfnSecurityGroup(scope, 'WebSecurityGroup', {
    vpcId: network.vpcId,
    groupDescription: 'Load balancer to the web nodes',
    securityGroupIngress: [
      { ...tcp(ports.http), sourceSecurityGroupId: loadBalancer.attrGroupId, description: 'HTTP from the load balancer' },
    ],
    securityGroupEgress: [{ ipProtocol: '-1', cidrIp: anywhere, description: 'Packages, AWS, database and cache' }],
  });
  const data = new CfnSecurityGroup(scope, 'DataSecurityGroup', {
    vpcId: network.vpcId,
    groupDescription: 'Web nodes to the database and the cache',
    securityGroupIngress: [
      { ...tcp(ports.mysql), sourceSecurityGroupId: web.attrGroupId, description: 'MySQL from the web nodes' },
      { ...tcp(ports.memcached), sourceSecurityGroupId: web.attrGroupId, description: 'Memcached from the web nodes' },
    ],
    // Without a rule of its own a group may talk to everybody.
    securityGroupEgress: [{ ipProtocol: '-1', cidrIp: network.vpcCidr, description: 'Only inside the VPC' }],
  });
  return { loadBalancer, web, data };
};
