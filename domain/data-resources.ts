/** The types of resource that hold what nobody can make again, each with what that is. Caches are not here: they are made to be lost. */
const HELD: Readonly<Record<string, string>> = {
  'AWS::RDS::DBInstance': 'a database',
  'AWS::RDS::DBCluster': 'a database',
  'AWS::DynamoDB::Table': 'a table',
  'AWS::EFS::FileSystem': 'shared files',
  'AWS::Backup::BackupVault': 'backups',
  'AWS::S3::Bucket': 'objects',
  'AWS::SQS::Queue': 'work that waits',
  'AWS::SecretsManager::Secret': 'a secret that others rely on',
};

/** Read replicas and Aurora's readers are instances too, and hold nothing that their source does not. */
const COPY = /^(Replica|Reader)\d+$/;

/** What would be lost with a resource; undefined where it holds nothing of its own. */
export function heldBy({ type, id }: { type: string; id: string }): string | undefined {
  return type === 'AWS::RDS::DBInstance' && COPY.test(id) ? undefined : HELD[type];
}

/**
 * Properties of which a change set says "Conditional", and which CloudFormation documents to be changed with some interruption at most:
 * the resource keeps its identity (Template Reference: AWS::RDS::DBInstance; User Guide: update behaviors of stack resources).
 */
const KEEPING: Readonly<Record<string, readonly string[]>> = {
  'AWS::RDS::DBInstance': [
    'AutoMinorVersionUpgrade',
    'BackupRetentionPeriod',
    'DBParameterGroupName',
    'MultiAZ',
    'PreferredMaintenanceWindow',
    'StorageType',
  ],
};

/** Whether nothing that may replace a resource is more than an interruption of it. What is not told may be anything. */
export const keepsItself = (type: string, unsure: readonly string[] = []): boolean =>
  unsure.length > 0 && unsure.every((name) => KEEPING[type]?.includes(name) ?? false);

/** What the other layers stand in: they name it, and cannot follow it to another. */
const FOUNDATIONS: readonly string[] = ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::SecurityGroup'];

export const isFoundation = ({ type }: { type: string }): boolean => FOUNDATIONS.includes(type);
