import * as z from 'zod';
import { modeSchema, runIdSchema, type runKindSchema, siteNameSchema, triggerSchema } from './run.ts';
import { imageIdSchema } from './site-group.ts';
import { siteSpecSchema } from './site-spec.ts';

/** The layers that hold data, by which whoever asks lets it go. */
export const dataLayersSchema = z.array(z.enum(['database', 'files', 'media', 'web', 'worker']));

/** A golden image that is there, one that is to be baked of a node as the site makes them now, or just nodes as it makes them now. */
export const refreshRequestSchema = z.union(
  [z.strictObject({ image: imageIdSchema }), z.strictObject({ bake: z.literal(true) }), z.strictObject({ present: z.literal(true) })],
  { error: '{"image": "ami-…"}, {"bake": true} or {"present": true}' },
);

/** What a person or the calendar asks of each machine. */
export const REQUEST_SCHEMAS = {
  'provision-site': z.strictObject({
    spec: siteSpecSchema,
    keepOnFailure: z.boolean().optional(),
    /** The layers whose data may go when a change makes it anew. */
    replaceData: dataLayersSchema.optional(),
  }),
  'teardown-site': z.strictObject({ unprotect: z.literal('database').optional(), emptyBuckets: z.boolean().optional() }),
  'scale-site': z.strictObject({ window: z.string().min(1), action: z.enum(['open', 'close']) }),
  'failover-drill': z.strictObject({ kind: z.literal('failover') }),
  'chaos-experiment': z.strictObject({ action: z.literal('terminate'), count: z.number().int().min(1).max(10) }),
  'refresh-site': refreshRequestSchema,
} as const satisfies Record<z.output<typeof runKindSchema>, z.ZodType>;

/** The input of every execution. `scheduledFor` is the calendar's own time, which may be earlier than the start. */
export const executionInputSchema = z.strictObject({
  runId: runIdSchema,
  site: siteNameSchema,
  mode: modeSchema.default('rehearsal'),
  trigger: triggerSchema,
  request: z.record(z.string(), z.unknown()),
  scheduledFor: z.iso.datetime().optional(),
});

export type ExecutionInput = z.output<typeof executionInputSchema>;
