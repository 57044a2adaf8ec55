import * as z from 'zod';
import { siteNameSchema } from './run.ts';
import { alarmsSchema, areAlarmsComparable, logRetentionSchema, tellOfAlarms } from './site-alarms.ts';
import { cacheSchema } from './site-cache.ts';
import { databaseSchema } from './site-database.ts';
import { edgeSchema } from './site-edge.ts';
import { isEdgeComparable, tellOfEdge } from './site-edge-fit.ts';
import { filesSchema } from './site-files.ts';
import { mediaSchema } from './site-media.ts';
import { networkSchema } from './site-network.ts';
import { named, REGION, whole } from './site-values.ts';
import { webSchema } from './site-web.ts';
import { tellOfWhole } from './site-whole.ts';
import { windowsSchema } from './site-windows.ts';
import { workerSchema } from './site-worker.ts';

const objectivesSchema = z.strictObject({
  availabilityPercent: z.number().gt(0).lt(100).default(99.9),
  databaseRtoSeconds: whole(1, 86_400).default(180),
  nodeRecoverySeconds: whole(1, 86_400).default(600),
  rpoWrites: whole(0, 1_000_000).default(0),
});

/** A site's spec file. Strict: what it does not know is a problem, and what a site leaves out takes the courses' values. */
export const siteSpecSchema = z
  .strictObject({
    site: siteNameSchema,
    region: named(REGION, 'an AWS region such as us-east-1'),
    network: networkSchema,
    web: webSchema,
    database: databaseSchema.optional(),
    cache: cacheSchema.optional(),
    files: filesSchema.optional(),
    media: mediaSchema.optional(),
    worker: workerSchema.optional(),
    edge: edgeSchema.optional(),
    windows: windowsSchema.default([]),
    alarms: alarmsSchema,
    dashboard: z.boolean().default(false),
    logRetentionDays: logRetentionSchema,
    objectives: objectivesSchema.prefault({}),
    optIn: z.strictObject({ drills: z.boolean().default(false), chaos: z.boolean().default(false) }).prefault({}),
  })
  // Also where something else is wrong: every problem is told at once.
  .superRefine(tellOfWhole, { when: ({ value }) => typeof value === 'object' && value !== null })
  .superRefine(tellOfAlarms, { when: areAlarmsComparable })
  .superRefine(tellOfEdge, { when: isEdgeComparable });

export type SiteSpecOutput = z.output<typeof siteSpecSchema>;
