import * as z from 'zod';
import { siteNameSchema } from './run.ts';
import { networkSchema } from './site-network.ts';
import { windowsSchema } from './site-windows.ts';

const whole = (least: number, most: number) => z.number().int().min(least).max(most);
const named = (pattern: RegExp, error: string) => z.string().regex(pattern, { error });

const webSchema = z
  .strictObject({
    group: named(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 letters, digits, dots, hyphens and underscores'),
    instanceType: named(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'an EC2 instance type such as t3.micro'),
    min: whole(1, 100),
    max: whole(1, 100),
    healthPath: named(/^\/[\w./-]{0,127}$/, 'a path beginning with /').default('/healthy.html'),
    healthCheckGraceSeconds: whole(0, 7_200).default(60),
    deregistrationDelaySeconds: whole(0, 3_600).default(300),
    targetTracking: z.strictObject({ cpuPercent: whole(1, 99).default(40), warmUpSeconds: whole(0, 3_600).default(300) }).prefault({}),
  })
  .check(z.refine((web) => web.min <= web.max, { path: ['max'], error: 'no less than min' }));

const databaseSchema = z.strictObject({
  engine: z.literal('mysql').default('mysql'),
  instanceClass: named(/^db\.[a-z0-9]+\.[a-z0-9]+$/, 'an RDS instance class such as db.t3.medium'),
  storageGb: whole(20, 65_536),
  multiAz: z.boolean().default(true),
  // Without backups there is no snapshot to go back to, so RDS's 0 is not offered.
  backupRetentionDays: whole(1, 35).default(7),
});

const cacheSchema = z.strictObject({
  engine: z.literal('memcached').default('memcached'),
  nodeType: named(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, 'an ElastiCache node type such as cache.t3.micro'),
  nodes: whole(1, 40),
});

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

const objectivesSchema = z.strictObject({
  availabilityPercent: z.number().gt(0).lt(100).default(99.9),
  databaseRtoSeconds: whole(1, 86_400).default(180),
  nodeRecoverySeconds: whole(1, 86_400).default(600),
  rpoWrites: whole(0, 1_000_000).default(0),
});

/** A site's spec file. Strict: what it does not know is a problem, and what a site leaves out takes the courses' values. */
export const siteSpecSchema = z.strictObject({
  site: siteNameSchema,
  region: named(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as us-east-1'),
  network: networkSchema,
  web: webSchema,
  database: databaseSchema.optional(),
  cache: cacheSchema.optional(),
  windows: windowsSchema.default([]),
  alarms: z.strictObject({ cpu: cpuAlarmSchema }),
  objectives: objectivesSchema.prefault({}),
  optIn: z.strictObject({ drills: z.boolean().default(false), chaos: z.boolean().default(false) }).prefault({}),
});

export type SiteSpecOutput = z.output<typeof siteSpecSchema>;
