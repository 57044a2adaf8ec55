import { type CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnEIP, CfnNatGateway, CfnRoute, type CfnSubnet } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { both, either, onlyIf } from './conditions.ts';
import { anywhere, type Routes } from './routes.ts';
import type { Zone } from './zones.ts';

/** What follows from the site's choice where it has application subnets. */
export type NatConditions = { hasNat: CfnCondition; isPerZone: CfnCondition; hasEndpointsOnly: CfnCondition };

export const natConditions = (scope: Construct, nat: string, hasApplication: CfnCondition): NatConditions => {
  const isNone = Fn.conditionEquals(nat, 'none');
  return {
    hasNat: both(scope, 'HasNat', hasApplication, Fn.conditionNot(isNone)),
    isPerZone: both(scope, 'HasNatPerZone', hasApplication, Fn.conditionEquals(nat, 'per-zone')),
    hasEndpointsOnly: both(scope, 'HasEndpointsOnly', hasApplication, isNone),
  };
};

export type NatProps = {
  zones: readonly Zone[];
  conditions: NatConditions;
  publicSubnets: readonly CfnSubnet[];
  tables: Routes;
};

/** A NAT gateway a zone, or the first zone's for all: cheaper, and every zone's way out hangs on that one. */
export const natGateways = (scope: Construct, { zones, conditions, publicSubnets, tables }: NatProps): void => {
  const gateways = zones.map(({ letter, exists }, index) => {
    const condition = index === 0 ? conditions.hasNat : both(scope, `HasNat${letter}`, conditions.isPerZone, exists);
    const address = onlyIf(condition, new CfnEIP(scope, `NatAddress${letter}`, { domain: 'vpc' }));
    // An address that is still mapped holds the internet gateway: it goes first.
    address.addResourceDependency(tables.gatewayAttachment);
    const subnetId = publicSubnets[index]?.ref ?? '';
    const gateway = new CfnNatGateway(scope, `NatGateway${letter}`, { allocationId: address.attrAllocationId, subnetId });
    gateway.addResourceDependency(tables.gatewayAttachment);
    return { gateway: onlyIf(condition, gateway), condition };
  });
  const first = gateways[0]?.gateway.ref ?? '';
  for (const [index, { letter, exists }] of zones.entries()) {
    const own = gateways[index];
    const routeTableId = tables.application[index]?.ref ?? '';
    const natGatewayId = index === 0 || own === undefined ? first : either(own.condition, own.gateway.ref, first);
    const route = new CfnRoute(scope, `ApplicationRoute${letter}`, { routeTableId, destinationCidrBlock: anywhere, natGatewayId });
    onlyIf(both(scope, `RoutesToNat${letter}`, conditions.hasNat, exists), route);
  }
};
