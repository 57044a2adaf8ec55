import { type App, CfnDeletionPolicy, Token, Validations } from 'aws-cdk-lib';
import { CfnDBCluster, CfnDBClusterParameterGroup, CfnDBInstance, CfnDBParameterGroup } from 'aws-cdk-lib/aws-rds';
import { DatabaseStack } from './database/database-stack.ts';
import { exportedLogs, logGroups } from './database/logs.ts';
import { mysqlParameters } from './database/parameters.ts';
import { isGiven, onlyIf } from './network/conditions.ts';

const engine = 'aurora-mysql';
/** Compatible with the long-term-support line of MySQL, as the other databases are. */
const [engineVersion, family] = ['8.4', 'aurora-mysql8.4'];
/** Aurora has up to so many instances beside the writer (Aurora User Guide: Aurora.Replication). */
const readerLimit = 15;
/** Every instance may take over, the writer of the beginning before the others. */
const [writerTier, readerTier] = [0, 1];

/** Aurora MySQL: a volume over three zones, a writer, and readers that take their turns over the zones. */
export class DatabaseAuroraLayer extends DatabaseStack {
  constructor(scope: App) {
    super(scope, 'database-aurora');
    const { cluster: clusterValues, instance: instanceValues } = mysqlParameters(this, (name) => this.text(name));
    const windows = this.windows();
    const subnetGroup = this.subnetGroup();
    const clusterParameters = new CfnDBClusterParameterGroup(this, 'ClusterParameters', {
      family,
      description: 'Aurora MySQL of the site',
      parameters: clusterValues,
    });
    const cluster = this.cluster({ ...windows, dbSubnetGroupName: subnetGroup, dbClusterParameterGroupName: clusterParameters.ref });
    const parameters = new CfnDBParameterGroup(this, 'Parameters', {
      family,
      description: 'Instances of Aurora MySQL of the site',
      parameters: instanceValues,
    });
    this.members(cluster, {
      dbParameterGroupName: parameters.ref,
      dbSubnetGroupName: subnetGroup,
      preferredMaintenanceWindow: windows.preferredMaintenanceWindow,
    });

    this.acknowledge();
    this.clusterOutputs(cluster);
  }

  protected override acknowledge(): void {
    super.acknowledge();
    Validations.of(this).acknowledge(
      { id: 'AwsSolutions::AwsSolutions-RDS6', reason: 'The nodes sign in with the password in the secret, which RDS rotates' },
      { id: 'AwsSolutions::AwsSolutions-RDS14', reason: 'Backups go back to any second; a backtrack would take every table back in place' },
    );
  }

  private cluster(props: Partial<ConstructorParameters<typeof CfnDBCluster>[2]>): CfnDBCluster {
    const identifier = this.named('db');
    const cluster = new CfnDBCluster(this, 'Cluster', {
      ...props,
      dbClusterIdentifier: identifier,
      engine,
      engineVersion,
      storageEncrypted: true,
      backupRetentionPeriod: this.number('BackupRetentionDays', 1, 35),
      deletionProtection: this.flag('DeletionProtection') as unknown as boolean,
      copyTagsToSnapshot: true,
      databaseName: 'site',
      masterUsername: 'nines',
      manageMasterUserPassword: true,
      enableCloudwatchLogsExports: exportedLogs,
      vpcSecurityGroupIds: [this.text('DataSecurityGroupId')],
    });
    this.acknowledgeMajorVersion(cluster);
    this.keepOnReplacement(cluster);
    logGroups(this, { id: 'Cluster', kind: 'cluster', database: cluster, identifier });
    return cluster;
  }

  /** The instance that comes first is the writer, so the readers wait for it. */
  private members(
    cluster: CfnDBCluster,
    props: Pick<CfnDBInstance, 'dbParameterGroupName' | 'dbSubnetGroupName' | 'preferredMaintenanceWindow'>,
  ): void {
    const { isOn, retentionDays } = this.insights();
    const dbInstanceClass = this.text('InstanceClass');
    const member = (id: string, name: string, availabilityZone: string, promotionTier: number): CfnDBInstance => {
      const instance = new CfnDBInstance(this, id, {
        ...(props as object),
        dbInstanceIdentifier: this.named(name),
        dbClusterIdentifier: cluster.ref,
        engine,
        dbInstanceClass,
        availabilityZone,
        promotionTier,
        autoMinorVersionUpgrade: true,
        publiclyAccessible: false,
        enablePerformanceInsights: isOn,
        performanceInsightsRetentionPeriod: retentionDays,
      });
      // What an instance of Aurora holds is the cluster's.
      instance.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
      instance.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
      return instance;
    };
    const writer = member('Writer', 'db-1', this.text('WriterZone'), writerTier);
    for (let index = 1; index <= readerLimit; index += 1) {
      const zone = this.text(`ReaderZone${index}`);
      const reader = member(`Reader${index}`, `db-${index + 1}`, Token.asString(zone), readerTier);
      reader.addResourceDependency(writer);
      onlyIf(isGiven(this, `HasReader${index}`, zone), reader);
    }
  }
}
