import { type App, CfnDeletionPolicy, CfnParameter, Token, Validations } from 'aws-cdk-lib';
import { CfnDBInstance, CfnDBSubnetGroup } from 'aws-cdk-lib/aws-rds';
import { LayerStack } from './layer-stack.ts';

/** The long-term-support line of MySQL on RDS; RDS picks and patches the minor version. */
const engineVersion = '8.4';

/** RDS MySQL over both zones: encrypted, reached only from the web nodes, its master password made and kept by RDS. */
export class DatabaseLayer extends LayerStack {
  constructor(scope: App) {
    super(scope, 'database-instance');
    const subnetGroup = new CfnDBSubnetGroup(this, 'SubnetGroup', {
      dbSubnetGroupName: this.ownName(),
      dbSubnetGroupDescription: 'Data subnets of the site',
      subnetIds: this.list('DataSubnetIds'),
    });
    const database = new CfnDBInstance(this, 'Database', {
      dbInstanceIdentifier: this.named('db'),
      engine: 'mysql',
      engineVersion,
      dbInstanceClass: this.text('InstanceClass'),
      allocatedStorage: Token.asString(this.number('StorageGb', 20, 65_536)),
      storageType: 'gp3',
      storageEncrypted: true,
      multiAz: this.flag('MultiAz'),
      backupRetentionPeriod: this.number('BackupRetentionDays', 0, 35),
      copyTagsToSnapshot: true,
      dbName: 'site',
      masterUsername: 'nines',
      manageMasterUserPassword: true,
      publiclyAccessible: false,
      dbSubnetGroupName: subnetGroup.ref,
      vpcSecurityGroups: [this.text('DataSecurityGroupId')],
    });
    Validations.of(database).acknowledge({
      id: 'CloudFormation-Validate::E9006',
      reason: 'RDS takes a major version alone and chooses the minor one, which it also patches',
    });
    // The default is a snapshot at deletion; teardown-site has taken and verified its own by then, and a second one is billed.
    database.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    // Nobody asks for a replacement: the old data must not go with it.
    database.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.SNAPSHOT;

    this.outputs({
      DatabaseIdentifier: database.ref,
      DatabaseEndpoint: database.attrEndpointAddress,
      DatabasePort: database.attrEndpointPort,
      DatabaseSecretArn: database.attrMasterUserSecretSecretArn,
    });
  }

  private flag(name: string): CfnParameter['value'] {
    return new CfnParameter(this, name, { allowedValues: ['true', 'false'] }).value;
  }
}
