import * as z from 'zod';
import { named, whole } from './site-values.ts';

/**
 * Where a default is not the courses', it is of CloudWatch's "Recommended alarms" (CloudWatch User Guide): a share of server errors
 * as for an API's stage, ReplicaLag as for RDS, BurstCreditBalance as for EFS. The page has no line for a load balancer's targets.
 */
const minutes = whole(1, 1_440);

/** The alarm on the group's CPU and the topic that tells people of every alarm. */
const cpuAlarmSchema = z.strictObject({
  name: named(/^[\w .-]{1,255}$/, '1 to 255 letters, digits, spaces, dots, hyphens and underscores'),
  thresholdPercent: whole(1, 100).default(75),
  periodSeconds: z
    .union([z.literal(10), z.literal(30), z.number().int().multipleOf(60).min(60).max(86_400)], {
      error: '10, 30 or a multiple of 60',
    })
    .default(300),
  topic: named(/^[\w-]{1,256}$/, '1 to 256 letters, digits, hyphens and underscores'),
});

/** The alarms of a site. All but the first are asked for by their names; `{}` takes every default. */
export const alarmsSchema = z.strictObject({
  cpu: cpuAlarmSchema,
  serverErrors: z.strictObject({ thresholdPercent: whole(0, 99).default(5), minutes: minutes.default(3) }).optional(),
  // Long enough for the group to have mended it by itself: a lost node is out and replaced in two to four minutes.
  unhealthyTargets: z.strictObject({ threshold: whole(1, 100).default(1), minutes: minutes.default(5) }).optional(),
  replicaLag: z.strictObject({ thresholdSeconds: whole(1, 86_400).default(60), minutes: minutes.default(10) }).optional(),
  // At 0 the files are slow already; a site that wants to be told before says how much is to be left.
  burstCredits: z.strictObject({ thresholdGb: whole(0, 2_000).default(0), minutes: minutes.default(15) }).optional(),
});

/** What CloudWatch Logs takes for a retention (PutRetentionPolicy). */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/** How long the logs of the nodes are kept; a site that says nothing leaves them on its nodes. */
export const logRetentionSchema = z
  .number()
  .refine((days) => RETENTION_DAYS.includes(days), { error: `one of ${RETENTION_DAYS.join(', ')}` })
  .optional();

/** What of a site must be readable before its alarms can be held against its layers. */
const comparableSchema = z.object({
  site: z.string(),
  alarms: z.object({ cpu: z.object({ name: z.string() }), replicaLag: z.unknown().optional(), burstCredits: z.unknown().optional() }),
  database: z
    .object({
      engine: z.string().default('mysql'),
      deployment: z.string().optional(),
      readReplicas: z.number().default(0),
      readers: z.number().default(0),
    })
    .optional(),
  files: z.object({ throughput: z.string().default('elastic') }).optional(),
});
type Comparable = z.output<typeof comparableSchema>;

export const areAlarmsComparable = ({ value }: { value: unknown }): boolean => comparableSchema.safeParse(value).success;

/** The names that Nines gives: `<site>-replica-lag-2`. */
const OWN_NAMES = ['server-errors', 'unhealthy-targets', 'too-few-targets', 'replica-lag', 'burst-credits'];

/** Tells of alarms on what a site does not have, and of two alarms under one name. */
export function tellOfAlarms(site: unknown, context: Pick<z.RefinementCtx, 'addIssue'>): void {
  const comparable = comparableSchema.safeParse(site);
  if (!comparable.success) return;
  for (const [field, message] of findings(comparable.data)) context.addIssue({ code: 'custom', path: ['alarms', ...field], message });
}

function findings({ site, alarms, database, files }: Comparable): [field: string[], allowed: string][] {
  const told = (isWrong: boolean, field: string, allowed: string): [string[], string][] => (isWrong ? [[field.split('.'), allowed]] : []);
  const { replicaLag, burstCredits, cpu } = alarms;
  return [
    ...told(
      OWN_NAMES.some((name) => `${cpu.name}-`.startsWith(`${site}-${name}-`)),
      'cpu.name',
      `a name that does not begin as those of the site's other alarms do: ${OWN_NAMES.map((name) => `${site}-${name}`).join(', ')}`,
    ),
    ...told(replicaLag !== undefined && copiesOf(database) === 0, 'replicaLag', 'nothing, where the database has no copies that could lag'),
    ...told(
      burstCredits !== undefined && files?.throughput !== 'bursting',
      'burstCredits',
      'nothing, but for shared files of bursting throughput: elastic throughput has no credits',
    ),
  ];
}

function copiesOf(database: Comparable['database']): number {
  if (database === undefined) return 0;
  if (database.engine === 'aurora-mysql') return database.readers;
  // A Multi-AZ DB cluster has two readable standbys.
  return database.deployment === 'cluster' ? 2 : database.readReplicas;
}
