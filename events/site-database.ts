import * as z from 'zod';
import { backupStretch, maintenanceStretch, windowsOverlap } from './database-windows.ts';
import { named, whole } from './site-values.ts';

/** RDS and Aurora both have up to fifteen copies. */
const COPIES_LIMIT = 15;
const YEAR_SECONDS = 31_536_000;
/** RDS rotates a master password that it manages this often; CloudFormation knows no other schedule for it. */
const ROTATION_DAYS = 7;
/** The classes of Multi-AZ DB clusters have disks of their own (RDS User Guide: instance class availability for Multi-AZ DB clusters). */
const CLUSTER_FAMILIES = ['c6gd', 'm5d', 'm6gd', 'm6id', 'm6idn', 'm8gd', 'r5d', 'r6gd', 'r6id', 'r6idn', 'r8gd', 'x2idn', 'x2iedn'];
/** Aurora MySQL (Aurora User Guide: supported DB engines for DB instance classes). */
const AURORA_FAMILIES = ['r5', 'r6g', 'r6i', 'r7g', 'r7i', 'r8g', 'x2g'];
const AURORA_BURSTABLE = ['db.t3.medium', 'db.t3.large', 'db.t4g.medium', 'db.t4g.large'];
/** What io1 takes for MySQL (RDS User Guide: Provisioned IOPS storage). */
const CLUSTER_STORAGE_GB = 100;
const [LEAST_IOPS, MOST_IOPS, MOST_IOPS_A_GB] = [1_000, 256_000, 50];

const word = named(/^[A-Za-z0-9_+:/-]{1,64}$/, '1 to 64 letters, digits, underscores and signs');

/** The MySQL parameters of a site. */
const parametersSchema = z.strictObject({
  character_set_server: word.optional(),
  collation_server: word.optional(),
  innodb_lock_wait_timeout: whole(1, YEAR_SECONDS).optional(),
  interactive_timeout: whole(1, YEAR_SECONDS).optional(),
  long_query_time: whole(0, YEAR_SECONDS).optional(),
  max_allowed_packet: whole(1_024, 1_073_741_824).optional(),
  max_connections: whole(1, 16_000).optional(),
  require_secure_transport: whole(0, 1).optional(),
  time_zone: word.optional(),
  wait_timeout: whole(1, YEAR_SECONDS).optional(),
});

/** What is told of one field beside its own form: the field, and what is allowed. */
type Finding = readonly [field: string, allowed: string];

/** The database as far as its parts can be held against each other, whatever else is wrong. */
const comparableSchema = z.object({
  engine: z.string().default('mysql'),
  deployment: z.string().optional(),
  instanceClass: z.string().default(''),
  storageGb: z.number().optional(),
  iops: z.number().optional(),
  multiAz: z.boolean().default(true),
  readReplicas: z.number().default(0),
  readers: z.number().optional(),
  backupWindow: z.string().optional(),
  maintenanceWindow: z.string().optional(),
  rotationDays: z.number().optional(),
});
type Comparable = z.output<typeof comparableSchema>;

/** The database: MySQL as an instance or as a Multi-AZ DB cluster, or Aurora MySQL. */
export const databaseSchema = z
  .strictObject({
    engine: z.enum(['mysql', 'aurora-mysql']).default('mysql'),
    deployment: z.enum(['instance', 'cluster']).optional(),
    instanceClass: named(/^db\.[a-z0-9]+\.[a-z0-9]+$/, 'an RDS instance class such as db.t3.medium'),
    storageGb: whole(20, 65_536).optional(),
    iops: whole(LEAST_IOPS, MOST_IOPS).optional(),
    multiAz: z.boolean().default(true),
    readReplicas: whole(0, COPIES_LIMIT).default(0),
    readers: whole(0, COPIES_LIMIT).optional(),
    // Without backups there is no snapshot to go back to, so RDS's 0 is not offered.
    backupRetentionDays: whole(1, 35).default(7),
    backupWindow: z.string().optional(),
    maintenanceWindow: z.string().optional(),
    deletionProtection: z.boolean().default(false),
    rotationDays: whole(1, 1_000).optional(),
    parameters: parametersSchema.default({}),
    snapshotOnDelete: z.boolean().default(true),
  })
  .superRefine(
    (database, context) => {
      const comparable = comparableSchema.safeParse(database);
      if (!comparable.success) return;
      for (const [field, message] of findings(comparable.data)) context.addIssue({ code: 'custom', path: [field], message });
    },
    // Also where something else is wrong: every problem is told at once.
    { when: ({ value }) => comparableSchema.safeParse(value).success },
  );

function findings(database: Comparable): Finding[] {
  const { engine, deployment } = database;
  if (engine === 'aurora-mysql') return [...auroraFindings(database), ...windowFindings(database), ...rotationFindings(database)];
  const ofKind = deployment === 'cluster' ? clusterFindings(database) : instanceFindings(database);
  return [...ofKind, ...windowFindings(database), ...rotationFindings(database)];
}

function instanceFindings({ storageGb, iops, readers }: Comparable): Finding[] {
  return [
    ...told(storageGb === undefined, 'storageGb', 'the size of its storage, 20 to 65536'),
    ...told(iops !== undefined, 'iops', 'nothing, for an instance: its gp3 storage has 3000'),
    ...told(readers !== undefined, 'readers', 'nothing, for MySQL: an instance has readReplicas, a cluster its two standbys'),
  ];
}

function clusterFindings({ instanceClass, storageGb, iops, multiAz, readReplicas, readers }: Comparable): Finding[] {
  const perGb = iops !== undefined && storageGb !== undefined && iops > storageGb * MOST_IOPS_A_GB;
  return [
    ...told(
      !CLUSTER_FAMILIES.includes(familyOf(instanceClass)),
      'instanceClass',
      `a class of a Multi-AZ DB cluster: db.${CLUSTER_FAMILIES.join(', db.')}`,
    ),
    ...told((storageGb ?? 0) < CLUSTER_STORAGE_GB, 'storageGb', `at least ${CLUSTER_STORAGE_GB} for a Multi-AZ DB cluster`),
    ...told(iops === undefined, 'iops', `the provisioned I/O of a Multi-AZ DB cluster, ${LEAST_IOPS} to ${MOST_IOPS}`),
    ...told(perGb, 'iops', `at most ${MOST_IOPS_A_GB} for each GB of storage`),
    ...told(!multiAz, 'multiAz', 'true: a Multi-AZ DB cluster stands in three zones'),
    ...told(readReplicas > 0, 'readReplicas', '0: a Multi-AZ DB cluster has two readable standbys'),
    ...told(readers !== undefined, 'readers', 'nothing, for MySQL: an instance has readReplicas, a cluster its two standbys'),
  ];
}

function auroraFindings({ instanceClass, deployment, storageGb, iops, multiAz, readReplicas, readers }: Comparable): Finding[] {
  const isKnown = AURORA_FAMILIES.includes(familyOf(instanceClass)) || AURORA_BURSTABLE.includes(instanceClass);
  return [
    ...told(!isKnown, 'instanceClass', `a class of Aurora MySQL: ${AURORA_BURSTABLE.join(', ')}, db.${AURORA_FAMILIES.join(', db.')}`),
    ...told(deployment !== undefined, 'deployment', 'nothing, for Aurora: it is a cluster by itself'),
    ...told(storageGb !== undefined, 'storageGb', 'nothing, for Aurora: its volume grows by itself'),
    ...told(iops !== undefined, 'iops', 'nothing, for Aurora: its volume has no provisioned I/O'),
    ...told(!multiAz, 'multiAz', 'true: the volume of Aurora is in three zones'),
    ...told(readReplicas > 0, 'readReplicas', '0: Aurora has readers'),
    ...told(
      readers === undefined,
      'readers',
      `how many instances beside the writer, 0 to ${COPIES_LIMIT}; with none a lost writer is away for minutes`,
    ),
  ];
}

function windowFindings({ backupWindow, maintenanceWindow }: Comparable): Finding[] {
  const backup = backupWindow === undefined ? undefined : backupStretch(backupWindow);
  const maintenance = maintenanceWindow === undefined ? undefined : maintenanceStretch(maintenanceWindow);
  return [
    ...told(backupWindow !== undefined && !backup, 'backupWindow', 'half an hour or more of the day in UTC, such as 03:00-03:30'),
    ...told(
      maintenanceWindow !== undefined && !maintenance,
      'maintenanceWindow',
      'half an hour to a day of the week in UTC, such as sun:04:00-sun:04:30',
    ),
    ...told(
      backup !== undefined && maintenance !== undefined && windowsOverlap(backup, maintenance),
      'maintenanceWindow',
      `a time that does not touch the daily backup at ${backupWindow}`,
    ),
  ];
}

/** RDS manages no password of an instance that has replicas (RDS User Guide: limitations for Secrets Manager integration). */
function rotationFindings({ rotationDays, readReplicas }: Comparable): Finding[] {
  if (rotationDays === undefined) return [];
  if (readReplicas > 0) return [['rotationDays', 'nothing, with read replicas: RDS rotates no password of an instance that has any']];
  return told(
    rotationDays !== ROTATION_DAYS,
    'rotationDays',
    `${ROTATION_DAYS}: RDS rotates the password weekly, and no template can say otherwise`,
  );
}

const told = (isWrong: boolean, field: string, allowed: string): Finding[] => (isWrong ? [[field, allowed]] : []);

const familyOf = (instanceClass: string): string => instanceClass.split('.')[1] ?? '';
