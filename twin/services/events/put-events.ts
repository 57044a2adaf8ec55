import type { PutEventsRequest, PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import type { BusEvent, Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Bus } from './bus.ts';
import { refuseOtherBus } from './store.ts';

/** PutEvents: each entry is taken or refused by itself. */
export function putEvents(cloud: Cloud, bus: Bus): Operation {
  return (input: PutEventsRequest) => {
    const entries = input.Entries ?? [];
    const limit = cloud.facts.value('events.putEntries');
    if (entries.length === 0 || entries.length > limit) {
      throw new AwsError(
        'ValidationException',
        `Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${limit}`,
      );
    }
    const results = entries.map((entry) => take(cloud, bus, entry));
    return { FailedEntryCount: results.filter((result) => result.ErrorCode !== undefined).length, Entries: results };
  };
}

function take(cloud: Cloud, bus: Bus, entry: PutEventsRequestEntry): PutEventsResultEntry {
  refuseOtherBus(cloud, entry.EventBusName);
  const refused = (ErrorCode: string, ErrorMessage: string): PutEventsResultEntry => ({ ErrorCode, ErrorMessage });
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[name]) return refused('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  }
  if (entry.Source?.startsWith('aws.')) return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  let detail: unknown;
  try {
    detail = JSON.parse(entry.Detail as string);
  } catch {
    detail = undefined;
  }
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return refused('MalformedDetail', 'Detail is malformed.');
  const event: BusEvent = {
    source: entry.Source as string,
    'detail-type': entry.DetailType as string,
    resources: [...(entry.Resources ?? [])],
    detail: detail as Record<string, unknown>,
  };
  const envelope = bus.envelopeOf(event, entry.Time?.getTime());
  // Through the cloud, so that a scenario may lose, double or delay it like every other event.
  cloud.emit(event);
  return { EventId: envelope.id };
}
