import { CfnDeletionPolicy, type CfnResource, Validations } from 'aws-cdk-lib';
import { type CfnDBCluster, CfnDBSubnetGroup } from 'aws-cdk-lib/aws-rds';
import { LayerStack } from '../layer-stack.ts';
import { isTrue } from '../network/conditions.ts';
import { choose, orNothing } from './parameters.ts';

/** A day or a week's stretch, or nothing, which leaves the choice to RDS. */
const backupPattern = '(\\d{2}:\\d{2}-\\d{2}:\\d{2})?';
const maintenancePattern = '([A-Za-z]{3}:\\d{2}:\\d{2}-[A-Za-z]{3}:\\d{2}:\\d{2})?';
/** RDS keeps so many days of Performance Insights for nothing. */
const freeInsightsDays = 7;

export type Windows = { preferredBackupWindow: string; preferredMaintenanceWindow: string };

/** What the databases of every kind have in common: encrypted, not public, reached only from the web nodes, backed up. */
export abstract class DatabaseStack extends LayerStack {
  protected subnetGroup(): string {
    return new CfnDBSubnetGroup(this, 'SubnetGroup', {
      dbSubnetGroupName: this.ownName(),
      dbSubnetGroupDescription: 'Data subnets of the site',
      subnetIds: this.list('DataSubnetIds'),
    }).ref;
  }

  protected flag(name: string): string {
    return this.text(name, { allowedValues: ['true', 'false'] });
  }

  protected windows(): Windows {
    const backup = this.text('BackupWindow', { allowedPattern: backupPattern });
    const maintenance = this.text('MaintenanceWindow', { allowedPattern: maintenancePattern });
    return {
      preferredBackupWindow: orNothing(this, 'HasBackupWindow', backup),
      preferredMaintenanceWindow: orNothing(this, 'HasMaintenanceWindow', maintenance),
    };
  }

  /** Performance Insights as far as it costs nothing, for the classes that have it. */
  protected insights(): { isOn: boolean; retentionDays: number } {
    const hasInsights = isTrue(this, 'HasInsights', this.flag('Insights'));
    return { isOn: choose(hasInsights, true, false), retentionDays: choose(hasInsights, freeInsightsDays) };
  }

  /** What the other layers are told of a cluster, whatever its engine. */
  protected clusterOutputs(cluster: CfnDBCluster): void {
    this.outputs({
      DatabaseIdentifier: cluster.ref,
      DatabaseEndpoint: cluster.attrEndpointAddress,
      DatabaseReaderEndpoint: cluster.attrReadEndpointAddress,
      DatabasePort: cluster.attrEndpointPort,
      DatabaseSecretArn: cluster.attrMasterUserSecretSecretArn,
    });
  }

  /** teardown-site takes and verifies a snapshot of its own, and a second one is billed; a replacement that nobody asked for keeps its data. */
  protected keepOnReplacement(database: CfnResource): void {
    database.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    database.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.SNAPSHOT;
  }

  /** RDS takes a major version alone and chooses the minor one, which it also patches; checkers know the whole ones only. */
  protected acknowledgeMajorVersion(database: CfnResource): void {
    Validations.of(database).acknowledge({
      id: 'CloudFormation-Validate::E9006',
      reason: 'RDS takes a major version alone and chooses the minor one, which it also patches',
    });
    database.addMetadata('cfn-lint', { config: { ignore_checks: ['E3690', 'E3691'] } });
  }

  /** What a checker says of every kind of database, each with the reason why it stays as it is. */
  protected acknowledge(): void {
    Validations.of(this).acknowledge(
      { id: 'AwsSolutions::AwsSolutions-RDS10', reason: 'Protection is the word of the site, a parameter; copies go with what they copy' },
      { id: 'AwsSolutions::AwsSolutions-RDS11', reason: 'The port is no secret: only the security groups of the nodes reach it' },
      { id: 'CloudFormation-Validate::W1001', reason: 'Each of these references stands in the Fn::If of its own condition' },
    );
  }
}
