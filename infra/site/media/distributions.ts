import { Aws, type CfnCondition, Fn, Token } from 'aws-cdk-lib';
import { CachePolicy, CfnDistribution, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ifHolds } from '../network/conditions.ts';
import type { TrustedKeys } from './trusted-keys.ts';

/** A name of the owner's with its certificate; both are empty where there is none. */
export type OwnNameParameters = { name: string; certificateArn: string; isGiven: CfnCondition };

type DistributionProps = { bucket: CfnBucket; accessControlId: string; ownName: OwnNameParameters };

/** Where a failover's visitor finds the page, whatever he asked for. */
const pagePath = '/we-will-be-back.html';
/** A page that says "shortly" must not be remembered for long (CloudFront's own default, fact X17). */
const errorCacheSeconds = 10;
const originId = 'bucket';

/**
 * The uploads of a site. What is public is named, and not what is private: a path that is written in another way, with an encoded
 * slash, may pass by a pattern, and must not find an open door behind it.
 */
export const mediaDistribution = (scope: Construct, props: DistributionProps & { keys: TrustedKeys }): CfnDistribution => {
  const { groupId, isPrivate } = props.keys;
  return new CfnDistribution(scope, 'MediaDistribution', {
    distributionConfig: {
      ...common('Uploads of a site', props),
      cacheBehaviors: [{ ...behaviour(), pathPattern: 'uploads/*' }],
      defaultCacheBehavior: {
        ...behaviour(),
        viewerProtocolPolicy: 'https-only',
        trustedKeyGroups: Token.asList(Fn.conditionIf(isPrivate.logicalId, [groupId], Aws.NO_VALUE)),
      },
    },
  });
};

/** The page for when nothing else answers: S3 has one object there, so every other path becomes that page, as 503. */
export const pageDistribution = (scope: Construct, props: DistributionProps): CfnDistribution =>
  new CfnDistribution(scope, 'PageDistribution', {
    distributionConfig: {
      ...common('The page of a site that will be back', props),
      customErrorResponses: [
        // Who may not list a bucket is told 403 of what is not there.
        { errorCode: 403, responseCode: 503, responsePagePath: pagePath, errorCachingMinTtl: errorCacheSeconds },
        { errorCode: 404, responseCode: 503, responsePagePath: pagePath, errorCachingMinTtl: errorCacheSeconds },
      ],
    },
  });

const common = (comment: string, { bucket, accessControlId, ownName }: DistributionProps): CfnDistribution.DistributionConfigProperty => ({
  enabled: true,
  comment,
  httpVersion: 'http2and3',
  ipv6Enabled: true,
  aliases: Token.asList(Fn.conditionIf(ownName.isGiven.logicalId, [ownName.name], Aws.NO_VALUE)),
  viewerCertificate: {
    acmCertificateArn: ifHolds(ownName.isGiven, ownName.certificateArn),
    sslSupportMethod: ifHolds(ownName.isGiven, 'sni-only'),
    minimumProtocolVersion: ifHolds(ownName.isGiven, 'TLSv1.2_2021'),
    cloudFrontDefaultCertificate: Fn.conditionIf(ownName.isGiven.logicalId, Aws.NO_VALUE, true),
  },
  origins: [
    {
      id: originId,
      domainName: bucket.attrRegionalDomainName,
      originAccessControlId: accessControlId,
      s3OriginConfig: { originAccessIdentity: '' },
    },
  ],
  defaultCacheBehavior: behaviour(),
});

/** Read only, compressed, remembered as long as the object says, with the headers that every browser heeds. */
const behaviour = (): CfnDistribution.DefaultCacheBehaviorProperty => ({
  targetOriginId: originId,
  viewerProtocolPolicy: 'redirect-to-https',
  allowedMethods: ['GET', 'HEAD'],
  compress: true,
  cachePolicyId: CachePolicy.CACHING_OPTIMIZED.cachePolicyId,
  responseHeadersPolicyId: ResponseHeadersPolicy.SECURITY_HEADERS.responseHeadersPolicyId,
});
