import { type App, CfnCondition, CfnDeletionPolicy, Fn, type IResolvable, Token, Validations } from 'aws-cdk-lib';
import { CfnReplicationGroup, CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import { AnyPrincipal } from 'aws-cdk-lib/aws-iam';
import { LayerStack } from './layer-stack.ts';
import { ifHolds, isGiven } from './network/conditions.ts';
import { topicOf } from './topic.ts';

/** A primary and its replicas, at most (ElastiCache User Guide). */
const mostNodes = 6;

/**
 * Valkey or Redis: a primary and its replicas under one name, encrypted at rest and on the way, over the zones and with automatic
 * failover as soon as there are two nodes.
 */
export class CacheValkeyLayer extends LayerStack {
  constructor(scope: App) {
    super(scope, 'cache-valkey');
    const engine = this.text('Engine', { allowedValues: ['valkey', 'redis'] });
    // ElastiCache tells of node-based caches by a topic alone, never by EventBridge, and cannot publish to one that is encrypted. It
    // publishes in the name of the topic's owner, and only where the policy asks for it by aws:SourceOwner (ElastiCache User Guide).
    const topic = topicOf(this, Fn.join('-', ['nines', this.site, 'cache']), {
      principal: new AnyPrincipal(),
      accountKey: 'aws:SourceOwner',
    });
    const group = this.group(engine, topic.ref);

    this.outputs({
      CacheReplicationGroupId: group.ref,
      CacheEndpoint: group.attrPrimaryEndPointAddress,
      CacheReaderEndpoint: group.attrReaderEndPointAddress,
      CachePort: group.attrPrimaryEndPointPort,
      CacheEngine: engine,
      CacheTopicArn: topic.ref,
    });
  }

  private group(engine: string, notificationTopicArn: string): CfnReplicationGroup {
    const nodeCount = this.number('NodeCount', 1, mostNodes);
    const hasReplicas = new CfnCondition(this, 'HasReplicas', {
      expression: Fn.conditionNot(Fn.conditionEquals(Token.asString(nodeCount), '1')),
    });
    const whereReplicas: IResolvable = Fn.conditionIf(hasReplicas.logicalId, true, false);
    const window = this.text('MaintenanceWindow', { default: '' });
    const subnetGroup = new CfnSubnetGroup(this, 'SubnetGroup', {
      cacheSubnetGroupName: this.ownName(),
      description: 'Data subnets of the site',
      subnetIds: this.list('DataSubnetIds'),
    });
    const group = new CfnReplicationGroup(this, 'Cache', {
      replicationGroupId: this.named('cache'),
      replicationGroupDescription: 'The cache of a site',
      engine,
      cacheNodeType: this.text('NodeType'),
      numCacheClusters: nodeCount,
      automaticFailoverEnabled: whereReplicas,
      multiAzEnabled: whereReplicas,
      atRestEncryptionEnabled: true,
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      snapshotRetentionLimit: this.number('SnapshotRetentionDays', 0, 35),
      preferredMaintenanceWindow: ifHolds(isGiven(this, 'HasMaintenanceWindow', window), window),
      autoMinorVersionUpgrade: true,
      cacheSubnetGroupName: subnetGroup.ref,
      securityGroupIds: [this.text('DataSecurityGroupId')],
      notificationTopicArn,
    });
    // What is in it can be made anew from the database; what a change would replace is kept in a last snapshot all the same.
    group.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    group.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.SNAPSHOT;
    Validations.of(group).acknowledge(
      { id: 'AwsSolutions::AwsSolutions-AEC5', reason: 'The port is no secret: only the security groups of the nodes reach it' },
      {
        id: 'AwsSolutions::AwsSolutions-AEC6',
        reason: 'Only the security groups of the nodes reach it, by TLS; a password would be the same on every one of them',
      },
      { id: 'AwsSolutions::AwsSolutions-AEC4', reason: 'The rule cannot read a condition: over the zones as soon as there are two nodes' },
    );
    return group;
  }
}
