import { createHash } from 'node:crypto';
import { badRequest, locked, noSuchKey } from './errors.ts';
import { type BucketSettings, DEFAULT_SETTINGS } from './settings.ts';

export type LockMode = 'GOVERNANCE' | 'COMPLIANCE';

/** One version of an object, or the marker that it was deleted. */
export type Version = {
  readonly key: string;
  readonly versionId: string;
  readonly lastModifiedMs: number;
  readonly marker: boolean;
  readonly body: Uint8Array;
  readonly etag: string;
  /** Headers that come back as they were put: content type, encoding, checksums. */
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  tags: Record<string, string>;
  lock: { mode: LockMode; untilMs: number } | undefined;
};

export type NewObject = Pick<Version, 'key' | 'body' | 'headers' | 'metadata' | 'tags'> & { lock?: Version['lock'] };

/** Versions kept of one key; more means a loop that writes for ever. */
const MAX_VERSIONS = 100_000;

/** A bucket: per key its versions, the newest last. Without versioning there is one, called `null`. */
export class Bucket {
  readonly name: string;
  readonly createdMs: number;
  versioning: 'Enabled' | 'Suspended' | undefined;
  eventBridge = false;
  policy: string | undefined;
  tags: Record<string, string> = {};
  settings: BucketSettings = DEFAULT_SETTINGS;
  objectLock = false;
  defaultRetention: { mode: LockMode; days: number } | undefined;
  readonly #versions = new Map<string, Version[]>();
  readonly #newVersionId: () => string;

  constructor(name: string, createdMs: number, newVersionId: () => string) {
    this.name = name;
    this.createdMs = createdMs;
    this.#newVersionId = newVersionId;
  }

  put(object: NewObject, nowMs: number): Version {
    const etag = `"${createHash('md5').update(object.body).digest('hex')}"`;
    const lock = object.lock ?? this.#defaultLock(nowMs);
    return this.#add({ ...object, versionId: this.#nextId(), lastModifiedMs: nowMs, marker: false, etag, lock });
  }

  /** The newest version if it is an object, or the one that is asked for. */
  find(key: string, versionId?: string): Version | undefined {
    const versions = this.#versions.get(key) ?? [];
    const found = versionId === undefined ? versions.at(-1) : versions.find((version) => version.versionId === versionId);
    return found?.marker ? undefined : found;
  }

  get(key: string, versionId?: string): Version {
    const found = this.find(key, versionId);
    if (found) return found;
    if (versionId === undefined) throw noSuchKey();
    throw badRequest('NoSuchVersion', 'The specified version does not exist.');
  }

  /** Without a version a versioned bucket only marks; with one that version goes for good, unless it is locked. */
  delete(key: string, versionId: string | undefined, options: { nowMs: number; bypass: boolean }): { versionId?: string; marker: boolean } {
    const versions = this.#versions.get(key) ?? [];
    if (versionId === undefined && this.versioning) {
      const marker = { key, body: new Uint8Array(), headers: {}, metadata: {}, tags: {}, etag: '', lock: undefined };
      const added = this.#add({ ...marker, versionId: this.#nextId(), lastModifiedMs: options.nowMs, marker: true });
      return { versionId: added.versionId, marker: true };
    }
    const gone = versions.find((version) => version.versionId === (versionId ?? 'null'));
    if (gone?.lock && gone.lock.untilMs > options.nowMs && !(gone.lock.mode === 'GOVERNANCE' && options.bypass)) throw locked();
    const left = versions.filter((version) => version !== gone);
    if (left.length > 0) this.#versions.set(key, left);
    else this.#versions.delete(key);
    return { ...(versionId === undefined ? {} : { versionId }), marker: gone?.marker ?? false };
  }

  /** Current objects in the order of their keys' bytes. */
  current(): Version[] {
    const found = [...this.#versions.values()]
      .map((versions) => versions.at(-1))
      .filter((version) => version && !version.marker) as Version[];
    return found.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  }

  /** Every version by key, the newest first. */
  all(): { version: Version; latest: boolean }[] {
    const keys = [...this.#versions.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return keys.flatMap((key) => {
      const versions = this.#versions.get(key) ?? [];
      return versions.map((version, index) => ({ version, latest: index === versions.length - 1 })).reverse();
    });
  }

  #add(version: Version): Version {
    const others = (this.#versions.get(version.key) ?? []).filter((other) => other.versionId !== version.versionId);
    if (others.length >= MAX_VERSIONS) throw badRequest('OperationAborted', `more than ${MAX_VERSIONS} versions of ${version.key}`);
    this.#versions.set(version.key, [...others, version]);
    return version;
  }

  #nextId(): string {
    return this.versioning === 'Enabled' ? this.#newVersionId() : 'null';
  }

  #defaultLock(nowMs: number): Version['lock'] {
    return this.defaultRetention && { mode: this.defaultRetention.mode, untilMs: nowMs + this.defaultRetention.days * 86_400_000 };
  }
}
