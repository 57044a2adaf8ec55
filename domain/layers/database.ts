import type { Template } from '../glossary.ts';
import { type MysqlParameters, parameterValues } from './database-parameters.ts';
import { type LayerRules, needed, type Values } from './rules.ts';

export type DatabaseSpec = {
  engine: 'mysql' | 'aurora-mysql';
  /** Of MySQL: an instance, with a standby or without, or a writer with two readable standbys. */
  deployment?: 'instance' | 'cluster' | undefined;
  instanceClass: string;
  /** Aurora's volume grows by itself. */
  storageGb?: number | undefined;
  /** Of a Multi-AZ DB cluster, which has provisioned I/O only. */
  iops?: number | undefined;
  multiAz: boolean;
  /** Copies of a MySQL instance, which follow it. */
  readReplicas: number;
  /** Aurora's instances beside the writer. */
  readers?: number | undefined;
  backupRetentionDays: number;
  backupWindow?: string | undefined;
  maintenanceWindow?: string | undefined;
  deletionProtection: boolean;
  rotationDays?: number | undefined;
  parameters: MysqlParameters;
  /** Whether teardown-site keeps a last snapshot. */
  snapshotOnDelete: boolean;
};

/** The three kinds of database that a site may have. */
export type DatabaseKind = 'instance' | 'cluster' | 'aurora';

/** RDS and Aurora both have up to fifteen copies (RDS: working with read replicas; Aurora: R4). */
export const COPIES_LIMIT = 15;

/** Which of the kinds a spec asks for. */
export function databaseKind({ engine, deployment }: Pick<DatabaseSpec, 'engine' | 'deployment'>): DatabaseKind {
  if (engine === 'aurora-mysql') return 'aurora';
  return deployment === 'cluster' ? 'cluster' : 'instance';
}

const TEMPLATE_OF = {
  instance: 'database-instance',
  cluster: 'database-cluster',
  aurora: 'database-aurora',
} as const satisfies Record<DatabaseKind, Template>;

/** RDS for MySQL or Aurora. Twice Terraform's own limit for an instance (K14): copies are begun when what they copy is there. */
export const database: LayerRules = {
  template: (spec) => spec.database && TEMPLATE_OF[databaseKind(spec.database)],
  waitSeconds: 80 * 60,
  parameters: ({ database: wanted, network }, outputs) => {
    if (wanted === undefined) throw new RangeError('The site has no database.');
    const zones = network.zones.map(({ name }) => name);
    return {
      ...needed(outputs, 'DataSubnetIds', 'DataSecurityGroupId'),
      InstanceClass: wanted.instanceClass,
      BackupRetentionDays: wanted.backupRetentionDays,
      BackupWindow: wanted.backupWindow ?? '',
      MaintenanceWindow: wanted.maintenanceWindow ?? '',
      DeletionProtection: wanted.deletionProtection,
      Insights: hasInsights(databaseKind(wanted), wanted.instanceClass),
      ...parameterValues(wanted.parameters),
      ...ofKind[databaseKind(wanted)](wanted, zones),
    };
  },
};

/** What only the template of one kind takes. */
const ofKind: Readonly<Record<DatabaseKind, (wanted: DatabaseSpec, zones: readonly string[]) => Values>> = {
  instance: ({ storageGb = 0, multiAz, readReplicas }, zones) => ({
    StorageGb: storageGb,
    MultiAz: multiAz,
    ...zonesOfCopies('ReplicaZone', readReplicas, zones, 0),
  }),
  cluster: ({ storageGb = 0, iops = 0 }) => ({ StorageGb: storageGb, Iops: iops }),
  // The readers begin in the zone after the writer's: the first of them is the one that takes over when that zone is lost.
  aurora: ({ readers = 0 }, zones) => ({ WriterZone: zones[0] ?? '', ...zonesOfCopies('ReaderZone', readers, zones, 1) }),
};

/** Left to RDS the copies might all stand in one zone; here they take turns. A copy that is not wanted has no zone. */
function zonesOfCopies(name: string, count: number, zones: readonly string[], first: number): Values {
  const copies = Array.from({ length: COPIES_LIMIT }, (_, index) => [
    `${name}${index + 1}`,
    index < count ? (zones[(first + index) % zones.length] ?? '') : '',
  ]);
  return Object.fromEntries(copies);
}

/** Seven days of Performance Insights cost nothing; the small classes and Aurora's burstable ones do not have it (RDS and Aurora User Guides). */
function hasInsights(kind: DatabaseKind, instanceClass: string): boolean {
  const withoutIt = kind === 'aurora' ? /^db\.t\d/ : /^db\.t\d[a-z]*\.(micro|small)$/;
  return !withoutIt.test(instanceClass);
}
