import * as z from 'zod';
import { maintenanceStretch } from './database-windows.ts';
import { named, whole } from './site-values.ts';

/** A Memcached cluster (Service Quotas), and a primary with its replicas (ElastiCache User Guide: limits). */
const NODES_LIMIT = 40;
const REPLICATED_LIMIT = 6;
/** ElastiCache takes no shorter maintenance window (CreateReplicationGroup). */
const MAINTENANCE_MINUTES = 60;
const RETENTION_LIMIT_DAYS = 35;
/** Replication with failover is not to be had on the oldest types (ElastiCache User Guide: supported node types). */
const OLD_FAMILIES = ['t1', 'm1', 'm2', 'c1'];

/** The cache as far as its parts can be held against each other, whatever else is wrong. */
const comparableSchema = z.object({
  engine: z.string().default('memcached'),
  nodeType: z.string().default(''),
  nodes: z.number().default(1),
  snapshotRetentionDays: z.number().optional(),
  maintenanceWindow: z.string().optional(),
});

/** The cache: Memcached over the zones, or Valkey or Redis with a primary and nodes - 1 replicas. */
export const cacheSchema = z
  .strictObject({
    engine: z.enum(['memcached', 'valkey', 'redis']).default('memcached'),
    nodeType: named(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, 'an ElastiCache node type such as cache.t3.micro'),
    nodes: whole(1, NODES_LIMIT),
    snapshotRetentionDays: whole(0, RETENTION_LIMIT_DAYS).optional(),
    maintenanceWindow: z.string().optional(),
  })
  .superRefine(
    (cache, context) => {
      const comparable = comparableSchema.safeParse(cache);
      if (!comparable.success) return;
      for (const [field, message] of findings(comparable.data)) context.addIssue({ code: 'custom', path: [field], message });
    },
    // Also where something else is wrong: every problem is told at once.
    { when: ({ value }) => comparableSchema.safeParse(value).success },
  );

type Finding = readonly [field: string, allowed: string];

function findings({ engine, nodeType, nodes, snapshotRetentionDays, maintenanceWindow }: z.output<typeof comparableSchema>): Finding[] {
  const isReplicated = engine !== 'memcached';
  const isOld = OLD_FAMILIES.includes(nodeType.split('.')[1] ?? '');
  return [
    ...told(isReplicated && isOld, 'nodeType', `a node type that replicates, for ${engine}: none of ${OLD_FAMILIES.join(', ')}`),
    ...told(isReplicated && nodes > REPLICATED_LIMIT, 'nodes', `at most ${REPLICATED_LIMIT} for ${engine}: a primary and its replicas`),
    ...told(
      !isReplicated && snapshotRetentionDays !== undefined,
      'snapshotRetentionDays',
      'nothing, for Memcached: it keeps nothing that a snapshot could hold',
    ),
    ...told(
      maintenanceWindow !== undefined && (maintenanceStretch(maintenanceWindow)?.lengthMinutes ?? 0) < MAINTENANCE_MINUTES,
      'maintenanceWindow',
      'an hour to a day of the week in UTC, such as sun:05:00-sun:06:00',
    ),
  ];
}

const told = (isWrong: boolean, field: string, allowed: string): Finding[] => (isWrong ? [[field, allowed]] : []);
