import { CopyObjectCommand, type CopyObjectCommandInput, HeadObjectCommand } from '@aws-sdk/client-s3';
import { assetKey } from '#domain/site-assets.ts';
import { s3 } from '../clients/s3.ts';
import { environmentOf } from '../environment.ts';
import { isNamed } from '../errors.ts';
import { logger } from '../logger.ts';

const environment = environmentOf('assetsBucket', 'stock');

/** Where the copy says what it is a copy of: the key of a CDK asset holds the hash of its content. */
const SOURCE = 'nines-source';
/** The page may change with any deployment, and is asked for when nothing else answers. */
const PAGE_CACHE_SECONDS = 60;

/** Lays ready the node's own files, which every node of the site boots from. */
export async function stockNode(site: string): Promise<void> {
  const Key = assetKey(site, 'node.tar.gz');
  await copyOnce(sources().node, { Bucket: environment().assetsBucket, Key, ContentType: 'application/gzip' });
}

/** Lays ready the page for when nothing else answers, where the site has a bucket for it. */
export async function stockPage(pageBucket: string | undefined): Promise<void> {
  if (pageBucket === undefined) return;
  const described = { ContentType: 'text/html; charset=utf-8', CacheControl: `max-age=${PAGE_CACHE_SECONDS}` };
  await copyOnce(sources().page, { Bucket: pageBucket, Key: 'we-will-be-back.html', ...described });
}

const sources = (): Record<'node' | 'page', string> => JSON.parse(environment().stock);

type Target = Pick<CopyObjectCommandInput, 'Bucket' | 'Key' | 'ContentType' | 'CacheControl'>;

/** A copy that is there already is left alone, so that doing it again makes no new version. */
async function copyOnce(source: string, target: Target): Promise<void> {
  if ((await sourceOf(target)) === source) return;
  const described = { MetadataDirective: 'REPLACE', Metadata: { [SOURCE]: source } } as const;
  await s3.send(new CopyObjectCommand({ ...target, ...described, CopySource: source }));
  logger.info('The site was given a file.', { bucket: target.Bucket, key: target.Key });
}

async function sourceOf({ Bucket, Key }: Target): Promise<string | undefined> {
  try {
    return (await s3.send(new HeadObjectCommand({ Bucket, Key }))).Metadata?.[SOURCE];
  } catch (error) {
    if (isNamed(error, 'NotFound')) return undefined;
    throw error;
  }
}
