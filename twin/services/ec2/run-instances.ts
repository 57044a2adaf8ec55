import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { given } from '../../properties.ts';
import { tagRecord } from '../../tags.ts';
import type { LaunchRequest } from './fleet.ts';
import { findTemplate, type LaunchTemplate, type LaunchTemplateData, versionOf } from './launch-templates.ts';

/** What EC2 launches when nobody names a type. */
const DEFAULT_INSTANCE_TYPE = 'm1.small';
const TEMPLATE_TAGS = { id: 'aws:ec2launchtemplate:id', version: 'aws:ec2launchtemplate:version' } as const;

/** Merges a request with its launch template, the request's own values first, as RunInstances does. */
export function launchRequestOf(
  input: RunInstancesRequest,
  templates: ReadonlyMap<string, LaunchTemplate>,
  reservationId: string,
): LaunchRequest {
  const template = input.LaunchTemplate ? findTemplate(templates, input.LaunchTemplate) : undefined;
  const version = template ? versionOf(template, input.LaunchTemplate?.Version) : undefined;
  const data: LaunchTemplateData = { ...version?.data, ...ownData(input) };
  const subnetId = input.SubnetId ?? input.NetworkInterfaces?.[0]?.SubnetId;
  if (!subnetId) throw new NotInTwinError('RunInstances without a subnet', 'the twin has no default VPC');
  if (!data.ImageId) throw new AwsError('MissingParameter', 'The request must contain the parameter ImageId');
  const groups = data.SecurityGroupIds ?? data.NetworkInterfaces?.flatMap((face) => face.Groups ?? []) ?? [];
  return {
    reservationId,
    subnetId,
    imageId: data.ImageId,
    instanceType: data.InstanceType ?? DEFAULT_INSTANCE_TYPE,
    userData: Buffer.from(data.UserData ?? '', 'base64').toString('utf8'),
    securityGroupIds: groups,
    associatePublicIp: input.NetworkInterfaces?.[0]?.AssociatePublicIpAddress ?? data.NetworkInterfaces?.[0]?.AssociatePublicIpAddress,
    iamInstanceProfile: data.IamInstanceProfile,
    isSpot: isSpot(input),
    detailedMonitoring: String(data.Monitoring?.Enabled ?? false) === 'true',
    tags: {
      ...instanceTags(version?.data.TagSpecifications),
      ...instanceTags(input.TagSpecifications),
      ...(template && version ? { [TEMPLATE_TAGS.id]: template.id, [TEMPLATE_TAGS.version]: String(version.number) } : {}),
    },
  };
}

/** One price for as long as it lasts is what the spot market is here; a request that outlives its instance is not. */
function isSpot({ InstanceMarketOptions: market }: RunInstancesRequest): boolean {
  if (market === undefined) return false;
  if (market.MarketType !== 'spot') throw new NotInTwinError(`the market type ${market.MarketType}`);
  if (market.SpotOptions?.SpotInstanceType === 'persistent') throw new NotInTwinError('persistent spot requests');
  return true;
}

function instanceTags(
  specifications: LaunchTemplateData['TagSpecifications'] | RunInstancesRequest['TagSpecifications'],
): Record<string, string> {
  return tagRecord((specifications ?? []).filter((spec) => spec.ResourceType === 'instance').flatMap((spec) => spec.Tags ?? []));
}

function ownData({
  ImageId,
  InstanceType,
  UserData,
  SecurityGroupIds,
  Monitoring,
  IamInstanceProfile,
}: RunInstancesRequest): LaunchTemplateData {
  return given({ ImageId, InstanceType, UserData, SecurityGroupIds, Monitoring, IamInstanceProfile }) as LaunchTemplateData;
}
