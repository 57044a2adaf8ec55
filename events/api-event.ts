import * as z from 'zod';
import { dataLayersSchema } from './execution-input.ts';
import { modeSchema } from './run.ts';
import { imageIdSchema } from './site-group.ts';

/** A request as the HTTP API hands it to a function, payload format 2.0. */
export const apiEventSchema = z.object({
  version: z.literal('2.0'),
  rawPath: z.string(),
  headers: z.record(z.string(), z.string().optional()).default({}),
  queryStringParameters: z.record(z.string(), z.string()).default({}),
  pathParameters: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    requestId: z.string().min(1),
    http: z.object({ method: z.string(), path: z.string(), sourceIp: z.string().optional() }),
    authorizer: z.object({ iam: z.object({ userArn: z.string() }).optional() }).optional(),
  }),
});

export type ApiEvent = z.output<typeof apiEventSchema>;

/** The query of `POST /sites`. Building is asked for by the signed request itself, so it is live unless it says otherwise. */
export const createSiteQuerySchema = z.strictObject({
  mode: modeSchema.default('live'),
  keepOnFailure: z.enum(['true', 'false']).default('false'),
  plan: z.enum(['true', 'false']).default('false'),
  /** `database,files`: the layers whose data may go when a change makes it anew. */
  replaceData: z
    .string()
    .transform((text) => text.split(','))
    .pipe(dataLayersSchema)
    .optional(),
});

/** The query of `DELETE /sites/{site}`. A database that is protected, and what buckets hold, go only if they are named once more. */
export const deleteSiteQuerySchema = z.strictObject({
  mode: modeSchema.default('rehearsal'),
  unprotect: z.literal('database').optional(),
  emptyBuckets: z.enum(['true', 'false']).default('false'),
});

/** The body of `POST /sites/{site}/drills`. */
export const startDrillSchema = z.strictObject({ kind: z.literal('failover'), mode: modeSchema.default('rehearsal') });

/** The body of `POST /sites/{site}/refresh`: what is asked of the machine, and whether it is meant. */
export const startRefreshSchema = z.union(
  [
    z.strictObject({ image: imageIdSchema, mode: modeSchema.default('rehearsal') }),
    z.strictObject({ bake: z.literal(true), mode: modeSchema.default('rehearsal') }),
    z.strictObject({ present: z.literal(true), mode: modeSchema.default('rehearsal') }),
  ],
  { error: '{"image": "ami-…"}, {"bake": true} or {"present": true}, and "mode"' },
);

/** A slash command of Slack's, as its form holds it; Slack may add fields. */
export const slashCommandSchema = z.object({
  command: z.literal('/nines'),
  text: z.string().max(500).default(''),
  user_id: z.string().min(1),
  user_name: z.string().optional(),
});
