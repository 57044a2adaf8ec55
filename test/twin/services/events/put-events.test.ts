import { describe, expect, it } from 'vitest';
import { openBus } from './open-bus.ts';

describe('PutEvents', () => {
  const entry = { Source: 'nines', DetailType: 'Run Ended', Detail: '{"id":"x"}' };

  it('puts our own events on the bus', async () => {
    const { call, play, invocations } = openBus({ pattern: { source: ['nines'], detail: { id: ['x'] } } });

    const answer = call('events', 'PutEvents', { Entries: [entry] });
    await play();

    expect(answer.FailedEntryCount).toBe(0);
    expect(invocations[0]?.payload).toMatchObject({ id: answer.Entries[0].EventId, source: 'nines', detail: { id: 'x' } });
  });

  it.each([
    ['a source of AWS', { ...entry, Source: 'aws.ec2' }, 'NotAuthorizedForSourceException'],
    ['a detail that is no object', { ...entry, Detail: '[1]' }, 'MalformedDetail'],
    ['no type', { ...entry, DetailType: '' }, 'InvalidArgument'],
  ])('refuses %s, and only that entry', (_case, bad, code) => {
    const { call } = openBus();

    const answer = call('events', 'PutEvents', { Entries: [bad, entry] });

    expect(answer).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode: code }, { EventId: expect.any(String) }] });
  });

  it('keeps the order of its entries in the answer, and their own times', async () => {
    const { call, play, invocations } = openBus({ pattern: { source: ['nines'] } });
    const at = new Date('2018-02-08T08:30:00.900Z');

    const answer = call('events', 'PutEvents', { Entries: [{ ...entry, Time: at }, entry] });
    await play();

    const byId = new Map(invocations.map(({ payload }) => [(payload as { id: string }).id, (payload as { time: string }).time]));
    const ids: string[] = answer.Entries.map((result: { EventId: string }) => result.EventId);
    expect(ids.map((id) => byId.get(id))).toEqual(['2018-02-08T08:30:00Z', '2018-02-08T09:00:00Z']);
  });

  it('loses an event for a bus that is not there, without an error', async () => {
    const { call, play, invocations, journal } = openBus({ pattern: { source: ['nines'] } });

    const answer = call('events', 'PutEvents', { Entries: [{ ...entry, EventBusName: 'nobody' }] });
    await play();

    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    expect(invocations).toEqual([]);
    expect(journal('event')).toMatchObject([{ bus: 'nobody', rules: [] }]);
  });

  it('takes a request of one mebibyte and refuses a byte more', () => {
    const { call } = openBus();
    const room = 1_048_576 - 'nines'.length - 'Run Ended'.length - '{"x":""}'.length;
    const big = (extra: number) => ({ Entries: [{ ...entry, Detail: JSON.stringify({ x: 'x'.repeat(room + extra) }) }] });

    expect(call('events', 'PutEvents', big(0)).FailedEntryCount).toBe(0);
    expect(() => call('events', 'PutEvents', big(1))).toThrow('Total size of the entries in the request is over the limit.');
  });

  it.each([
    ['more than ten entries', { Entries: Array.from({ length: 11 }, () => entry) }, 'between 1 and 10'],
    ['no entries', { Entries: [] }, 'between 1 and 10'],
    ['an endpoint', { Entries: [entry], EndpointId: 'global' }, 'events:PutEvents with EndpointId'],
    [
      'a bus of another account',
      { Entries: [{ ...entry, EventBusName: 'arn:aws:events:us-east-1:999999999999:event-bus/default' }] },
      'the event bus arn:aws:events:us-east-1:999999999999',
    ],
  ])('refuses %s', (_case, input, message) => {
    const { call } = openBus();

    expect(() => call('events', 'PutEvents', input)).toThrow(message);
  });
});
