import * as z from 'zod';

/** What every event has around its detail. Nobody here reads account, region and time, so that no spelling of them is refused. */
const ENVELOPE = {
  id: z.string().min(1),
  account: z.string(),
  region: z.string(),
  time: z.string(),
  resources: z.array(z.string()).default([]),
} as const;

/** An event of EventBridge, whatever it tells of. */
export const anyEventSchema = z.looseObject({
  ...ENVELOPE,
  source: z.string().min(1),
  'detail-type': z.string().min(1),
  detail: z.looseObject({}),
});

/** The envelope of an event of EventBridge with the detail that one subject has; fields that we do not read may come and go. */
export function awsEventSchema<Source extends string, Detail extends z.ZodType>(
  source: Source,
  detailTypes: readonly string[],
  detail: Detail,
) {
  return z.object({ ...ENVELOPE, source: z.literal(source), 'detail-type': z.enum(detailTypes), detail });
}
