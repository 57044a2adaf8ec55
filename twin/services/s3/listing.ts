import type { ListObjectsV2CommandInput, ListObjectVersionsCommandInput } from '@aws-sdk/client-s3';
import type { Bucket, Version } from './bucket.ts';

/** Keys of one page, at most (API reference: ListObjectsV2). */
const MAX_KEYS = 1000;

/** One page of ListObjectsV2; keys that share a part up to the delimiter count as one common prefix. */
export function listObjects(bucket: Bucket, input: ListObjectsV2CommandInput): object {
  const { Prefix: prefix = '', Delimiter: delimiter, ContinuationToken: token } = input;
  const after = token ? Buffer.from(token, 'base64').toString() : input.StartAfter;
  const maxKeys = Math.min(input.MaxKeys ?? MAX_KEYS, MAX_KEYS);
  const rows = new Map<string, Version | undefined>();
  let last: string | undefined;
  let truncated = false;
  for (const version of bucket.current()) {
    const { key } = version;
    if (!key.startsWith(prefix)) continue;
    const group = commonPrefix(key, prefix, delimiter);
    const name = group ?? key;
    if (after !== undefined && (key <= after || (token !== undefined && name <= after))) continue;
    if (rows.has(name)) continue;
    if (rows.size === maxKeys) {
      truncated = true;
      break;
    }
    rows.set(name, group ? undefined : version);
    last = name;
  }
  const contents = [...rows.values()].filter((version) => version !== undefined);
  const groups = [...rows].filter(([, version]) => !version).map(([name]) => ({ Prefix: name }));
  return {
    Name: bucket.name,
    Prefix: prefix,
    MaxKeys: maxKeys,
    KeyCount: rows.size,
    IsTruncated: truncated,
    ...(contents.length ? { Contents: contents.map(describe) } : {}),
    ...(groups.length ? { CommonPrefixes: groups } : {}),
    ...(truncated && last ? { NextContinuationToken: Buffer.from(last).toString('base64') } : {}),
  };
}

/** All versions and delete markers; one page holds as many as S3's. */
export function listVersions(bucket: Bucket, input: ListObjectVersionsCommandInput): object {
  const { Prefix: prefix = '', KeyMarker: keyMarker, VersionIdMarker: versionMarker } = input;
  const maxKeys = Math.min(input.MaxKeys ?? MAX_KEYS, MAX_KEYS);
  const all = bucket.all().filter(({ version }) => version.key.startsWith(prefix));
  const from = keyMarker === undefined ? 0 : startAfter(all, keyMarker, versionMarker);
  const page = all.slice(from, from + maxKeys);
  const rows = page.map(({ version, latest }) => ({
    ...describe(version),
    VersionId: version.versionId,
    IsLatest: latest,
    marker: version.marker,
  }));
  const strip = ({ marker: _, ...row }: (typeof rows)[number]): object => row;
  const last = page.at(-1)?.version;
  const truncated = from + page.length < all.length;
  return {
    Name: bucket.name,
    Prefix: prefix,
    MaxKeys: maxKeys,
    IsTruncated: truncated,
    Versions: rows.filter((row) => !row.marker).map(strip),
    DeleteMarkers: rows
      .filter((row) => row.marker)
      .map(({ Key, VersionId, IsLatest, LastModified }) => ({ Key, VersionId, IsLatest, LastModified })),
    ...(truncated && last ? { NextKeyMarker: last.key, NextVersionIdMarker: last.versionId } : {}),
  };
}

function startAfter(all: { version: Version }[], key: string, versionId: string | undefined): number {
  const exact = all.findIndex(({ version }) => version.key === key && version.versionId === versionId);
  if (exact >= 0) return exact + 1;
  const next = all.findIndex(({ version }) => version.key > key);
  return next < 0 ? all.length : next;
}

function commonPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  const at = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
  return at < 0 ? undefined : key.slice(0, at + (delimiter as string).length);
}

const describe = (version: Version) => ({
  Key: version.key,
  LastModified: new Date(version.lastModifiedMs),
  ETag: version.etag,
  Size: version.body.byteLength,
  StorageClass: 'STANDARD' as const,
});
