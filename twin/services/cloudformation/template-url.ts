import type { Cloud } from '../../cloud.ts';
import { invalid } from '../../cloudformation/template.ts';
import { AwsError } from '../../errors.ts';

const VIRTUAL_HOST = /^https:\/\/([^./]+(?:\.[^./]+)*?)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com\/(.+)$/;
const PATH_STYLE = /^https:\/\/s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com\/([^/]+)\/(.+)$/;

/** The text of a template in S3: among the published assets, else in a bucket of the account. */
export function fetchTemplate(cloud: Pick<Cloud, 'assets' | 'callNow'>, url: string): string {
  const [, bucket, key] = PATH_STYLE.exec(url) ?? VIRTUAL_HOST.exec(url) ?? [];
  if (bucket === undefined || key === undefined) throw invalid('TemplateURL must be a supported URL.');
  const name = decodeURIComponent(key.split('?')[0] as string);
  const bytes = cloud.assets.file(bucket, name) ?? fromBucket(cloud, bucket, name);
  return Buffer.from(bytes).toString('utf8');
}

function fromBucket(cloud: Pick<Cloud, 'callNow'>, bucket: string, key: string): Uint8Array {
  try {
    return cloud.callNow<{ Body: Uint8Array }>('s3', 'GetObject', { Bucket: bucket, Key: key }).Body;
  } catch (error) {
    if (error instanceof AwsError) throw invalid(`S3 error: ${error.message}`);
    throw error;
  }
}
