import { type App, type CfnCondition, CfnOutput, Fn, Validations } from 'aws-cdk-lib';
import { CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { LayerStack } from './layer-stack.ts';
import { accessLists } from './network/access-lists.ts';
import { bastion } from './network/bastion.ts';
import { both, either, idsOf, ifHolds, isGiven, isTrue } from './network/conditions.ts';
import { gatewayEndpoints, interfaceEndpoints } from './network/endpoints.ts';
import { flowLogs } from './network/flow-logs.ts';
import { type NatConditions, natConditions, natGateways } from './network/nat.ts';
import { type Routes, routes, type Subnets } from './network/routes.ts';
import { type SecurityGroups, securityGroups } from './network/security-groups.ts';
import { readZones, subnetsOf, type Zone } from './network/zones.ts';

const cidrPattern = '\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}';

/**
 * VPC over two to four zones: public subnets for the load balancer, application subnets for the web nodes where the site has any
 * (else they stand in the public ones), data subnets with no way out.
 */
export class NetworkLayer extends LayerStack {
  private readonly vpcId: string;

  constructor(scope: App) {
    super(scope, 'network');
    const vpcCidr = this.cidr('VpcCidr', false);
    const { zones, hasApplication } = readZones(
      this,
      (name) => this.text(name),
      (name, isOptional) => this.cidr(name, isOptional),
    );
    const nat = natConditions(this, this.text('Nat', { allowedValues: ['per-zone', 'one', 'none'] }), hasApplication);
    const bastionCidr = this.cidr('BastionCidr', true);
    const bastionOf = { cidr: bastionCidr, condition: isGiven(this, 'HasBastion', bastionCidr) };
    this.vpcId = this.vpc(vpcCidr);
    const subnets = this.subnets(zones);
    // Nothing but the bastion, which asks for its own, needs a public address where the nodes stand elsewhere.
    for (const subnet of subnets.public) subnet.mapPublicIpOnLaunch = Fn.conditionIf(hasApplication.logicalId, false, true);
    const tables = routes(this, this.vpcId, zones, subnets);
    natGateways(this, { zones, conditions: nat, publicSubnets: subnets.public, tables });
    accessLists(this, { vpcId: this.vpcId, vpcCidr, subnets, hasApplication, bastion: bastionOf });
    const groups = securityGroups(this, { vpcId: this.vpcId, hasEndpointsOnly: nat.hasEndpointsOnly, bastion: bastionOf });
    this.endpoints(subnets, tables, groups, { ...nat, hasApplication });
    this.flowLogs();
    this.bastion(subnets, tables, groups, bastionOf.condition);
    this.acknowledge();
    this.results(zones, subnets, groups, hasApplication);
  }

  /** A block, or nothing where a site may do without. No default: what nobody said is no block either. */
  private cidr(name: string, isOptional: boolean): string {
    return this.text(name, {
      allowedPattern: isOptional ? `(${cidrPattern})?` : cidrPattern,
      constraintDescription: 'must be a CIDR block',
    });
  }

  private vpc(cidrBlock: string): string {
    const tags = [{ key: 'Name', value: this.named('vpc') }];
    return new CfnVPC(this, 'Vpc', { cidrBlock, enableDnsSupport: true, enableDnsHostnames: true, tags }).ref;
  }

  private subnets(zones: readonly Zone[]): Subnets {
    const props = { zones, vpcId: this.vpcId, site: this.site };
    return {
      public: subnetsOf(this, { ...props, side: 'Public' }),
      application: subnetsOf(this, { ...props, side: 'Application' }),
      data: subnetsOf(this, { ...props, side: 'Data' }),
    };
  }

  private endpoints(
    subnets: Subnets,
    tables: Routes,
    groups: SecurityGroups,
    conditions: NatConditions & { hasApplication: CfnCondition },
  ): void {
    const { hasApplication, hasEndpointsOnly } = conditions;
    gatewayEndpoints(this, this.vpcId, [tables.public.ref, ...idsOf(tables.application)]);
    const hasEndpoint = (name: string): CfnCondition => {
      const isWanted = this.text(name, { allowedValues: ['true', 'false'] });
      return both(this, `Has${name}`, hasEndpointsOnly, Fn.conditionEquals(isWanted, 'true'));
    };
    interfaceEndpoints(this, {
      vpcId: this.vpcId,
      subnets,
      securityGroupId: groups.endpoints.attrGroupId,
      hasApplication,
      condition: hasEndpointsOnly,
      optional: { sqs: hasEndpoint('QueueEndpoint'), logs: hasEndpoint('NodeLogsEndpoint') },
    });
  }

  private flowLogs(): void {
    const isWanted = this.text('FlowLogs', { allowedValues: ['true', 'false'] });
    const retentionDays = this.number('FlowLogRetentionDays', 1, 3653);
    flowLogs(this, { vpcId: this.vpcId, site: this.site, retentionDays, condition: isTrue(this, 'HasFlowLogs', isWanted) });
  }

  private bastion(subnets: Subnets, tables: Routes, groups: SecurityGroups, condition: CfnCondition): void {
    const instance = bastion(this, {
      imageId: this.text('BastionImageId', {
        type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
        default: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
      }),
      subnetId: subnets.public[0]?.ref ?? '',
      securityGroupId: groups.bastion.attrGroupId,
      name: this.named('bastion'),
      after: tables.gatewayAttachment,
      condition,
    });
    new CfnOutput(this, 'BastionInstanceIdOutput', { value: instance.ref, condition }).overrideLogicalId('BastionInstanceId');
  }

  /** Nodes stand in the public subnets where there are no others. */
  private results(zones: readonly Zone[], subnets: Subnets, groups: SecurityGroups, hasApplication: CfnCondition): void {
    const joined = (ids: readonly string[]): string => Fn.join(',', [...ids]);
    const publicIds = joined(idsOf(subnets.public));
    this.outputs({
      VpcId: this.vpcId,
      PublicSubnetIds: publicIds,
      ApplicationSubnetIds: either(hasApplication, joined(idsOf(subnets.application, hasApplication)), publicIds),
      DataSubnetIds: joined(idsOf(subnets.data)),
      DataSubnetZones: joined(zones.map(({ cidrs, name, exists }) => ifHolds(exists, Fn.join('=', [cidrs.Data, name])))),
      LoadBalancerSecurityGroupId: groups.loadBalancer.attrGroupId,
      WebSecurityGroupId: groups.web.attrGroupId,
      WorkerSecurityGroupId: groups.worker.attrGroupId,
      DataSecurityGroupId: groups.data.attrGroupId,
      FilesSecurityGroupId: groups.files.attrGroupId,
    });
  }

  private acknowledge(): void {
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions::AwsSolutions-EC23',
        reason: 'Visitors: 80 and 443 of the load balancer, and nothing else, are open to the world',
      },
      { id: 'AwsSolutions::AwsSolutions-VPC3', reason: 'The lists are a second wall behind the security groups, and refuse port 22' },
      { id: 'CloudFormation-Validate::W1001', reason: 'Each of these references stands in the Fn::If of its own condition' },
    );
  }
}
