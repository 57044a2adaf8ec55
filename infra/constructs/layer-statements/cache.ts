import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ownNames } from '../../reasons.ts';
import { because } from '../wildcards.ts';
import { allow, arn } from './allow.ts';

/** The site's cache by its name, and its subnet group. */
export const cache = (): PolicyStatement[] => [
  allow(
    [
      'elasticache:CreateCacheCluster',
      'elasticache:ModifyCacheCluster',
      'elasticache:DeleteCacheCluster',
      'elasticache:DescribeCacheClusters',
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
      arn('elasticache', 'subnetgroup:nines-*'),
      arn('elasticache', 'parametergroup:*'),
    ]),
  ),
];
