import { type App, Fn } from 'aws-cdk-lib';
import {
  CfnInternetGateway,
  CfnRoute,
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  CfnVPCGatewayAttachment,
} from 'aws-cdk-lib/aws-ec2';
import { LayerStack } from './layer-stack.ts';
import { securityGroups } from './security-groups.ts';

const cidrPattern = '\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}';

/** VPC over two zones: public subnets for the load balancer and the web nodes, data subnets with no way out. */
export class NetworkLayer extends LayerStack {
  private readonly vpc: CfnVPC;

  constructor(scope: App) {
    super(scope, 'network');
    const vpcCidr = this.cidr('VpcCidr');
    const zones = { A: this.text('ZoneA'), B: this.text('ZoneB') };
    this.vpc = new CfnVPC(this, 'Vpc', {
      cidrBlock: vpcCidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: [{ key: 'Name', value: this.named('vpc') }],
    });
    // Web nodes reach AWS and the package mirrors without a NAT gateway; only the load balancer may reach them.
    const publicSubnets = [
      this.subnet('PublicSubnetA', zones.A, 'PublicCidrA', true),
      this.subnet('PublicSubnetB', zones.B, 'PublicCidrB', true),
    ];
    const dataSubnets = [this.subnet('DataSubnetA', zones.A, 'DataCidrA', false), this.subnet('DataSubnetB', zones.B, 'DataCidrB', false)];
    this.routeToInternet(this.routeTable('PublicRoutes', publicSubnets));
    // No route but the VPC's own: the database and the cache start no conversation.
    this.routeTable('DataRoutes', dataSubnets);
    const groups = securityGroups(this, { vpcId: this.vpc.ref, vpcCidr });
    this.outputs({
      VpcId: this.vpc.ref,
      PublicSubnetIds: joinIds(publicSubnets),
      DataSubnetIds: joinIds(dataSubnets),
      LoadBalancerSecurityGroupId: groups.loadBalancer.attrGroupId,
      WebSecurityGroupId: groups.web.attrGroupId,
      DataSecurityGroupId: groups.data.attrGroupId,
    });
  }

  private cidr(name: string): string {
    return this.text(name, { allowedPattern: cidrPattern, constraintDescription: 'must be a CIDR block' });
  }

  private subnet(id: string, availabilityZone: string, cidrParameter: string, isPublic: boolean): CfnSubnet {
    return new CfnSubnet(this, id, {
      vpcId: this.vpc.ref,
      availabilityZone,
      cidrBlock: this.cidr(cidrParameter),
      mapPublicIpOnLaunch: isPublic,
      tags: [{ key: 'Name', value: Fn.join('-', [this.site, isPublic ? 'public' : 'data', availabilityZone]) }],
    });
  }

  private routeTable(id: string, subnets: readonly CfnSubnet[]): CfnRouteTable {
    const table = new CfnRouteTable(this, id, { vpcId: this.vpc.ref });
    for (const subnet of subnets) {
      new CfnSubnetRouteTableAssociation(this, `${subnet.node.id}Routes`, { routeTableId: table.ref, subnetId: subnet.ref });
    }
    return table;
  }

  private routeToInternet(table: CfnRouteTable): void {
    const gateway = new CfnInternetGateway(this, 'InternetGateway');
    const attachment = new CfnVPCGatewayAttachment(this, 'GatewayAttachment', { vpcId: this.vpc.ref, internetGatewayId: gateway.ref });
    const route = new CfnRoute(this, 'PublicRoute', { routeTableId: table.ref, destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway.ref });
    route.addResourceDependency(attachment);
  }
}

const joinIds = (subnets: readonly CfnSubnet[]): string =>
  Fn.join(
    ',',
    subnets.map((subnet) => subnet.ref),
  );
