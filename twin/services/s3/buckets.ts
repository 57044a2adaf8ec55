import type { Cloud } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { Bucket, type Version } from './bucket.ts';
import { noSuchBucket } from './errors.ts';

/** Letters of a version id, as long as S3's. */
const VERSION_ID_LENGTH = 32;

/** The buckets of the account, and behind them what `cdk synth` published to the bootstrap bucket. */
export class Buckets {
  readonly #cloud: Cloud;
  readonly #random;
  readonly #buckets = new Map<string, Bucket>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#random = cloud.random.split('s3');
  }

  all(): Bucket[] {
    return [...this.#buckets.values()];
  }

  find(name: string | undefined, expectedOwner?: string): Bucket {
    const bucket = this.#buckets.get(name ?? '');
    if (!bucket) throw noSuchBucket();
    if (expectedOwner !== undefined && expectedOwner !== this.#cloud.account)
      throw new AwsError('AccessDenied', 'Access Denied', { statusCode: 403 });
    return bucket;
  }

  create(name: string): Bucket {
    if (this.#buckets.has(name)) {
      throw new AwsError('BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded and you already own it.', {
        statusCode: 409,
      });
    }
    const bucket = new Bucket(name, this.#cloud.clock.nowMs, () => this.#random.hex(VERSION_ID_LENGTH));
    this.#buckets.set(name, bucket);
    return bucket;
  }

  delete(name: string): void {
    const bucket = this.find(name);
    if (bucket.all().length > 0) throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', { statusCode: 409 });
    this.#buckets.delete(name);
  }

  /** An object to read: of a bucket, or an asset that was published before the account's first stack. */
  object(name: string, key: string, versionId?: string): Version {
    const bucket = this.#buckets.get(name);
    if (bucket?.find(key, versionId) || !this.#isAsset(name, key)) return this.find(name).get(key, versionId);
    const body = this.#cloud.assets.file(name, key);
    if (!body) throw new NotInTwinError(`the zipped asset ${key} as an object`);
    const shelf = new Bucket(name, this.#cloud.clock.nowMs, () => 'null');
    return shelf.put({ key, body, headers: {}, metadata: {}, tags: {} }, shelf.createdMs);
  }

  #isAsset(name: string, key: string): boolean {
    return this.#cloud.assets.file(name, key) !== undefined || this.#cloud.assets.directory(name, key) !== undefined;
  }
}
