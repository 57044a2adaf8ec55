import * as z from 'zod';
import { imageNamed } from '#domain/refresh-image.ts';
import { runSchema } from '#events/run.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { keepImage as keep } from '../shared/ledger/kept-image.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';

const keepImageSchema = z.strictObject({ run: runSchema, spec: siteSpecSchema, image: z.string().min(1) });

/**
 * Remembers the image that a refresh has brought, so that the next update of the site's stacks builds with it. Called by
 * refresh-site when the refresh has passed.
 */
async function keepImage({ run, spec, image }: z.output<typeof keepImageSchema>) {
  const kept = { ami: image, insteadOf: imageNamed(spec), runId: run.runId, at: new Date().toISOString() };
  await keep(run.site, kept);
  logger.info('The image is remembered.', { site: run.site, ...kept });
  return kept;
}

export const handler = handlerOf(keepImageSchema, keepImage);
