import * as z from 'zod';
import { named, whole } from './site-values.ts';

/** The web tier: its Auto Scaling group, its health check and how it scales. */
export const webSchema = z
  .strictObject({
    group: named(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 letters, digits, dots, hyphens and underscores'),
    instanceType: named(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'an EC2 instance type such as t3.micro'),
    min: whole(1, 100),
    max: whole(1, 100),
    healthPath: named(/^\/[\w./-]{0,127}$/, 'a path beginning with /').default('/healthy.html'),
    healthCheckGraceSeconds: whole(0, 7_200).default(60),
    deregistrationDelaySeconds: whole(0, 3_600).default(300),
    targetTracking: z.strictObject({ cpuPercent: whole(1, 99).default(40), warmUpSeconds: whole(0, 3_600).default(300) }).prefault({}),
  })
  .check(z.refine((web) => web.min <= web.max, { path: ['max'], error: 'no less than min' }));
