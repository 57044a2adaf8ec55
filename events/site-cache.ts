import * as z from 'zod';
import { named, whole } from './site-values.ts';

/** The cache. */
export const cacheSchema = z.strictObject({
  engine: z.literal('memcached').default('memcached'),
  nodeType: named(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, 'an ElastiCache node type such as cache.t3.micro'),
  nodes: whole(1, 40),
});
