import * as z from 'zod';
import { modeSchema, runIdSchema, runKindSchema, siteNameSchema, triggerSchema, verdictSchema } from './run.ts';

/** Numbers and times of a run by name, units last. Objective and measured have the same keys; null is "not measured". */
export const measuresSchema = z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]));

/** A run as it is kept and told: in the ledger, in the evidence and in the "Run Ended" event. */
export const runRecordSchema = z.object({
  id: runIdSchema,
  kind: runKindSchema,
  site: siteNameSchema,
  mode: modeSchema,
  trigger: triggerSchema,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  verdict: verdictSchema,
  reason: z.string().min(1),
  objective: measuresSchema,
  measured: measuresSchema,
  details: z.record(z.string(), z.unknown()).optional(),
});

export type RunRecord = z.output<typeof runRecordSchema>;
export type Measures = z.output<typeof measuresSchema>;
