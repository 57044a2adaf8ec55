import type { Cloud } from '#twin/cloud.ts';

/** What a person has put into the assets bucket before the story begins. Nobody on the twin looks inside. */
const FILES = ['wordpress.tar.gz', 'php-memcached.tgz', 'php-redis.tgz'] as const;

/** Puts the code of a site where its nodes get it: `aws s3 cp wordpress.tar.gz s3://<bucket>/<site>/`, as site/README.md asks for. */
export function putAssets(cloud: Cloud, bucket: string | undefined, site: string, files: readonly string[] = FILES): void {
  if (bucket === undefined) throw new Error('the control plane has no output AssetsBucketName');
  for (const file of files) {
    cloud.callNow('s3', 'PutObject', { Bucket: bucket, Key: `${site}/${file}`, Body: `stands for ${file}` });
  }
}
