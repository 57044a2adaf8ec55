import * as z from 'zod';
import { named, whole } from './site-values.ts';

/** The database. */
export const databaseSchema = z.strictObject({
  engine: z.literal('mysql').default('mysql'),
  instanceClass: named(/^db\.[a-z0-9]+\.[a-z0-9]+$/, 'an RDS instance class such as db.t3.medium'),
  storageGb: whole(20, 65_536),
  multiAz: z.boolean().default(true),
  // Without backups there is no snapshot to go back to, so RDS's 0 is not offered.
  backupRetentionDays: whole(1, 35).default(7),
});
