import type { Call, Cloud } from '../../cloud.ts';
import type { Bucket, Version } from './bucket.ts';

/** The version of the detail's own schema. */
const EVENT_VERSION = '1.2';
/** The etag of nothing, which a delete marker has (MD5 of the empty text). */
const EMPTY_ETAG = 'd41d8cd98f00b204e9800998ecf8427e';

/** Puts `Object Created` on the bus when the bucket sends its events to EventBridge (S3 User Guide: ev-events). */
export function emitCreated(cloud: Cloud, bucket: Bucket, version: Version, reason: string, call: Call): void {
  const object = {
    key: version.key,
    size: version.body.byteLength,
    etag: version.etag.replaceAll('"', ''),
    ...idOf(version.versionId),
    sequencer: sequencer(cloud),
  };
  emit(cloud, bucket, 'Object Created', { object, 'request-id': call.requestId, requester: cloud.account, reason });
}

export function emitDeleted(cloud: Cloud, bucket: Bucket, key: string, marked: boolean, versionId: string | undefined, call: Call): void {
  const object = { key, ...(marked ? { etag: EMPTY_ETAG } : {}), ...idOf(versionId), sequencer: sequencer(cloud) };
  const type = marked ? 'Delete Marker Created' : 'Permanently Deleted';
  emit(cloud, bucket, 'Object Deleted', {
    object,
    'request-id': call.requestId,
    requester: cloud.account,
    reason: 'DeleteObject',
    'deletion-type': type,
  });
}

function emit(cloud: Cloud, bucket: Bucket, type: string, detail: Record<string, unknown>): void {
  if (!bucket.eventBridge) return;
  cloud.emit({
    source: 'aws.s3',
    'detail-type': type,
    resources: [`arn:aws:s3:::${bucket.name}`],
    detail: { version: '0', 'event-version': EVENT_VERSION, bucket: { name: bucket.name }, ...detail },
  });
}

const idOf = (versionId: string | undefined): object => (versionId && versionId !== 'null' ? { 'version-id': versionId } : {});

/** Grows with time, as S3's does for one key; hexadecimal. */
const sequencer = (cloud: Cloud): string => cloud.clock.nowMs.toString(16).toUpperCase().padStart(18, '0');
