import type { SiteSpec } from './site-spec.ts';

/** A file that a person puts into the assets bucket, below the folder of the site, before the site's nodes can boot. */
export type Asset = { file: string; what: string };

const WORDPRESS: Asset = { file: 'wordpress.tar.gz', what: 'a release of WordPress' };
/** PHP's client of each kind of cache: Amazon Linux ships Redis' for no version of PHP, and Memcached's for some. */
const MEMCACHED: Asset = { file: 'php-memcached.tgz', what: "the source of PECL's memcached" };
const REDIS: Asset = { file: 'php-redis.tgz', what: "the source of PECL's redis" };

/** What the nodes of a site fetch beside the files of their own: WordPress where there is a database, and the client of its cache. */
export function neededAssets({ database, cache }: SiteSpec): Asset[] {
  return [...(database ? [WORDPRESS] : []), ...(cache ? [cache.engine === 'memcached' ? MEMCACHED : REDIS] : [])];
}

/** Where an asset of a site is looked for. */
export const assetKey = (site: string, file: string): string => `${site}/${file}`;

/** What is missing, and the command that mends it; undefined when nothing is. */
export function tellMissing(site: string, bucket: string, missing: readonly Asset[]): string | undefined {
  if (missing.length === 0) return undefined;
  const whats = missing.map(({ what }) => what).join(' and ');
  const commands = missing.map(({ file }) => `aws s3 cp ${file} s3://${bucket}/${assetKey(site, file)}`).join(' && ');
  return `No node of the site could boot: the assets bucket lacks ${whats}. Put there what is missing (site/README.md says what it holds): ${commands}`;
}
