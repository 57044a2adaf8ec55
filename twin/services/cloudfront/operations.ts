import type { DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';
import type { Operation } from '../../cloud.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';
import type { Behavior, Config } from './config.ts';
import type { Distributions } from './distributions.ts';
import { noSuch } from './errors.ts';

/** What is asked of CloudFront; changes come by CloudFormation only. */
export const cloudFrontOperations = (distributions: Distributions): Record<string, Operation> => ({
  GetDistribution: taking('cloudfront:GetDistribution', 'Id', ({ Id }) => {
    const found = distributions.find(Id);
    return {
      Distribution: {
        Id: found.id,
        ARN: found.arn,
        Status: found.status,
        LastModifiedTime: new Date(found.lastChangedMs),
        InProgressInvalidationBatches: 0,
        DomainName: found.domainName,
        DistributionConfig: describe(found.id, found.config),
      },
    };
  }),
  ListTagsForResource: taking('cloudfront:ListTagsForResource', 'Resource', ({ Resource }) => {
    const found = distributions.all().find(({ arn }) => arn === Resource);
    if (!found) throw noSuch('Resource', Resource);
    return { Tags: { Items: tagList(found.tags) } };
  }),
});

const describe = (id: string, config: Config): DistributionConfig => ({
  CallerReference: id,
  Enabled: config.isEnabled,
  Comment: config.comment,
  Aliases: listOf([...config.aliases]),
  Origins: listOf(
    config.origins.map(
      (origin): Origin => ({
        Id: origin.id,
        DomainName: origin.host,
        OriginAccessControlId: origin.accessControlId,
        S3OriginConfig: { OriginAccessIdentity: '' },
      }),
    ),
  ),
  DefaultCacheBehavior: describeBehavior(config.behaviors.at(-1) as Behavior),
  CacheBehaviors: listOf(
    config.behaviors.slice(0, -1).map((behavior) => ({ ...describeBehavior(behavior), PathPattern: behavior.pathPattern })),
  ),
  CustomErrorResponses: listOf(
    config.errors.map(({ errorCode, responseCode, pagePath }) => ({
      ErrorCode: errorCode,
      ResponseCode: String(responseCode),
      ResponsePagePath: pagePath,
    })),
  ),
});

const describeBehavior = ({ originId, viewerProtocol, keyGroupIds }: Behavior) => ({
  TargetOriginId: originId,
  ViewerProtocolPolicy: viewerProtocol,
  TrustedKeyGroups: { Enabled: keyGroupIds.length > 0, ...listOf([...keyGroupIds]) },
});

const listOf = <Item>(Items: Item[]) => ({ Quantity: Items.length, Items });
