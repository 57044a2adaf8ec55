import type { CfnResource } from 'aws-cdk-lib';
import {
  CfnInternetGateway,
  CfnRoute,
  CfnRouteTable,
  type CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPCGatewayAttachment,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { onlyIf } from './conditions.ts';
import type { Zone } from './zones.ts';

export const anywhere = '0.0.0.0/0';

export type Subnets = Readonly<Record<'public' | 'application' | 'data', readonly CfnSubnet[]>>;
export type Routes = { public: CfnRouteTable; application: readonly CfnRouteTable[]; gatewayAttachment: CfnResource };

/**
 * One table for all public subnets, which leads to the internet; one a zone for the application's, so that a change of NAT
 * moves a route and no subnet; one for the data's, which leads nowhere: a database and a cache start no conversation.
 */
export const routes = (scope: Construct, vpcId: string, zones: readonly Zone[], subnets: Subnets): Routes => {
  const gateway = new CfnInternetGateway(scope, 'InternetGateway');
  const gatewayAttachment = new CfnVPCGatewayAttachment(scope, 'GatewayAttachment', { vpcId, internetGatewayId: gateway.ref });
  const table = (id: string, ofSubnets: readonly CfnSubnet[]): CfnRouteTable => {
    const made = new CfnRouteTable(scope, id, { vpcId });
    for (const subnet of ofSubnets) associate(scope, subnet, made);
    return made;
  };
  const publicTable = table('PublicRoutes', subnets.public);
  const route = new CfnRoute(scope, 'PublicRoute', {
    routeTableId: publicTable.ref,
    destinationCidrBlock: anywhere,
    gatewayId: gateway.ref,
  });
  route.addResourceDependency(gatewayAttachment);
  table('DataRoutes', subnets.data);
  const application = zones.map(({ letter, hasApplication }, index) =>
    onlyIf(hasApplication, table(`ApplicationRoutes${letter}`, subnets.application.slice(index, index + 1))),
  );
  return { public: publicTable, application, gatewayAttachment };
};

const associate = (scope: Construct, subnet: CfnSubnet, table: CfnRouteTable): void => {
  const props = { routeTableId: table.ref, subnetId: subnet.ref };
  onlyIf(subnet.cfnOptions.condition, new CfnSubnetRouteTableAssociation(scope, `${subnet.node.id}Routes`, props));
};
