import type { DescribeEventsCommandInput, Event, SourceType } from '@aws-sdk/client-rds';
import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { EVENT_MESSAGES, type EventId } from './event-messages.ts';

/** RDS keeps its events this long, and answers the last hour unless asked for more (API reference: DescribeEvents). */
const KEPT_MS = 14 * 86_400_000;
const DEFAULT_MINUTES = 60;

const SOURCES = {
  'db-instance': { detailType: 'RDS DB Instance Event', name: 'DB_INSTANCE' },
  'db-snapshot': { detailType: 'RDS DB Snapshot Event', name: 'SNAPSHOT' },
  'db-cluster': { detailType: 'RDS DB Cluster Event', name: 'CLUSTER' },
  'db-cluster-snapshot': { detailType: 'RDS DB Cluster Snapshot Event', name: 'CLUSTER_SNAPSHOT' },
} as const;
export type EventSource = keyof typeof SOURCES;

type Told = { atMs: number; id: EventId; source: EventSource; identifier: string; arn: string; message: string };

/** What RDS told, for DescribeEvents and for the bus. */
export class EventLog {
  readonly #cloud: Cloud;
  #told: Told[] = [];

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  /**
   * The fault `rds:events-lost` (true, or one event id) keeps an event from the bus; DescribeEvents still has it. `instance` is
   * whom the text of a cluster's failover names.
   */
  tell(id: EventId, source: EventSource, subject: { id: string; arn: string }, instance = ''): void {
    const { clock, journal, faults } = this.#cloud;
    const { category, message: text } = EVENT_MESSAGES[id];
    const message = text.replace('[instance]', instance);
    this.#told = this.#told.filter((event) => event.atMs > clock.nowMs - KEPT_MS);
    this.#told.push({ atMs: clock.nowMs, id, source, identifier: subject.id, arn: subject.arn, message });
    const lost = faults.read('rds:events-lost', subject.id);
    if (lost === true || lost === id) {
      journal.write('fault', { fault: 'rds:events-lost', lost: id, source: subject.id });
      return;
    }
    this.#cloud.emit({
      source: 'aws.rds',
      'detail-type': SOURCES[source].detailType,
      resources: [subject.arn],
      detail: {
        EventCategories: [category],
        SourceType: SOURCES[source].name,
        SourceArn: subject.arn,
        Date: new Date(clock.nowMs).toISOString(),
        Message: message,
        SourceIdentifier: subject.id,
        EventID: id,
      },
    });
  }

  describe(input: DescribeEventsCommandInput): { Events: Event[] } {
    if (input.SourceIdentifier !== undefined && input.SourceType === undefined) {
      throw new AwsError('InvalidParameterCombination', 'SourceType must be supplied when SourceIdentifier is given.');
    }
    const endMs = input.EndTime?.getTime() ?? this.#cloud.clock.nowMs;
    const startMs = input.StartTime?.getTime() ?? endMs - (input.Duration ?? DEFAULT_MINUTES) * 60_000;
    const found = this.#told.filter(
      (event) =>
        event.atMs >= startMs &&
        event.atMs <= endMs &&
        (input.SourceIdentifier === undefined || event.identifier === input.SourceIdentifier.toLowerCase()) &&
        (input.SourceType === undefined || event.source === input.SourceType) &&
        (!input.EventCategories?.length || input.EventCategories.includes(EVENT_MESSAGES[event.id].category)),
    );
    return { Events: found.map(describeEvent) };
  }
}

/** The API tells no event id, as AWS's does not. */
const describeEvent = (event: Told): Event => ({
  SourceIdentifier: event.identifier,
  SourceType: event.source as SourceType,
  Message: event.message,
  EventCategories: [EVENT_MESSAGES[event.id].category],
  Date: new Date(event.atMs),
  SourceArn: event.arn,
});
