import * as z from 'zod';
import { modeSchema, runIdSchema, type runKindSchema, siteNameSchema, triggerSchema } from './run.ts';
import { siteSpecSchema } from './site-spec.ts';

/** What a person or the calendar asks of each machine. */
export const REQUEST_SCHEMAS = {
  'provision-site': z.strictObject({ spec: siteSpecSchema, keepOnFailure: z.boolean().optional() }),
  'teardown-site': z.strictObject({ unprotect: z.literal('database').optional() }),
  'scale-site': z.strictObject({ window: z.string().min(1), action: z.enum(['open', 'close']) }),
  'failover-drill': z.strictObject({ kind: z.literal('failover') }),
  'chaos-experiment': z.strictObject({ action: z.literal('terminate'), count: z.number().int().min(1).max(10) }),
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
