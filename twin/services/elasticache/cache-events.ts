import type { Event } from '@aws-sdk/client-elasticache';
import type { Cloud, Principal } from '../../cloud.ts';

/** ElastiCache keeps events for two weeks (DescribeEvents). */
const KEPT_MS = 14 * 86_400_000;
const MAX_EVENTS = 1_000;
const SERVICE: Principal = { kind: 'service', service: 'elasticache.amazonaws.com' };
/** How its mails begin (from memory). */
const SUBJECT = 'ElastiCache Notification Message';

export type EventSource = { readonly type: 'cache-cluster' | 'replication-group'; readonly id: string };

/**
 * What ElastiCache tells of its caches: events that are described, and notifications to the one topic of a cache. Node-based caches
 * tell EventBridge nothing (ElastiCache User Guide: events for self-designed clusters).
 */
export class CacheEvents {
  readonly #cloud: Cloud;
  #events: (Event & { Date: Date })[] = [];

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  note({ type, id }: EventSource, message: string): void {
    const { nowMs } = this.#cloud.clock;
    this.#events = this.#events.filter(({ Date: at }) => at.getTime() > nowMs - KEPT_MS).slice(1 - MAX_EVENTS);
    this.#events.push({ SourceIdentifier: id, SourceType: type, Message: message, Date: new Date(nowMs) });
    this.#cloud.journal.write('activity', { what: 'cache event', id, reason: message });
  }

  /** `ElastiCache:FailoverComplete` of a cluster; a topic that refuses, or is encrypted, hears nothing, as documented. */
  notify(topicArn: string | undefined, name: string, subject: string): void {
    if (topicArn === undefined) return;
    const Message = JSON.stringify({ [`ElastiCache:${name}`]: subject });
    try {
      this.#cloud.callNow('sns', 'Publish', { TopicArn: topicArn, Subject: SUBJECT, Message }, SERVICE);
    } catch {
      // The refusal stands in the journal beside the call.
    }
  }

  /** Newest last, of the last hour unless asked otherwise (DescribeEvents). */
  described(input: { SourceType?: string; SourceIdentifier?: string; Duration?: number; StartTime?: Date; EndTime?: Date }): Event[] {
    const fromMs = input.StartTime?.getTime() ?? this.#cloud.clock.nowMs - (input.Duration ?? 60) * 60_000;
    const toMs = input.EndTime?.getTime() ?? this.#cloud.clock.nowMs;
    return this.#events.filter(
      ({ SourceType, SourceIdentifier, Date: at }) =>
        (input.SourceType === undefined || input.SourceType === SourceType) &&
        (input.SourceIdentifier === undefined || input.SourceIdentifier === SourceIdentifier) &&
        at.getTime() >= fromMs &&
        at.getTime() <= toMs,
    );
  }
}
