import { type App, type CfnCondition, Fn, Token, Validations } from 'aws-cdk-lib';
import { CfnDBInstance, CfnDBParameterGroup } from 'aws-cdk-lib/aws-rds';
import { DatabaseStack } from './database/database-stack.ts';
import { exportedLogs, logGroups } from './database/logs.ts';
import { masterUser } from './database/own-secret.ts';
import { mysqlParameters } from './database/parameters.ts';
import { readerEndpoint, readReplicas, replicaConditions, replicaZones } from './database/replicas.ts';

/** The long-term-support line of MySQL on RDS. */
const engineVersion = '8.4';

/** RDS MySQL with a standby in another zone or without, and read replicas on request. */
export class DatabaseInstanceLayer extends DatabaseStack {
  constructor(scope: App) {
    super(scope, 'database-instance');
    const zones = replicaZones((name) => this.text(name));
    const conditions = replicaConditions(this, zones);
    const replicated = conditions[0] as CfnCondition;
    const { secret, user } = masterUser(this, { site: this.site, username: 'nines', hasReplicas: replicated });
    const shared = this.shared();
    const { preferredBackupWindow, ...copied } = shared;
    const database = this.database(user, { ...copied, preferredBackupWindow });
    const replicas = readReplicas(this, { site: this.site, source: database, zones, conditions, ...copied });

    this.acknowledge();
    this.outputs({
      DatabaseIdentifier: database.ref,
      DatabaseEndpoint: database.attrEndpointAddress,
      DatabaseReaderEndpoint: readerEndpoint(replicated, replicas, database),
      DatabasePort: database.attrEndpointPort,
      DatabaseSecretArn: Token.asString(Fn.conditionIf(replicated.logicalId, secret.ref, database.attrMasterUserSecretSecretArn)),
    });
  }

  protected override acknowledge(): void {
    super.acknowledge();
    Validations.of(this).acknowledge(
      { id: 'AwsSolutions::AwsSolutions-SMG4', reason: 'Made only with replicas, with which RDS manages and so rotates no password' },
      { id: 'AwsSolutions::AwsSolutions-RDS2', reason: 'A replica in the same region is encrypted as its source is' },
      { id: 'AwsSolutions::AwsSolutions-RDS3', reason: 'The standby is the word of the site, a parameter; a replica is itself a copy' },
      { id: 'AwsSolutions::AwsSolutions-RDS13', reason: 'The parameter takes one day of backups or more' },
    );
  }

  /** What the replicas have of their source's settings. */
  private shared() {
    const { cluster, instance } = mysqlParameters(this, (name) => this.text(name));
    const parameters = new CfnDBParameterGroup(this, 'Parameters', {
      family: `mysql${engineVersion}`,
      description: 'MySQL of the site',
      parameters: { ...cluster, ...instance },
    });
    const { isOn, retentionDays } = this.insights();
    return {
      dbInstanceClass: this.text('InstanceClass'),
      dbParameterGroupName: parameters.ref,
      enablePerformanceInsights: isOn,
      performanceInsightsRetentionPeriod: retentionDays,
      vpcSecurityGroups: [this.text('DataSecurityGroupId')],
      ...this.windows(),
    };
  }

  private database(user: ReturnType<typeof masterUser>['user'], shared: ReturnType<DatabaseInstanceLayer['shared']>): CfnDBInstance {
    const identifier = this.named('db');
    const database = new CfnDBInstance(this, 'Database', {
      ...shared,
      ...user,
      dbInstanceIdentifier: identifier,
      engine: 'mysql',
      engineVersion,
      allocatedStorage: Token.asString(this.number('StorageGb', 20, 65_536)),
      storageType: 'gp3',
      storageEncrypted: true,
      multiAz: this.flag('MultiAz') as unknown as boolean,
      backupRetentionPeriod: this.number('BackupRetentionDays', 1, 35),
      deletionProtection: this.flag('DeletionProtection') as unknown as boolean,
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      dbName: 'site',
      publiclyAccessible: false,
      enableCloudwatchLogsExports: exportedLogs,
      dbSubnetGroupName: this.subnetGroup(),
    });
    this.acknowledgeMajorVersion(database);
    this.keepOnReplacement(database);
    logGroups(this, { id: 'Database', kind: 'instance', database, identifier });
    return database;
  }
}
