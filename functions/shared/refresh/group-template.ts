import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { DescribeImagesCommand, DescribeLaunchTemplateVersionsCommand } from '@aws-sdk/client-ec2';
import type { ImageFacts } from '#domain/refresh-plan.ts';
import { ec2 } from '../clients/ec2.ts';
import { isNamed, MissingError } from '../errors.ts';

/** The template version that a group launches, with one type or with several. */
export function templateOfGroup({ LaunchTemplate, MixedInstancesPolicy }: AutoScalingGroup): { id: string; version: string } {
  const found = LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  if (!found?.LaunchTemplateId) throw new MissingError('The group launches from no launch template.');
  return { id: found.LaunchTemplateId, version: found.Version ?? '$Default' };
}

/** The image in a version of a template. */
export async function imageOfTemplate({ id, version }: { id: string; version: string }): Promise<ImageFacts | undefined> {
  const { LaunchTemplateVersions = [] } = await ec2.send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: [version] }),
  );
  const imageId = LaunchTemplateVersions[0]?.LaunchTemplateData?.ImageId;
  return imageId === undefined ? undefined : describeImage(imageId);
}

/** An image that this account may see; undefined: there is none. */
export async function describeImage(imageId: string): Promise<ImageFacts | undefined> {
  try {
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
    const found = Images[0];
    return found && { imageId, state: found.State ?? 'unknown', architecture: found.Architecture ?? 'unknown' };
  } catch (error) {
    if (isNamed(error, 'InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable', 'InvalidAMIID.Malformed')) return undefined;
    throw error;
  }
}
