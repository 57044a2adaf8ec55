import type { Properties } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import { invalidArgument } from './errors.ts';

/** How requests of one kind of path are answered. */
export type Behavior = {
  readonly pathPattern: string;
  readonly originId: string;
  readonly viewerProtocol: 'allow-all' | 'redirect-to-https' | 'https-only';
  readonly methods: readonly string[];
  /** Where it is not empty, only signed URLs are answered. */
  readonly keyGroupIds: readonly string[];
};
export type Origin = { readonly id: string; readonly host: string; readonly bucket: string; readonly accessControlId: string };
export type CustomError = { readonly errorCode: number; readonly responseCode: number; readonly pagePath: string };

/** What a distribution does, as its template says. */
export type Config = {
  readonly isEnabled: boolean;
  readonly comment: string;
  readonly aliases: readonly string[];
  readonly origins: readonly Origin[];
  /** In the order in which they are tried; the default one last. */
  readonly behaviors: readonly Behavior[];
  readonly errors: readonly CustomError[];
};

const SUBJECT = 'AWS::CloudFront::Distribution';
const ACTED = [
  'Enabled',
  'Comment',
  'Aliases',
  'Origins',
  'DefaultCacheBehavior',
  'CacheBehaviors',
  'CustomErrorResponses',
  'ViewerCertificate',
];
/** Nothing is remembered at an edge here, and the page's bytes do not depend on how they travel. */
const INERT = ['HttpVersion', 'IPV6Enabled', 'PriceClass'];
const BEHAVIOR_ACTED = ['PathPattern', 'TargetOriginId', 'ViewerProtocolPolicy', 'AllowedMethods', 'TrustedKeyGroups'];
const BEHAVIOR_INERT = ['Compress', 'CachePolicyId', 'ResponseHeadersPolicyId', 'CachedMethods'];
const BUCKET_HOST = /^(.+)\.s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com$/;

/** Reads a template's DistributionConfig; what the twin does not act on is refused by name. */
export function readConfig(given: Properties): Config {
  refuseUnknown(`${SUBJECT} DistributionConfig`, given, [...ACTED, ...INERT]);
  const origins = (given.Origins ?? []).map(readOrigin);
  const behaviors = [...(given.CacheBehaviors ?? []), given.DefaultCacheBehavior].map(readBehavior);
  for (const { originId } of behaviors) {
    if (!origins.some(({ id }: Origin) => id === originId))
      throw new AwsError('NoSuchOrigin', `No origin ${originId}`, { statusCode: 404 });
  }
  const aliases: string[] = given.Aliases ?? [];
  refuseAliasesWithoutCertificate(aliases, given.ViewerCertificate);
  return {
    isEnabled: String(given.Enabled) === 'true',
    comment: given.Comment ?? '',
    aliases,
    origins,
    behaviors,
    errors: (given.CustomErrorResponses ?? []).map(readError),
  };
}

function readOrigin(given: Properties): Origin {
  refuseUnknown(`${SUBJECT} Origin`, given, ['Id', 'DomainName', 'OriginAccessControlId', 'S3OriginConfig']);
  const [, bucket] = BUCKET_HOST.exec(given.DomainName) ?? [];
  if (!bucket || !given.OriginAccessControlId || given.S3OriginConfig?.OriginAccessIdentity) {
    throw new NotInTwinError(`the origin ${given.DomainName}`, 'only buckets behind an origin access control are there');
  }
  return { id: given.Id, host: given.DomainName, bucket, accessControlId: given.OriginAccessControlId };
}

function readBehavior(given: Properties): Behavior {
  refuseUnknown(`${SUBJECT} CacheBehavior`, given, [...BEHAVIOR_ACTED, ...BEHAVIOR_INERT]);
  return {
    pathPattern: given.PathPattern ?? '*',
    originId: given.TargetOriginId,
    viewerProtocol: given.ViewerProtocolPolicy,
    methods: given.AllowedMethods ?? ['GET', 'HEAD'],
    keyGroupIds: given.TrustedKeyGroups ?? [],
  };
}

function readError(given: Properties): CustomError {
  refuseUnknown(`${SUBJECT} CustomErrorResponse`, given, ['ErrorCode', 'ResponseCode', 'ResponsePagePath', 'ErrorCachingMinTTL']);
  if (given.ResponsePagePath === undefined) throw new NotInTwinError(`${SUBJECT} CustomErrorResponse without ResponsePagePath`);
  return { errorCode: Number(given.ErrorCode), responseCode: Number(given.ResponseCode), pagePath: given.ResponsePagePath };
}

/** A name of one's own needs a certificate for it, of the one region in which CloudFront looks (API reference: ViewerCertificate). */
function refuseAliasesWithoutCertificate(aliases: readonly string[], certificate: Properties = {}): void {
  const arn: string | undefined = certificate.AcmCertificateArn;
  if (arn !== undefined && arn.split(':')[3] !== 'us-east-1') {
    const message =
      "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.";
    throw new AwsError('InvalidViewerCertificate', message, { statusCode: 400 });
  }
  if (arn !== undefined && certificate.SslSupportMethod !== 'sni-only') throw new NotInTwinError(`${SUBJECT} SslSupportMethod`);
  if (arn !== undefined && certificate.MinimumProtocolVersion === undefined) throw invalidArgument('MinimumProtocolVersion is missing');
  if (aliases.length > 0 && arn === undefined) {
    const message = 'To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate.';
    throw new AwsError('InvalidViewerCertificate', message, { statusCode: 400 });
  }
}
