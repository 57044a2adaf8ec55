import * as z from 'zod';

/** The files that the web nodes share. */
export const filesSchema = z.strictObject({
  throughput: z.enum(['elastic', 'bursting']).default('elastic'),
  backups: z.boolean().default(true),
});
