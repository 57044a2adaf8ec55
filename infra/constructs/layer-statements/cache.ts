import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ownNames } from '../../reasons.ts';
import { because } from '../wildcards.ts';
import { allow, arn, topicActions } from './allow.ts';

/** The site's cache by its name, with its nodes, its snapshot, its subnet group and the topic that it tells of itself by. */
export const cache = (): PolicyStatement[] => [
  allow(
    [
      'elasticache:CreateCacheCluster',
      'elasticache:ModifyCacheCluster',
      'elasticache:DeleteCacheCluster',
      'elasticache:DescribeCacheClusters',
      'elasticache:CreateReplicationGroup',
      'elasticache:ModifyReplicationGroup',
      'elasticache:IncreaseReplicaCount',
      'elasticache:DecreaseReplicaCount',
      'elasticache:DeleteReplicationGroup',
      'elasticache:DescribeReplicationGroups',
      'elasticache:CreateSnapshot',
      'elasticache:CreateCacheSubnetGroup',
      'elasticache:ModifyCacheSubnetGroup',
      'elasticache:DeleteCacheSubnetGroup',
      'elasticache:DescribeCacheSubnetGroups',
      'elasticache:AddTagsToResource',
      'elasticache:RemoveTagsFromResource',
      'elasticache:ListTagsForResource',
    ],
    because(`${ownNames}; the parameter groups are ElastiCache's own`, [
      arn('elasticache', 'cluster:*-cache'),
      arn('elasticache', 'cluster:*-cache-*'),
      arn('elasticache', 'replicationgroup:*-cache'),
      arn('elasticache', 'snapshot:*-cache*'),
      arn('elasticache', 'subnetgroup:nines-*'),
      arn('elasticache', 'parametergroup:*'),
    ]),
  ),
  allow(topicActions, because(ownNames, [arn('sns', 'nines-*-cache')])),
];
