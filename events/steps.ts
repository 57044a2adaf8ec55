import * as z from 'zod';
import { runIdSchema, runKindSchema, runSchema, siteNameSchema, verdictSchema } from './run.ts';
import { measuresSchema } from './run-record.ts';

/** The payload of open-run. The input is the execution's own and is parsed inside, so that a bad one is a refusal with a record. */
export const openRunSchema = z.strictObject({ kind: runKindSchema, executionArn: z.string().min(1), input: z.unknown() });

/** The payload of close-run, from the way through and from every recovery path. */
export const closeRunSchema = z.strictObject({
  run: runSchema,
  verdict: verdictSchema,
  reason: z.string().min(1),
  objective: measuresSchema.default({}),
  measured: measuresSchema.default({}),
  details: z.record(z.string(), z.unknown()).optional(),
});

/** What takes a step back. `functions/runs/undo-acts.ts` has one act a kind. */
export const undoSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('restore-group'),
    arguments: z.strictObject({
      group: z.string().min(1),
      min: z.number().int().min(0).optional(),
      max: z.number().int().min(0).optional(),
      desired: z.number().int().min(0).optional(),
    }),
  }),
  z.strictObject({
    kind: z.literal('resume-processes'),
    arguments: z.strictObject({ group: z.string().min(1), processes: z.array(z.string().min(1)).min(1) }),
  }),
  // The instance that an image is made of, by the tag that it was launched with.
  z.strictObject({ kind: z.literal('discard-builder'), arguments: z.strictObject({ builder: z.string().min(1) }) }),
  // A refresh is known by the version that it brings: another's is not ours to take back.
  z.strictObject({
    kind: z.literal('rollback-refresh'),
    arguments: z.strictObject({ group: z.string().min(1), launchTemplateId: z.string().min(1), version: z.string().min(1) }),
  }),
  // Nothing to put back: the dead man alone is wanted, which fails the run's open tokens and closes the run.
  z.strictObject({ kind: z.literal('none'), arguments: z.strictObject({}) }),
]);

export type Undo = z.output<typeof undoSchema>;

/** The payload of record-undo. */
export const recordUndoSchema = z.strictObject({ run: runSchema, undo: undoSchema, deadline: z.iso.datetime() });

/** The payload of clear-undo, after the machine has verified that nothing is left to be undone. */
export const clearUndoSchema = z.strictObject({ run: runSchema, undoId: z.string().min(1) });

/** How a wait is judged when its key's thing is described. */
export const waitCheckSchema = z.strictObject({
  /** stack: whether it is to be complete (the default) or gone. */
  goal: z.enum(['complete', 'deleted']).optional(),
  /** group: at least so many instances InService. */
  inService: z.number().int().min(0).optional(),
  /** rds: events before this instant do not count. */
  since: z.iso.datetime().optional(),
  /** command: the node that runs it. */
  instanceId: z.string().optional(),
});

export type WaitCheck = z.output<typeof waitCheckSchema>;

/** The payload of hold-token; `key` begins with the kind of the thing that is waited for. */
export const holdTokenSchema = z.strictObject({
  token: z.string().min(1),
  key: z.string().regex(/^(stack|group|rds|command|snapshot|cluster-snapshot|probe|refresh|image)\/.+$/, {
    error: 'a key that begins with stack/, group/, rds/, command/, snapshot/, cluster-snapshot/, probe/, refresh/ or image/',
  }),
  run: runSchema,
  check: waitCheckSchema.optional(),
});

/** What the dead man's schedule sends to undo-run. */
export const deadManSchema = z.strictObject({
  deadMan: z.literal(true),
  runId: runIdSchema,
  site: siteNameSchema,
  undoId: z.string().min(1),
});
