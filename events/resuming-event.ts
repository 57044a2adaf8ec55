import * as z from 'zod';
import { commandStatusSchema } from './command-status.ts';
import { groupLaunchSchema } from './group-activity.ts';
import { imageStateChangeSchema } from './image-state-change.ts';
import { instanceRefreshSchema } from './instance-refresh.ts';
import { rdsEventSchema } from './rds-event.ts';
import { stackStatusChangeSchema } from './stack-status-change.ts';

/** Every event for which a machine may wait with a token. */
export const resumingEventSchema = z.discriminatedUnion('source', [
  stackStatusChangeSchema,
  rdsEventSchema,
  z.discriminatedUnion('detail-type', [groupLaunchSchema, instanceRefreshSchema]),
  imageStateChangeSchema,
  commandStatusSchema,
]);

export type ResumingEvent = z.output<typeof resumingEventSchema>;
