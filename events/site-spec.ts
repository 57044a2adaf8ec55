import * as z from 'zod';
import { siteNameSchema } from './run.ts';
import { alarmsSchema } from './site-alarms.ts';
import { cacheSchema } from './site-cache.ts';
import { databaseSchema } from './site-database.ts';
import { filesSchema } from './site-files.ts';
import { networkSchema } from './site-network.ts';
import { named, whole } from './site-values.ts';
import { webSchema } from './site-web.ts';
import { windowsSchema } from './site-windows.ts';

const objectivesSchema = z.strictObject({
  availabilityPercent: z.number().gt(0).lt(100).default(99.9),
  databaseRtoSeconds: whole(1, 86_400).default(180),
  nodeRecoverySeconds: whole(1, 86_400).default(600),
  rpoWrites: whole(0, 1_000_000).default(0),
});

/** What of a site must be readable before its parts can be held against each other. */
const comparableSchema = z.object({
  network: z.object({ zones: z.array(z.unknown()) }),
  database: z.object({ engine: z.string().default('mysql'), deployment: z.string().optional() }).optional(),
});
/** A Multi-AZ DB cluster has its writer and its two readers in three zones (RDS User Guide). */
const CLUSTER_ZONES = 3;

/** A site's spec file. Strict: what it does not know is a problem, and what a site leaves out takes the courses' values. */
export const siteSpecSchema = z
  .strictObject({
    site: siteNameSchema,
    region: named(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as us-east-1'),
    network: networkSchema,
    web: webSchema,
    database: databaseSchema.optional(),
    cache: cacheSchema.optional(),
    files: filesSchema.optional(),
    windows: windowsSchema.default([]),
    alarms: alarmsSchema,
    objectives: objectivesSchema.prefault({}),
    optIn: z.strictObject({ drills: z.boolean().default(false), chaos: z.boolean().default(false) }).prefault({}),
  })
  .superRefine(
    ({ network, database }, context) => {
      if (database?.engine === 'aurora-mysql' || database?.deployment !== 'cluster' || network.zones.length >= CLUSTER_ZONES) return;
      context.addIssue({
        code: 'custom',
        path: ['network', 'zones'],
        message: `${CLUSTER_ZONES} zones or more, for a Multi-AZ DB cluster`,
      });
    },
    { when: ({ value }) => comparableSchema.safeParse(value).success },
  );

export type SiteSpecOutput = z.output<typeof siteSpecSchema>;
