import { type App, Fn, Validations } from 'aws-cdk-lib';
import { CfnOriginAccessControl } from 'aws-cdk-lib/aws-cloudfront';
import { LayerStack } from './layer-stack.ts';
import { behindCloudFront, mediaBucket, objectsOf } from './media/buckets.ts';
import { mediaDistribution, type OwnNameParameters, pageDistribution } from './media/distributions.ts';
import { trustedKeys } from './media/trusted-keys.ts';
import { either, ifHolds, isGiven, isTrue } from './network/conditions.ts';

const emptyOr = (pattern: string): string => `(${pattern})?`;
const hostPattern = '([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}';
const certificatePattern = 'arn:aws[a-z-]*:acm:us-east-1:\\d{12}:certificate/[0-9a-f-]{36}';

/** Uploads in a closed bucket behind CloudFront, what is private there by signed URLs only, and the page for when nothing else answers. */
export class MediaLayer extends LayerStack {
  constructor(scope: App) {
    super(scope, 'media');
    const isVersioned = isTrue(this, 'IsVersioned', this.text('Versioning', { allowedValues: ['true', 'false'] }));
    // One logical id each, since CloudFormation puts it into the name by which the layers' role and the nodes know the bucket.
    const uploads = mediaBucket(this, 'Media', { versioning: either(isVersioned, 'Enabled', 'Suspended') });
    const pages = mediaBucket(this, 'Page', { versioning: 'Enabled' });
    const accessControl = new CfnOriginAccessControl(this, 'AccessControl', {
      originAccessControlConfig: {
        name: this.ownName(),
        description: 'CloudFront signs what it asks of the buckets of a site',
        originAccessControlOriginType: 's3',
        signingBehavior: 'always',
        signingProtocol: 'sigv4',
      },
    });
    const keys = trustedKeys(this, this.ownName(), { first: this.key('FirstPublicKey'), second: this.key('SecondPublicKey') });
    const ownName = this.ownNameOf('Media');
    const media = mediaDistribution(this, { bucket: uploads, accessControlId: accessControl.attrId, ownName, keys });
    const page = pageDistribution(this, { bucket: pages, accessControlId: accessControl.attrId, ownName: this.ownNameOf('Page') });
    // What is private must not become public because its keys were taken away: without them S3 itself gives it to nobody.
    const privates = ifHolds(keys.isPrivate, objectsOf(uploads, 'private/*'));
    behindCloudFront(this, uploads, media, [objectsOf(uploads, 'uploads/*'), privates]);
    behindCloudFront(this, pages, page, [objectsOf(pages, '*')]);
    this.acknowledge();
    this.outputs({
      MediaBucketName: uploads.ref,
      MediaDistributionId: media.ref,
      MediaDomainName: media.attrDomainName,
      MediaUrl: Fn.join('', ['https://', either(ownName.isGiven, ownName.name, media.attrDomainName)]),
      PageBucketName: pages.ref,
      PageDistributionId: page.ref,
      PageDomainName: page.attrDomainName,
    });
  }

  /** A public key in PEM; CloudFormation's patterns know no line ends in a dot. */
  private key(name: string): string {
    return this.text(name, { default: '', allowedPattern: '[A-Za-z0-9+/=\\- \\r\\n]*' });
  }

  private ownNameOf(what: 'Media' | 'Page'): OwnNameParameters {
    const name = this.text(`${what}Name`, { default: '', allowedPattern: emptyOr(hostPattern) });
    const certificateArn = this.text(`${what}CertificateArn`, { allowedPattern: emptyOr(certificatePattern) });
    return { name, certificateArn, isGiven: isGiven(this, `Has${what}Name`, name) };
  }

  private acknowledge(): void {
    Validations.of(this).acknowledge(
      { id: 'AwsSolutions::AwsSolutions-CFR1', reason: 'A site is read from everywhere; who may not read it is for its owner to say' },
      {
        id: 'AwsSolutions::AwsSolutions-CFR2',
        reason: 'Objects are read by GET and HEAD only, from a bucket: nothing behind it takes input',
      },
      {
        id: 'AwsSolutions::AwsSolutions-CFR3',
        reason: 'CloudWatch counts requests and errors; a log of every visitor is not kept for a site that did not ask',
      },
      {
        id: 'AwsSolutions::AwsSolutions-CFR4',
        reason:
          "With a name of the owner's it is TLSv1.2_2021; CloudFront's own certificate has no choice, and the rule cannot read an Fn::If",
      },
      {
        id: 'AwsSolutions::AwsSolutions-S1',
        reason: 'Only CloudFront reads and only the nodes write: the one is counted, the other known',
      },
    );
  }
}
