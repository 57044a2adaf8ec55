import { describe, expect, test } from 'vitest';
import { ofType, propertiesOf } from '../support/policies.ts';
import { layer } from './support.ts';

describe('the network', () => {
  test('lets visitors reach the load balancer only, and only on its port', () => {
    const open = ofType(layer('network'), 'AWS::EC2::SecurityGroup').flatMap(([id, group]) =>
      propertiesOf<{ SecurityGroupIngress: { CidrIp?: string; FromPort: number; ToPort: number }[] }>(group)
        .SecurityGroupIngress.filter((rule) => rule.CidrIp !== undefined)
        .map((rule) => ({ id, port: rule.FromPort, to: rule.ToPort })),
    );

    expect(open).toEqual([{ id: 'LoadBalancerSecurityGroup', port: 80, to: 80 }]);
  });

  test('gives data subnets no route to the internet', () => {
    const routes = ofType(layer('network'), 'AWS::EC2::Route').map(([, route]) => route.Properties?.RouteTableId);

    expect(routes).toEqual([{ Ref: 'PublicRoutes' }]);
  });
});
