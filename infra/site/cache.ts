import { type App, CfnCondition, Fn, Token, Validations } from 'aws-cdk-lib';
import { CfnCacheCluster, CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import { LayerStack } from './layer-stack.ts';
import { ifHolds, isGiven } from './network/conditions.ts';

/** Memcached nodes, over both zones as soon as there are two. Memcached keeps nothing at rest, so there is nothing to encrypt. */
export class CacheLayer extends LayerStack {
  constructor(scope: App) {
    super(scope, 'cache-memcached');
    const nodeCount = this.number('NodeCount', 1, 40);
    const isSingle = new CfnCondition(this, 'IsSingleNode', { expression: Fn.conditionEquals(Token.asString(nodeCount), '1') });
    const window = this.text('MaintenanceWindow', { default: '' });
    const subnetGroup = new CfnSubnetGroup(this, 'SubnetGroup', {
      cacheSubnetGroupName: this.ownName(),
      description: 'Data subnets of the site',
      subnetIds: this.list('DataSubnetIds'),
    });
    const cluster = new CfnCacheCluster(this, 'Cluster', {
      clusterName: this.named('cache'),
      engine: 'memcached',
      cacheNodeType: this.text('NodeType'),
      numCacheNodes: nodeCount,
      azMode: Token.asString(Fn.conditionIf(isSingle.logicalId, 'single-az', 'cross-az')),
      cacheSubnetGroupName: subnetGroup.ref,
      vpcSecurityGroupIds: [this.text('DataSecurityGroupId')],
      preferredMaintenanceWindow: ifHolds(isGiven(this, 'HasMaintenanceWindow', window), window),
    });
    Validations.of(cluster).acknowledge({
      id: 'AwsSolutions::AwsSolutions-AEC5',
      reason: 'The port is no secret: only the security groups of the nodes reach it',
    });

    this.outputs({
      CacheClusterId: cluster.ref,
      CacheEndpoint: cluster.attrConfigurationEndpointAddress,
      CachePort: cluster.attrConfigurationEndpointPort,
    });
  }
}
