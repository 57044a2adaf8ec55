import type { PutEventsRequest, PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import type { BusEvent, Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import type { BusStore } from './buses.ts';
import { putEntrySize } from './entry-size.ts';
import type { Passages } from './envelope.ts';
import type { Forwarding } from './forwarding.ts';

/** PutEvents: each entry is taken or refused by itself; the whole request has a limit of entries and of bytes. */
export function putEvents(cloud: Cloud, buses: BusStore, passages: Passages, forwarding: Forwarding): Operation {
  return taking('events:PutEvents', 'Entries', (input: PutEventsRequest) => {
    const entries = input.Entries ?? [];
    const limit = cloud.facts.value('events.putEntries');
    if (entries.length === 0 || entries.length > limit) {
      throw new AwsError(
        'ValidationException',
        `Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${limit}`,
      );
    }
    const bytes = entries.reduce((sum, entry) => sum + putEntrySize(entry), 0);
    if (bytes > cloud.facts.value('events.putBytes')) {
      throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
    }
    const results = entries.map((entry): PutEventsResultEntry => {
      const forwarded = forwarding.accept(entry);
      return forwarded === undefined ? take(cloud, buses, passages, entry) : { EventId: forwarded };
    });
    return { FailedEntryCount: results.filter((result) => result.ErrorCode !== undefined).length, Entries: results };
  });
}

function take(cloud: Cloud, buses: BusStore, passages: Passages, entry: PutEventsRequestEntry): PutEventsResultEntry {
  const refused = (ErrorCode: string, ErrorMessage: string): PutEventsResultEntry => ({ ErrorCode, ErrorMessage });
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[name]) return refused('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  }
  if (entry.Source?.startsWith('aws.')) return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = objectIn(entry.Detail as string);
  if (detail === undefined) return refused('MalformedDetail', 'Detail is malformed.');
  const event: BusEvent = {
    source: entry.Source as string,
    'detail-type': entry.DetailType as string,
    resources: [...(entry.Resources ?? [])],
    detail,
  };
  const timeMs = entry.Time?.getTime();
  const busName = buses.find(entry.EventBusName)?.name ?? (entry.EventBusName as string);
  const { envelope } = passages.announce(event, { busName, ...(timeMs === undefined ? {} : { timeMs }) });
  // Through the cloud, so that a scenario may lose, double or delay it like every other event.
  cloud.emit(event);
  return { EventId: envelope.id };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
