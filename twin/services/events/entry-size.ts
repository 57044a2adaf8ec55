import type { Envelope } from './envelope.ts';

const TIME_BYTES = 14;
const bytesOf = (text: string | undefined): number => new TextEncoder().encode(text ?? '').length;

export type SizedEntry = {
  Time?: Date | undefined;
  Source?: string | undefined;
  DetailType?: string | undefined;
  Detail?: string | undefined;
  Resources?: readonly string[] | undefined;
};

/** The size of an entry of PutEvents, as EventBridge counts it (User Guide: eb-putevent-size). */
export function putEntrySize(entry: SizedEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  return texts.reduce((sum, text) => sum + bytesOf(text), entry.Time === undefined ? 0 : TIME_BYTES);
}

/** The same for an event that has its envelope. */
export function entrySize(envelope: Envelope): number {
  return putEntrySize({
    Time: new Date(envelope.time),
    Source: envelope.source,
    DetailType: envelope['detail-type'],
    Detail: JSON.stringify(envelope.detail),
    Resources: envelope.resources,
  });
}
