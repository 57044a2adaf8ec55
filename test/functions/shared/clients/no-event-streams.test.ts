import { describe, expect, it } from 'vitest';
import { EventStreamSerde, eventStreamSerdeProvider, resolveEventStreamSerdeConfig } from '#functions/shared/clients/no-event-streams.ts';

describe('event streams in a bundle', () => {
  it.each([
    ['a stream', () => new EventStreamSerde()],
    ['its marshaller', () => eventStreamSerdeProvider()],
  ])('refuse %s and name the file that left them out', (_what, ask) => {
    expect(ask).toThrow('no-event-streams.ts');
  });

  it('let a client be made that never streams', () => {
    const config = { region: 'eu-west-1' };

    const resolved = resolveEventStreamSerdeConfig(config);

    expect(resolved).toBe(config);
  });
});
