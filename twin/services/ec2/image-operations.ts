import type {
  Image as ApiImage,
  CreateImageRequest,
  CreateImageResult,
  DeleteSnapshotRequest,
  DeregisterImageRequest,
  DescribeImagesRequest,
  DescribeImagesResult,
  DescribeSnapshotsRequest,
  DescribeSnapshotsResult,
} from '@aws-sdk/client-ec2';
import type { Cloud, Operation } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import { PUBLIC_IMAGES } from '../../public-images.ts';
import { taking } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import { passes } from './filters.ts';
import type { Fleet } from './fleet.ts';
import type { Image, Images } from './images.ts';

/** Images: made of instances, read, and given up with their snapshots. */
export function imageOperations(cloud: Cloud, fleet: Fleet, images: Images): Record<string, Operation> {
  return {
    CreateImage: taking(
      'ec2:CreateImage',
      'InstanceId Name Description NoReboot TagSpecifications',
      ({ InstanceId = '', Name = '', Description = '', NoReboot = false, TagSpecifications }: CreateImageRequest): CreateImageResult => {
        const tags = (kind: string): Record<string, string> =>
          tagRecord((TagSpecifications ?? []).filter(({ ResourceType }) => ResourceType === kind).flatMap(({ Tags = [] }) => Tags));
        const request = { name: Name, description: Description, noReboot: NoReboot, tags: tags('image'), snapshotTags: tags('snapshot') };
        return { ImageId: images.create(fleet.get(InstanceId), request).imageId };
      },
    ),
    DescribeImages: taking(
      'ec2:DescribeImages',
      'ImageIds Owners Filters',
      ({ ImageIds, Owners, Filters }: DescribeImagesRequest): DescribeImagesResult => {
        const known = [...ownersOf(Owners, ImageIds !== undefined)].flatMap((owner) =>
          owner === 'self' ? images.all().map((image) => described(cloud, image)) : ofAws(),
        );
        const asked = ImageIds?.map((id) => known.find(({ ImageId }) => ImageId === id) ?? described(cloud, images.get(id))) ?? known;
        return { Images: asked.filter((image) => passes(Filters, filterValues(image), tagRecord(image.Tags))) };
      },
    ),
    DeregisterImage: taking(
      'ec2:DeregisterImage',
      'ImageId DeleteAssociatedSnapshots',
      ({ ImageId = '', DeleteAssociatedSnapshots = false }: DeregisterImageRequest) => {
        images.deregister(ImageId, DeleteAssociatedSnapshots);
        return { Return: true };
      },
    ),
    DescribeSnapshots: taking(
      'ec2:DescribeSnapshots',
      'OwnerIds Filters',
      ({ Filters }: DescribeSnapshotsRequest): DescribeSnapshotsResult => {
        const all = [...images.snapshots.values()].filter(({ snapshotId, tags }) => passes(Filters, { 'snapshot-id': [snapshotId] }, tags));
        return { Snapshots: all.map(({ snapshotId, tags }) => ({ SnapshotId: snapshotId, OwnerId: cloud.account, Tags: tagList(tags) })) };
      },
    ),
    DeleteSnapshot: taking('ec2:DeleteSnapshot', 'SnapshotId', ({ SnapshotId = '' }: DeleteSnapshotRequest) => {
      images.deleteSnapshot(SnapshotId);
      return {};
    }),
  };
}

/** Who is asked about. Without a word, whoever is named by id; all images of the world are not to be had here. */
function ownersOf(owners: readonly string[] | undefined, isById: boolean): readonly string[] {
  if (owners === undefined && !isById) throw new NotInTwinError('DescribeImages of all accounts', 'name owners or ids');
  const asked = owners ?? ['self', 'amazon'];
  const strange = asked.find((owner) => owner !== 'self' && owner !== 'amazon');
  if (strange !== undefined) throw new NotInTwinError(`images of the account ${strange}`);
  return asked;
}

function described(cloud: Cloud, image: Image): ApiImage {
  return {
    ImageId: image.imageId,
    Name: image.name,
    Description: image.description,
    State: image.state,
    OwnerId: cloud.account,
    Architecture: image.architecture as NonNullable<ApiImage['Architecture']>,
    CreationDate: new Date(image.createdMs).toISOString(),
    SourceInstanceId: image.sourceInstanceId,
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: image.snapshotId } }],
    Tags: tagList(image.tags),
  };
}

const ofAws = (): ApiImage[] =>
  Object.values(PUBLIC_IMAGES).map(({ imageId, architecture }) => ({
    ImageId: imageId,
    State: 'available',
    ImageOwnerAlias: 'amazon',
    Architecture: architecture,
    Tags: [],
  }));

const filterValues = ({ ImageId, Name, State, Architecture }: ApiImage): Record<string, readonly string[]> => ({
  'image-id': [ImageId ?? ''],
  name: [Name ?? ''],
  state: [State ?? ''],
  architecture: [Architecture ?? ''],
});
