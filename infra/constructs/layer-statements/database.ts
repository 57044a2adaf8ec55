import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { noResources, ownNames } from '../../reasons.ts';
import { because } from '../wildcards.ts';
import { allow, arn, secretActions } from './allow.ts';

/** The instance or cluster by the name that it has from its site, with its copies, and what they are made with. */
const databases = (): PolicyStatement =>
  allow(
    [
      'rds:CreateDBInstance',
      'rds:CreateDBInstanceReadReplica',
      'rds:ModifyDBInstance',
      'rds:RebootDBInstance',
      'rds:DeleteDBInstance',
      'rds:DescribeDBInstances',
      'rds:CreateDBCluster',
      'rds:ModifyDBCluster',
      'rds:DeleteDBCluster',
      'rds:DescribeDBClusters',
      'rds:AddTagsToResource',
      'rds:RemoveTagsFromResource',
      'rds:ListTagsForResource',
    ],
    because(`${ownNames}; the option groups are RDS's own`, [
      arn('rds', 'db:*-db'),
      arn('rds', 'db:*-db-*'),
      arn('rds', 'cluster:*-db'),
      arn('rds', 'subgrp:nines-*'),
      arn('rds', 'pg:nines-*'),
      arn('rds', 'cluster-pg:nines-*'),
      arn('rds', 'og:*'),
    ]),
  );

const groups = (): PolicyStatement[] => [
  allow(
    ['rds:CreateDBSubnetGroup', 'rds:ModifyDBSubnetGroup', 'rds:DeleteDBSubnetGroup', 'rds:DescribeDBSubnetGroups'],
    because(ownNames, [arn('rds', 'subgrp:nines-*')]),
  ),
  allow(
    [
      'rds:CreateDBParameterGroup',
      'rds:ModifyDBParameterGroup',
      'rds:ResetDBParameterGroup',
      'rds:DeleteDBParameterGroup',
      'rds:DescribeDBParameterGroups',
      'rds:DescribeDBParameters',
    ],
    because(ownNames, [arn('rds', 'pg:nines-*')]),
  ),
  allow(
    [
      'rds:CreateDBClusterParameterGroup',
      'rds:ModifyDBClusterParameterGroup',
      'rds:ResetDBClusterParameterGroup',
      'rds:DeleteDBClusterParameterGroup',
      'rds:DescribeDBClusterParameterGroups',
      'rds:DescribeDBClusterParameters',
    ],
    because(ownNames, [arn('rds', 'cluster-pg:nines-*')]),
  ),
];

/** These reads know no resources. */
const reads = (): PolicyStatement =>
  allow(
    [
      'rds:DescribeEvents',
      'rds:DescribeDBEngineVersions',
      'rds:DescribeEngineDefaultParameters',
      'rds:DescribeEngineDefaultClusterParameters',
      'kms:DescribeKey',
    ],
    because("RDS's reads of versions and defaults know no resources; the key is the account's own, by an id that AWS gives", ['*']),
  );

const secrets = (): PolicyStatement[] => [
  // RDS makes the master user's secret in the name of who makes the database.
  allow(
    ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
    because('RDS names the secrets that it manages', [
      arn('secretsmanager', 'secret:rds!db-*'),
      arn('secretsmanager', 'secret:rds!cluster-*'),
    ]),
  ),
  // Where RDS manages none, the stack makes it, and reads it once to hand it to RDS.
  allow(['secretsmanager:GetRandomPassword'], because(noResources, ['*'])),
  allow([...secretActions, 'secretsmanager:GetSecretValue'], because(ownNames, [arn('secretsmanager', 'secret:nines/*/database-*')])),
];

const logs = (): PolicyStatement =>
  allow(
    [
      'logs:CreateLogGroup',
      'logs:DeleteLogGroup',
      'logs:PutRetentionPolicy',
      'logs:DeleteRetentionPolicy',
      'logs:ListTagsForResource',
      'logs:TagResource',
      'logs:UntagResource',
    ],
    because('RDS chooses the names of the groups that it writes into: the kind, the identifier and the log', [
      arn('logs', 'log-group:/aws/rds/*'),
    ]),
  );

/** The database of a site, of whatever kind, with its groups, its secret and its logs. */
export const database = (): PolicyStatement[] => [databases(), ...groups(), reads(), ...secrets(), logs()];
