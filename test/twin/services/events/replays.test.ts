import { describe, expect, it } from 'vitest';
import { functionArn } from '../account.ts';
import { CHANGE, openBus, RULE_ARN } from './open-bus.ts';

const BUS_ARN = 'arn:aws:events:us-east-1:123456789012:event-bus/default';
const ARCHIVE_ARN = 'arn:aws:events:us-east-1:123456789012:archive/kept';
const FROM = new Date('2018-02-08T09:00:00Z');
const TO = new Date('2018-02-08T09:10:00Z');
const RULE_OF_ALL = 'arn:aws:events:us-east-1:123456789012:rule/all';
const START = {
  ReplayName: 'again',
  EventSourceArn: ARCHIVE_ARN,
  EventStartTime: FROM,
  EventEndTime: TO,
  Destination: { Arn: BUS_ARN },
};
type Entry = { replay?: string; detail: { n: number }; rules: string[] };

/** An archive with an event of each of some minutes, and two rules on the bus. */
async function openReplays(minutes: readonly number[] = [0, 1, 1, 1, 5]) {
  const account = openBus();
  const { call, cloud, play } = account;
  call('events', 'PutRule', { Name: 'all', EventPattern: '{"source":["aws.rds"]}' });
  call('events', 'PutTargets', { Rule: 'all', Targets: [{ Id: '1', Arn: functionArn('react') }] });
  call('events', 'CreateArchive', { ArchiveName: 'kept', EventSourceArn: BUS_ARN });
  let minute = 0;
  for (const [n, next] of minutes.entries()) {
    await play((next - minute) * 60);
    minute = next;
    cloud.emit({ ...CHANGE, detail: { n } });
  }
  await play(3600);
  return {
    ...account,
    start: (change: object = {}) => call('events', 'StartReplay', { ...START, ...change }),
    described: () => call('events', 'DescribeReplay', { ReplayName: 'again' }),
    replayed: (): Entry[] => account.journal('event').filter((entry) => entry.replay === 'again'),
  };
}

describe('a replay', () => {
  it('sends the archived events to the rules of the bus again, with its name', async () => {
    const { start, play, described, replayed, invocations } = await openReplays();
    const before = invocations.length;

    const started = start();
    expect(started).toMatchObject({ State: 'STARTING', ReplayArn: 'arn:aws:events:us-east-1:123456789012:replay/again' });
    await play(600);

    expect(described()).toMatchObject({ State: 'COMPLETED', EventSourceArn: ARCHIVE_ARN, ReplayEndTime: expect.any(Date) });
    expect(described().EventLastReplayedTime).toEqual(new Date('2018-02-08T09:05:00Z'));
    expect(replayed().map(({ rules }) => rules)).toEqual(Array.from({ length: 5 }, () => ['on-change', 'all']));
    expect(invocations[before]?.payload).toMatchObject({ 'replay-name': 'again', time: expect.stringMatching(/^2018-02-08T09:0/) });
  });

  it('keeps the order of minutes, and not the order within one', async () => {
    const minutes = [0, ...Array.from({ length: 20 }, () => 1), 5];
    const { start, play, replayed } = await openReplays(minutes);

    start();
    await play(600);

    const order = replayed().map((entry) => entry.detail.n);
    expect(order.map((n) => minutes[n])).toEqual(minutes);
    expect(order).not.toEqual(minutes.map((_, n) => n));
  });

  it('does not archive again what it replays', async () => {
    const { start, play, call } = await openReplays();

    start();
    await play(3600);

    expect(call('events', 'DescribeArchive', { ArchiveName: 'kept' }).EventCount).toBe(5);
  });

  it('goes to the rules that it names only', async () => {
    const { start, play, replayed, described } = await openReplays();

    start({ Destination: { Arn: BUS_ARN, FilterArns: [RULE_OF_ALL] } });
    await play(600);

    expect(new Set(replayed().flatMap(({ rules }) => rules))).toEqual(new Set(['all']));
    expect(described().Destination).toEqual({ Arn: BUS_ARN, FilterArns: [RULE_OF_ALL] });
  });

  it('takes events from its start on, and before its end', async () => {
    const { start, play, replayed } = await openReplays([0, 1, 2]);

    start({ EventStartTime: new Date('2018-02-08T09:01:00Z'), EventEndTime: new Date('2018-02-08T09:02:00Z') });
    await play(600);

    expect(replayed().map((entry) => entry.detail.n)).toEqual([1]);
  });

  it('is cancelled between two minutes', async () => {
    const { start, play, call, described, replayed } = await openReplays([0, 1]);
    start();

    await play(60);
    expect(described().State).toBe('RUNNING');
    expect(call('events', 'CancelReplay', { ReplayName: 'again' }).State).toBe('CANCELLING');
    await play(600);

    expect(described().State).toBe('CANCELLED');
    expect(replayed()).toHaveLength(1);
    expect(() => call('events', 'CancelReplay', { ReplayName: 'again' })).toThrow(
      expect.objectContaining({ shape: 'IllegalStatusException' }),
    );
  });

  it('is one of ten at a time', async () => {
    const { start, play } = await openReplays([0]);
    for (let index = 0; index < 10; index++) start({ ReplayName: `r${index}` });

    expect(() => start()).toThrow('exceeds the maximum number');
    await play(600);

    expect(start().State).toBe('STARTING');
  });

  it('is listed by prefix, archive or state', async () => {
    const { start, play, call } = await openReplays([0]);
    start();
    await play(600);
    start({ ReplayName: 'more' });
    const names = (input: object): string[] =>
      call('events', 'ListReplays', input).Replays.map((replay: { ReplayName: string }) => replay.ReplayName);

    expect([names({}), names({ NamePrefix: 'm' }), names({ State: 'COMPLETED' }), names({ EventSourceArn: ARCHIVE_ARN })]).toEqual([
      ['again', 'more'],
      ['more'],
      ['again'],
      ['again', 'more'],
    ]);
    expect(() => names({ NamePrefix: 'm', State: 'COMPLETED' })).toThrow('At most one filter');
  });

  it.each([
    ['of an archive that is not there', { EventSourceArn: `${ARCHIVE_ARN}x` }, 'Archive keptx does not exist.'],
    ['that ends before it starts', { EventEndTime: FROM }, 'EventStartTime must be before EventEndTime.'],
    ['to a bus that is not there', { Destination: { Arn: `${BUS_ARN}x` } }, 'Event bus defaultx does not exist.'],
    ['to a rule that is not there', { Destination: { Arn: BUS_ARN, FilterArns: [`${RULE_ARN}x`] } }, 'does not exist'],
    ['without a destination', { Destination: undefined }, 'must be specified'],
    ['with a name that is none', { ReplayName: 'a b' }, 'is not valid'],
  ])('is refused %s', async (_case, change, message) => {
    const { start } = await openReplays([0]);

    expect(() => start(change)).toThrow(message);
  });

  it('is refused to another bus than the archive’s, and twice by one name', async () => {
    const { start, call } = await openReplays([0]);
    call('events', 'CreateEventBus', { Name: 'mine' });
    start();

    expect(() => start()).toThrow('Replay again already exists.');
    expect(() => start({ ReplayName: 'x', Destination: { Arn: BUS_ARN.replace('default', 'mine') } })).toThrow(
      'Cross event bus replay is not permitted.',
    );
    expect(() => call('events', 'DescribeReplay', { ReplayName: 'x' })).toThrow('Replay x does not exist.');
  });
});
