import type {
  CopyObjectCommandInput,
  DeleteObjectCommandInput,
  DeleteObjectsCommandInput,
  GetObjectCommandInput,
  HeadObjectCommandInput,
  PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import type { Call, Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import type { Bucket, LockMode, Version } from './bucket.ts';
import { refuseService } from './bucket-policy.ts';
import type { Buckets } from './buckets.ts';
import { badRequest, noSuchKey, notFound, preconditionFailed } from './errors.ts';
import { emitCreated, emitDeleted } from './notify.ts';
import { cutRange } from './range.ts';

const DESCRIBED = 'ContentType ContentEncoding ContentDisposition ContentLanguage CacheControl';
/** Headers that an object keeps and gives back. */
const KEPT = `${DESCRIBED} ChecksumCRC32 ChecksumCRC32C ChecksumSHA1 ChecksumSHA256 ChecksumCRC64NVME`;
/** What the SDK sends along and S3 would check against the body, which cannot be damaged here. */
const TRANSPORT = 'ContentLength ContentMD5 ChecksumAlgorithm ServerSideEncryption';
const PUT = `Bucket Key Body Metadata Tagging IfNoneMatch IfMatch ExpectedBucketOwner ObjectLockMode ObjectLockRetainUntilDate ${KEPT} ${TRANSPORT}`;
const GET = 'Bucket Key VersionId Range IfMatch IfNoneMatch ExpectedBucketOwner ChecksumMode';
const MAX_DELETES = 1000;

/** Operations on single objects. Bodies go in and out as bytes. */
export function objectOperations(cloud: Cloud, buckets: Buckets): Record<string, Operation> {
  return {
    PutObject: taking('s3:PutObject', PUT, (input, call) => putObject(cloud, buckets, input, call)),
    GetObject: taking('s3:GetObject', GET, (input: GetObjectCommandInput, call) => {
      refuseService(buckets, input, call);
      const version = buckets.object(input.Bucket ?? '', input.Key ?? '', input.VersionId);
      refusePreconditions(version, input);
      return { ...describe(version), ...cutRange(version.body, input.Range) };
    }),
    HeadObject: taking('s3:HeadObject', GET, (input: HeadObjectCommandInput) => {
      const version = headed(() => buckets.object(input.Bucket ?? '', input.Key ?? '', input.VersionId));
      refusePreconditions(version, input);
      return { ...describe(version), ContentLength: version.body.byteLength };
    }),
    CopyObject: taking(
      's3:CopyObject',
      `Bucket Key CopySource MetadataDirective Metadata TaggingDirective Tagging ExpectedBucketOwner ${DESCRIBED}`,
      (input, call) => copyObject(cloud, buckets, input, call),
    ),
    DeleteObject: taking(
      's3:DeleteObject',
      'Bucket Key VersionId BypassGovernanceRetention ExpectedBucketOwner',
      (input: DeleteObjectCommandInput, call) =>
        deleteOne(cloud, buckets.find(input.Bucket, input.ExpectedBucketOwner), input.Key ?? '', input, call),
    ),
    DeleteObjects: taking(
      's3:DeleteObjects',
      'Bucket Delete BypassGovernanceRetention ExpectedBucketOwner ChecksumAlgorithm',
      (input, call) => deleteMany(cloud, buckets, input, call),
    ),
  };
}

function putObject(cloud: Cloud, buckets: Buckets, input: PutObjectCommandInput, call: Call): object {
  const bucket = buckets.find(input.Bucket, input.ExpectedBucketOwner);
  const key = input.Key ?? '';
  const existing = bucket.find(key);
  if (input.IfNoneMatch !== undefined && input.IfNoneMatch !== '*') throw badRequest('NotImplemented', 'If-None-Match takes only *');
  if (input.IfNoneMatch === '*' && existing) throw preconditionFailed();
  if (input.IfMatch !== undefined && !existing) throw noSuchKey();
  if (input.IfMatch !== undefined && unquote(existing?.etag) !== unquote(input.IfMatch)) throw preconditionFailed();
  const lock = readLock(bucket, input);
  const version = bucket.put(
    {
      key,
      body: bytesOf(input.Body),
      headers: keptHeaders(input as unknown as Record<string, unknown>),
      metadata: { ...input.Metadata },
      tags: Object.fromEntries(new URLSearchParams(input.Tagging ?? '')),
      ...(lock ? { lock } : {}),
    },
    cloud.clock.nowMs,
  );
  emitCreated(cloud, bucket, version, 'PutObject', call);
  return { ETag: version.etag, ServerSideEncryption: 'AES256', ...versionOf(version) };
}

function copyObject(cloud: Cloud, buckets: Buckets, input: CopyObjectCommandInput, call: Call): object {
  const [path = '', query = ''] = decodeURIComponent(input.CopySource ?? '')
    .replace(/^\//, '')
    .split('?versionId=');
  const slash = path.indexOf('/');
  if (slash < 1) throw badRequest('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  const source = buckets.object(path.slice(0, slash), path.slice(slash + 1), query || undefined);
  const bucket = buckets.find(input.Bucket, input.ExpectedBucketOwner);
  const replaced = input.MetadataDirective === 'REPLACE';
  const version = bucket.put(
    {
      key: input.Key ?? '',
      body: source.body,
      headers: replaced ? keptHeaders(input as unknown as Record<string, unknown>) : source.headers,
      metadata: replaced ? { ...input.Metadata } : source.metadata,
      tags: input.TaggingDirective === 'REPLACE' ? Object.fromEntries(new URLSearchParams(input.Tagging ?? '')) : { ...source.tags },
    },
    cloud.clock.nowMs,
  );
  emitCreated(cloud, bucket, version, 'CopyObject', call);
  return { CopyObjectResult: { ETag: version.etag, LastModified: new Date(version.lastModifiedMs) }, ...versionOf(version) };
}

function deleteOne(cloud: Cloud, bucket: Bucket, key: string, input: Partial<DeleteObjectCommandInput>, call: Call): object {
  const existed = bucket.find(key, input.VersionId) !== undefined;
  const options = { nowMs: cloud.clock.nowMs, bypass: input.BypassGovernanceRetention ?? false };
  const { versionId, marker } = bucket.delete(key, input.VersionId, options);
  if (existed) emitDeleted(cloud, bucket, key, marker && input.VersionId === undefined, versionId, call);
  return { ...(marker ? { DeleteMarker: true } : {}), ...(versionId && versionId !== 'null' ? { VersionId: versionId } : {}) };
}

function deleteMany(cloud: Cloud, buckets: Buckets, input: DeleteObjectsCommandInput, call: Call): object {
  const bucket = buckets.find(input.Bucket, input.ExpectedBucketOwner);
  const objects = input.Delete?.Objects ?? [];
  if (objects.length < 1 || objects.length > MAX_DELETES) throw badRequest('MalformedXML', 'The XML you provided was not well-formed');
  const deleted: object[] = [];
  const errors: object[] = [];
  for (const { Key: key = '', VersionId: version } of objects) {
    const named = { Key: key, ...(version === undefined ? {} : { VersionId: version }) };
    try {
      deleteOne(cloud, bucket, key, { ...input, ...named }, call);
      deleted.push(named);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push({ ...named, Code: error.shape, Message: error.message });
    }
  }
  return { ...(input.Delete?.Quiet ? {} : { Deleted: deleted }), ...(errors.length ? { Errors: errors } : {}) };
}

function describe(version: Version): object {
  return {
    ...version.headers,
    ContentType: version.headers.ContentType ?? 'application/octet-stream',
    ETag: version.etag,
    LastModified: new Date(version.lastModifiedMs),
    Metadata: { ...version.metadata },
    AcceptRanges: 'bytes',
    ServerSideEncryption: 'AES256',
    ...versionOf(version),
    ...(Object.keys(version.tags).length ? { TagCount: Object.keys(version.tags).length } : {}),
    ...(version.lock ? { ObjectLockMode: version.lock.mode, ObjectLockRetainUntilDate: new Date(version.lock.untilMs) } : {}),
  };
}

const versionOf = (version: Version): object => (version.versionId === 'null' ? {} : { VersionId: version.versionId });

const unquote = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

function refusePreconditions(version: Version, input: { IfMatch?: string | undefined; IfNoneMatch?: string | undefined }): void {
  if (input.IfMatch !== undefined && unquote(input.IfMatch) !== unquote(version.etag)) throw preconditionFailed();
  if (input.IfNoneMatch !== undefined && unquote(input.IfNoneMatch) === unquote(version.etag)) {
    throw new AwsError('NotModified', 'Not Modified', { statusCode: 304 });
  }
}

/** HEAD answers NotFound without a body whatever is missing. */
function headed(read: () => Version): Version {
  try {
    return read();
  } catch (error) {
    if (error instanceof AwsError && ['NoSuchKey', 'NoSuchBucket', 'NoSuchVersion'].includes(error.shape)) throw notFound();
    throw error;
  }
}

function readLock(bucket: Bucket, input: PutObjectCommandInput): Version['lock'] {
  if (!input.ObjectLockMode && !input.ObjectLockRetainUntilDate) return undefined;
  if (!bucket.objectLock) throw badRequest('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  if (!input.ObjectLockMode || !input.ObjectLockRetainUntilDate) {
    throw badRequest('InvalidArgument', 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied');
  }
  return { mode: input.ObjectLockMode as LockMode, untilMs: input.ObjectLockRetainUntilDate.getTime() };
}

function keptHeaders(input: Record<string, unknown>): Record<string, string> {
  const kept = KEPT.split(' ').filter((name) => typeof input[name] === 'string');
  return Object.fromEntries(kept.map((name) => [name, input[name] as string]));
}

function bytesOf(body: unknown): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (ArrayBuffer.isView(body)) return Uint8Array.from(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  throw badRequest('InvalidRequest', 'the body of an object is a text or bytes');
}
