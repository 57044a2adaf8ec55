import * as z from 'zod';
import { runSchema } from './run.ts';

const atMs = z.number().int().nonnegative();
const pageSchema = z.object({
  status: z.number().int().optional(),
  failure: z.enum(['timeout', 'unreachable']).optional(),
  milliseconds: z.number().nonnegative(),
});

/** What probe-site is invoked with: by the machine, and by itself when it hands over. */
export const probeInputSchema = z.strictObject({
  run: runSchema,
  token: z.string().min(1),
  /** Where visitors ask for the site: scheme and name. */
  origin: z.string().regex(/^https?:\/\/[^/]+$/),
  healthPath: z.string().startsWith('/'),
  databaseIdentifier: z.string().min(1),
  /** Set by the predecessor: the second with which the whole probe began, the one to go on from, and whether it was ready. */
  handover: z.strictObject({ originMs: atMs, fromMs: atMs, isReady: z.boolean() }).optional(),
});

export type ProbeInput = z.output<typeof probeInputSchema>;

/** One line of the probe's evidence, `runs/<runId>/probe-<n>.ndjson`. */
export const probeLineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sample'),
    atMs,
    sequence: z.number().int(),
    page: pageSchema,
    deep: pageSchema.extend({
      node: z.string().optional(),
      zone: z.string().optional(),
      writer: z.string().optional(),
      writerZone: z.string().optional(),
      isAcknowledged: z.boolean(),
      isRead: z.boolean(),
    }),
  }),
  z.object({
    kind: z.literal('database'),
    atMs,
    status: z.string(),
    multiAz: z.boolean(),
    zone: z.string().optional(),
    secondaryZone: z.string().optional(),
  }),
  z.object({ kind: z.literal('rows'), from: z.number().int(), to: z.number().int(), sequences: z.array(z.number().int()) }),
]);

export type ProbeLine = z.output<typeof probeLineSchema>;

/** With what the probe completes the drill's token. */
export const probeSummarySchema = z.object({
  chunks: z.number().int().min(1),
  firstSampleAt: z.iso.datetime(),
  lastSampleAt: z.iso.datetime(),
});

/** The site as check-steady-state found it before a failover. */
export const beforeFailoverSchema = z.strictObject({
  writer: z.string().min(1),
  writerZone: z.string().optional(),
  zone: z.string().min(1),
  secondaryZone: z.string().min(1),
  nodes: z.array(z.string()),
});

/** What the deep page says, in errors too; a page of another shape says nothing. */
export const deepPageSchema = z.object({
  sequence: z.coerce.number().int(),
  database: z.string(),
  read: z.boolean().optional(),
  node: z.string().optional(),
  zone: z.string().optional(),
  writer: z.string().optional(),
  writerZone: z.string().optional(),
  cache: z.string().optional(),
});

/** What the site answers of the rows that it still has. */
export const rowsPageSchema = z.object({ sequences: z.array(z.coerce.number().int()) });
