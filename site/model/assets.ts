import type { Cloud } from '#twin/cloud.ts';
import type { NodeEnvironment } from './environment.ts';

/** Whether everything that site/bootstrap.sh and site/node fetch from the assets bucket is there: without one of them they stop. */
export function findsItsCode(cloud: Cloud, environment: NodeEnvironment): boolean {
  const { assets } = environment;
  return assets === undefined || neededFiles(environment).every((file) => isThere(cloud, assets.bucket, `${assets.prefix}${file}`));
}

/** The node's own files, WordPress where there is a database, and PHP's client of the cache, which Amazon Linux may not have. */
function neededFiles({ database, cache, cacheEngine }: NodeEnvironment): string[] {
  return [
    'node.tar.gz',
    ...(cache ? [cacheEngine === 'memcached' ? 'php-memcached.tgz' : 'php-redis.tgz'] : []),
    ...(database ? ['wordpress.tar.gz'] : []),
  ];
}

function isThere(cloud: Cloud, bucket: string, key: string): boolean {
  try {
    cloud.callNow('s3', 'HeadObject', { Bucket: bucket, Key: key });
    return true;
  } catch (error) {
    // S3 said no; anything else is a fault of the twin.
    if (error instanceof Error && 'statusCode' in error) return false;
    throw error;
  }
}
