import type { Instance } from './instance.ts';
import type { NatGateways } from './nat-gateways.ts';
import type { NetworkStore } from './network-store.ts';
import type { VpcEndpoints } from './vpc-endpoints.ts';

/** Whether packets of an instance find a way to a destination: the `internet`, or an AWS service by name. */
export type Reaches = (instance: Pick<Instance, 'subnetId' | 'vpcId' | 'publicIp'>, destination: string) => boolean;

const EVERYWHERE = '0.0.0.0/0';

/**
 * Follows routes, gateways and endpoints as they are now. Of routes only the default one counts; security groups and network
 * access lists let everything pass here, and are listed as without effect.
 */
export function createReachability(network: NetworkStore, gateways: NatGateways, endpoints: VpcEndpoints): Reaches {
  /** A subnet that no table was given has the VPC's own, which leads nowhere. */
  const tableOf = (subnetId: string): string | undefined => {
    const association = network.ofType('SubnetRouteTableAssociation').find(({ properties }) => properties.SubnetId === subnetId);
    return association && String(association.properties.RouteTableId);
  };
  const defaultRoute = (subnetId: string) => {
    const table = tableOf(subnetId);
    return network.ofType('Route').find(({ properties }) => {
      return properties.RouteTableId === table && properties.DestinationCidrBlock === EVERYWHERE;
    })?.properties;
  };
  const leadsOut = (subnetId: string, vpcId: string): boolean => {
    const gatewayId = defaultRoute(subnetId)?.GatewayId;
    const attached = network.ofType('VPCGatewayAttachment').filter(({ properties }) => properties.VpcId === vpcId);
    return gatewayId !== undefined && attached.some(({ properties }) => properties.InternetGatewayId === gatewayId);
  };
  const leadsOutByNat = (subnetId: string): boolean => {
    const natGatewayId = defaultRoute(subnetId)?.NatGatewayId;
    const gateway = gateways.visible().find(({ id }) => id === natGatewayId);
    return gateway?.state === 'available' && leadsOut(gateway.subnetId, gateway.vpcId);
  };
  const hasEndpoint = (subnetId: string, vpcId: string, service: string): boolean => {
    const table = tableOf(subnetId);
    return endpoints.all().some((endpoint) => {
      if (endpoint.service !== service || endpoint.vpcId !== vpcId || endpoint.state !== 'available') return false;
      // An interface is reached from the whole VPC by the service's name; a gateway only by the tables that know it.
      return endpoint.type === 'Interface' ? endpoint.hasPrivateDns : table !== undefined && endpoint.routeTableIds.includes(table);
    });
  };
  return ({ subnetId, vpcId, publicIp }, destination) => {
    if (destination !== 'internet' && hasEndpoint(subnetId, vpcId, destination)) return true;
    return (publicIp !== undefined && leadsOut(subnetId, vpcId)) || leadsOutByNat(subnetId);
  };
}
