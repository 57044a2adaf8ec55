import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { type Asset, assetKey, neededAssets, tellMissing } from '#domain/site-assets.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { s3 } from '../clients/s3.ts';
import { environmentOf } from '../environment.ts';
import { isNamed } from '../errors.ts';

const environment = environmentOf('assetsBucket');

/** What a site's nodes need and the assets bucket does not hold, as a sentence for people; undefined when all of it is there. */
export async function missingCode(spec: SiteSpec): Promise<string | undefined> {
  const { assetsBucket } = environment();
  const needed = neededAssets(spec);
  const found = await Promise.all(needed.map((asset) => isThere(assetsBucket, spec.site, asset)));
  return tellMissing(
    spec.site,
    assetsBucket,
    needed.filter((_, index) => !found[index]),
  );
}

async function isThere(bucket: string, site: string, { file }: Asset): Promise<boolean> {
  try {
    const { ContentLength = 0 } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: assetKey(site, file) }));
    // An upload that was redirected from nothing leaves an empty object.
    return ContentLength > 0;
  } catch (error) {
    if (isNamed(error, 'NotFound')) return false;
    throw error;
  }
}
