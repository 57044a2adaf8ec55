import { describe, expect, it } from 'vitest';
import { CHANGE, openBus } from './open-bus.ts';

const BUS_ARN = 'arn:aws:events:us-east-1:123456789012:event-bus/default';
const DAY_SECONDS = 86_400;

/** The default bus with an archive. */
function openArchive(request: object = {}) {
  const account = openBus();
  const { call } = account;
  const created = call('events', 'CreateArchive', { ArchiveName: 'kept', EventSourceArn: BUS_ARN, ...request });
  return { ...account, created, described: () => call('events', 'DescribeArchive', { ArchiveName: 'kept' }) };
}

describe('an archive', () => {
  it('keeps the events of its bus, some minutes later', async () => {
    const { cloud, play, described } = openArchive({ Description: 'all', RetentionDays: 3 });

    cloud.emit(CHANGE);
    cloud.emit({ ...CHANGE, source: 'aws.ec2' });
    await play(0);
    expect(described().EventCount).toBe(0);
    await play(600);

    expect(described()).toMatchObject({
      ArchiveName: 'kept',
      ArchiveArn: 'arn:aws:events:us-east-1:123456789012:archive/kept',
      EventSourceArn: BUS_ARN,
      Description: 'all',
      RetentionDays: 3,
      State: 'ENABLED',
      EventCount: 2,
    });
    expect(described().SizeBytes).toBeGreaterThan(100);
  });

  it('keeps only what its pattern matches', async () => {
    const { cloud, play, described } = openArchive({ EventPattern: '{"source":["aws.ec2"]}' });

    cloud.emit(CHANGE);
    await play(600);

    expect(described().EventCount).toBe(0);
  });

  it('forgets events after its retention, without a tick', async () => {
    const { cloud, play, described } = openArchive({ RetentionDays: 2 });
    cloud.emit(CHANGE);

    await play(DAY_SECONDS);
    expect(described().EventCount).toBe(1);
    expect(cloud.clock.nextAtMs()).toBeUndefined();
    await play(DAY_SECONDS + 600);

    expect(described()).toMatchObject({ EventCount: 0, SizeBytes: 0 });
  });

  it('has a managed rule on its bus, which nobody else may change', () => {
    const { call } = openArchive();
    const Name = 'Events-Archive-kept';

    const rule = call('events', 'DescribeRule', { Name });

    expect(rule).toMatchObject({ ManagedBy: 'prod.vhs.events.aws.internal', EventPattern: '{"replay-name":[{"exists":false}]}' });
    for (const [operation, input] of [
      ['PutRule', { Name, EventPattern: '{"a":[1]}' }],
      ['DisableRule', { Name }],
      ['DeleteRule', { Name }],
      ['PutTargets', { Rule: Name, Targets: [] }],
      ['RemoveTargets', { Rule: Name, Ids: [Name] }],
    ] as const)
      expect(() => call('events', operation, input), operation).toThrow(`Rule ${Name} is managed by`);
  });

  it('is changed in place, and loses its rule when it is deleted', async () => {
    const { call, cloud, play, described, journal } = openArchive();

    call('events', 'UpdateArchive', { ArchiveName: 'kept', EventPattern: '{"source":["aws.rds"]}', RetentionDays: 7 });
    expect(described()).toMatchObject({ EventPattern: '{"source":["aws.rds"]}', RetentionDays: 7 });
    call('events', 'DeleteArchive', { ArchiveName: 'kept' });
    cloud.emit(CHANGE);
    await play(600);

    expect(journal('event')[0].rules).toEqual(['on-change']);
    expect(described).toThrow('Archive kept does not exist.');
  });

  it('is listed by prefix, bus or state', () => {
    const { call } = openArchive();
    call('events', 'CreateEventBus', { Name: 'mine' });
    const source = call('events', 'DescribeEventBus', { Name: 'mine' }).Arn;
    call('events', 'CreateArchive', { ArchiveName: 'other', EventSourceArn: source });
    const names = (input: object): string[] =>
      call('events', 'ListArchives', input).Archives.map((archive: { ArchiveName: string }) => archive.ArchiveName);

    expect(names({})).toEqual(['kept', 'other']);
    expect(names({ NamePrefix: 'k' })).toEqual(['kept']);
    expect(names({ EventSourceArn: source })).toEqual(['other']);
    expect(names({ State: 'DISABLED' })).toEqual([]);
    expect(() => names({ State: 'ENABLED', NamePrefix: 'k' })).toThrow('At most one filter is allowed');
  });

  it.each([
    ['made twice', 'CreateArchive', { ArchiveName: 'kept', EventSourceArn: BUS_ARN }, 'Archive kept already exists.'],
    ['made of a bus that is not there', 'CreateArchive', { ArchiveName: 'x', EventSourceArn: `${BUS_ARN}x` }, 'Event bus defaultx'],
    ['made with a long name', 'CreateArchive', { ArchiveName: 'x'.repeat(49), EventSourceArn: BUS_ARN }, 'is not valid'],
    ['made with a wrong pattern', 'CreateArchive', { ArchiveName: 'x', EventSourceArn: BUS_ARN, EventPattern: '{}' }, 'Empty objects'],
    ['changed in nothing', 'UpdateArchive', { ArchiveName: 'kept' }, 'At least one of EventPattern, RetentionDays or Description'],
    ['changed to a wrong pattern', 'UpdateArchive', { ArchiveName: 'kept', EventPattern: '{"a":1}' }, 'must be an object or an array'],
    ['deleted when it is not there', 'DeleteArchive', { ArchiveName: 'x' }, 'Archive x does not exist.'],
  ])('is refused when it is %s', (_case, operation, input, message) => {
    const { call } = openArchive();

    expect(() => call('events', operation, input)).toThrow(message);
  });
});
