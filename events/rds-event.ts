import * as z from 'zod';
import { awsEventSchema } from './aws-event.ts';

/** RDS tells of an instance, or of a snapshot of an instance or a cluster; delivered as best effort, up to 5 minutes late (R23). */
export const rdsEventSchema = awsEventSchema(
  'aws.rds',
  ['RDS DB Instance Event', 'RDS DB Snapshot Event', 'RDS DB Cluster Snapshot Event'],
  z.object({
    EventID: z.string().regex(/^RDS-EVENT-\d{4}$/),
    SourceIdentifier: z.string().min(1),
    Message: z.string(),
    Date: z.string(),
  }),
);
