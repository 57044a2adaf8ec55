import * as z from 'zod';
import { named, whole } from './site-values.ts';

/** The alarm on the group's CPU and the topic that tells people. */
const cpuAlarmSchema = z.strictObject({
  name: named(/^[\w .-]{1,255}$/, '1 to 255 letters, digits, spaces, dots, hyphens and underscores'),
  thresholdPercent: whole(1, 100).default(75),
  periodSeconds: z
    .union([z.literal(10), z.literal(30), z.number().int().multipleOf(60).min(60).max(86_400)], {
      error: '10, 30 or a multiple of 60',
    })
    .default(300),
  topic: named(/^[\w-]{1,256}$/, '1 to 256 letters, digits, hyphens and underscores'),
});

/** The alarms of a site. */
export const alarmsSchema = z.strictObject({ cpu: cpuAlarmSchema });
