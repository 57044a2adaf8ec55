import * as z from 'zod';

/** The names of the state machines, which are the kinds of run. */
export const runKindSchema = z.enum([
  'provision-site',
  'teardown-site',
  'scale-site',
  'failover-drill',
  'chaos-experiment',
  'refresh-site',
]);

/** `live` acts; the default everywhere is a rehearsal. */
export const modeSchema = z.enum(['rehearsal', 'live']);

/** What started a run, and who. */
export const triggerSchema = z.strictObject({ by: z.enum(['api', 'chat', 'schedule']), who: z.string().min(1) });

/** How a run may end. */
export const verdictSchema = z.enum(['PASSED', 'FAILED', 'REFUSED', 'ABORTED', 'ERRORED']);

/** A site's name: it begins stack, load balancer and database names, whose limits make it short. */
export const siteNameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,18}[a-z0-9]$/, {
  error: '2 to 20 small letters, digits and hyphens, beginning with a letter, not ending with a hyphen',
});

/** The id of a run; it is also the execution's name, so it has that name's alphabet and its 80 characters (F8). */
export const runIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/, { error: '1 to 80 letters, digits, hyphens and underscores' });

/** The run as open-run hands it to the machine, which hands it to every later step. */
export const runSchema = z.object({
  runId: runIdSchema,
  kind: runKindSchema,
  site: siteNameSchema,
  mode: modeSchema,
  trigger: triggerSchema,
  startedAt: z.iso.datetime(),
  leaseUntil: z.iso.datetime(),
  /** From the run's id alone, so that a choice can be made again. */
  seed: z.number().int().nonnegative(),
  scheduledFor: z.iso.datetime().optional(),
});

export type Run = z.output<typeof runSchema>;
