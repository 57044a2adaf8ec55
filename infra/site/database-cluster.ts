import type { App } from 'aws-cdk-lib';
import { CfnDBCluster, CfnDBClusterParameterGroup } from 'aws-cdk-lib/aws-rds';
import { DatabaseStack } from './database/database-stack.ts';
import { exportedLogs, logGroups } from './database/logs.ts';
import { mysqlParameters } from './database/parameters.ts';

/** The long-term-support line of MySQL on RDS. */
const engineVersion = '8.4';

/** RDS MySQL as a Multi-AZ DB cluster: a writer and two readable standbys, which RDS makes in three zones by itself. */
export class DatabaseClusterLayer extends DatabaseStack {
  constructor(scope: App) {
    super(scope, 'database-cluster');
    const { cluster: clusterValues, instance: instanceValues } = mysqlParameters(this, (name) => this.text(name));
    const parameters = new CfnDBClusterParameterGroup(this, 'Parameters', {
      family: `mysql${engineVersion}`,
      description: 'MySQL of the site',
      parameters: { ...clusterValues, ...instanceValues },
    });
    const cluster = this.cluster(parameters.ref);

    this.acknowledge();
    this.clusterOutputs(cluster);
  }

  private cluster(parameterGroup: string): CfnDBCluster {
    const identifier = this.named('db');
    const { isOn, retentionDays } = this.insights();
    const cluster = new CfnDBCluster(this, 'Cluster', {
      ...this.windows(),
      dbClusterIdentifier: identifier,
      engine: 'mysql',
      engineVersion,
      dbClusterInstanceClass: this.text('InstanceClass'),
      // The one kind of storage of which every figure that a cluster must be given can be given.
      storageType: 'io1',
      allocatedStorage: this.number('StorageGb', 100, 65_536),
      iops: this.number('Iops', 1_000, 256_000),
      storageEncrypted: true,
      autoMinorVersionUpgrade: true,
      backupRetentionPeriod: this.number('BackupRetentionDays', 1, 35),
      deletionProtection: this.flag('DeletionProtection') as unknown as boolean,
      copyTagsToSnapshot: true,
      databaseName: 'site',
      masterUsername: 'nines',
      manageMasterUserPassword: true,
      publiclyAccessible: false,
      enableCloudwatchLogsExports: exportedLogs,
      performanceInsightsEnabled: isOn,
      performanceInsightsRetentionPeriod: retentionDays,
      dbClusterParameterGroupName: parameterGroup,
      dbSubnetGroupName: this.subnetGroup(),
      vpcSecurityGroupIds: [this.text('DataSecurityGroupId')],
    });
    this.acknowledgeMajorVersion(cluster);
    this.keepOnReplacement(cluster);
    logGroups(this, { id: 'Cluster', kind: 'cluster', database: cluster, identifier });
    return cluster;
  }
}
