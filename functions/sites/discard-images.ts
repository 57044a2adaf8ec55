import { DeregisterImageCommand, DescribeImagesCommand } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { RUN_TAG, SITE_TAG } from '#domain/glossary.ts';
import { runSchema } from '#events/run.ts';
import { ec2 } from '../shared/clients/ec2.ts';
import { isNamed } from '../shared/errors.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';

const discardImagesSchema = z.strictObject({ run: runSchema });

/**
 * Deregisters the golden images that runs have baked of a site, with the snapshots under them, which are billed. An image that a
 * person has made carries no run's tag and stays. Called by teardown-site when the last node is gone.
 */
async function discardImages({ run: { site } }: z.output<typeof discardImagesSchema>) {
  const Filters = [
    { Name: `tag:${SITE_TAG}`, Values: [site] },
    { Name: 'tag-key', Values: [RUN_TAG] },
  ];
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'], Filters }));
  const ids = Images.flatMap(({ ImageId }) => ImageId ?? []);
  for (const ImageId of ids) {
    try {
      await ec2.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true }));
    } catch (error) {
      // An earlier attempt of this very step got through.
      if (!isNamed(error, 'InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable')) throw error;
    }
  }
  logger.info('The images of the site were discarded.', { images: ids });
  return { images: ids };
}

export const handler = handlerOf(discardImagesSchema, discardImages);
