import * as z from 'zod';

/** The envelope of an event of EventBridge with the detail that one subject has; fields that we do not read may come and go. */
export function awsEventSchema<Source extends string, Detail extends z.ZodType>(
  source: Source,
  detailTypes: readonly string[],
  detail: Detail,
) {
  return z.object({
    id: z.string().min(1),
    source: z.literal(source),
    'detail-type': z.enum(detailTypes),
    account: z.string(),
    region: z.string(),
    time: z.iso.datetime(),
    resources: z.array(z.string()).default([]),
    detail,
  });
}
