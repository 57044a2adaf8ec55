/**
 * What the bundler puts in the place of the SDK's event streams: none of our operations streams events (S3 Select, streamed
 * invocations, live tails do). The SDK loads them by a dynamic import, for which the bundler kept half of its core whole.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error('event streams are left out of the bundles: see functions/shared/clients/no-event-streams.ts');
  }
}

/** The clients of Lambda and S3 resolve a marshaller when they are made; nothing asks for it before a stream does. */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;

/** Named by those clients' defaults and never called. */
export const eventStreamSerdeProvider = (): EventStreamSerde => new EventStreamSerde();
