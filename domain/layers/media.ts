import type { LayerDecision, LayerRules } from './rules.ts';

/** A name of the owner's, with a certificate for it in us-east-1. */
export type OwnName = { name: string; certificateArn: string };

export type MediaSpec = {
  versioning: boolean;
  private?: { first?: string | undefined; second?: string | undefined } | undefined;
  domain?: OwnName | undefined;
  page?: OwnName | undefined;
};

/** S3 behind CloudFront. Seventy minutes is Terraform's own limit for a distribution (K14). */
export const media: LayerRules = {
  template: (spec) => (spec.media ? 'media' : undefined),
  waitSeconds: 70 * 60,
  parameters: ({ media: wanted }) => {
    if (wanted === undefined) throw new RangeError('The site has no media.');
    return {
      Versioning: wanted.versioning,
      FirstPublicKey: wanted.private?.first ?? '',
      SecondPublicKey: wanted.private?.second ?? '',
      MediaName: wanted.domain?.name ?? '',
      MediaCertificateArn: wanted.domain?.certificateArn ?? '',
      PageName: wanted.page?.name ?? '',
      PageCertificateArn: wanted.page?.certificateArn ?? '',
    };
  },
};

/** What was seen of a bucket. */
export type BucketFacts = { name: string; isClosed: boolean; isEncrypted: boolean; isVersioned: boolean };
/** What was seen of a distribution. */
export type DistributionFacts = { domainName: string; status: string; isEnabled: boolean };

/** What was seen of the media of a site; a part that is not there is undefined. */
export type MediaFacts = {
  buckets: Readonly<Record<'uploads' | 'page', BucketFacts | undefined>>;
  distributions: Readonly<Record<'uploads' | 'page', DistributionFacts | undefined>>;
};

/**
 * Media are what they promise when both buckets are closed to everybody but CloudFront and encrypted, uploads keep their versions
 * where that was asked for, and both distributions are at every edge.
 */
export function gateMedia({ versioning }: Pick<MediaSpec, 'versioning'>, { buckets, distributions }: MediaFacts): LayerDecision {
  const problem = [...(['uploads', 'page'] as const).map((part) => bucketProblem(part, buckets[part]))].find(Boolean);
  if (problem !== undefined) return { action: 'fail', reason: problem };
  if (versioning && buckets.uploads?.isVersioned !== true) {
    return { action: 'fail', reason: `The bucket ${buckets.uploads?.name} keeps no versions.` };
  }
  for (const part of ['uploads', 'page'] as const) {
    const found = distributions[part];
    if (found === undefined) return { action: 'fail', reason: `There is no distribution for the ${part}.` };
    if (!found.isEnabled) return { action: 'fail', reason: `The distribution ${found.domainName} is disabled.` };
    if (found.status !== 'Deployed') return { action: 'wait', reason: `The distribution ${found.domainName} is ${found.status}.` };
  }
  return { action: 'proceed', reason: 'Both buckets are closed, and both distributions are deployed.' };
}

function bucketProblem(part: string, found: BucketFacts | undefined): string | undefined {
  if (found === undefined) return `There is no bucket for the ${part}.`;
  if (!found.isClosed) return `The bucket ${found.name} may be opened to the public.`;
  return found.isEncrypted ? undefined : `The bucket ${found.name} is not encrypted.`;
}
