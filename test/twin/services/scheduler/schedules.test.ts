import { describe, expect, it } from 'vitest';
import { functionArn, START_MS } from '../account.ts';
import { HOUR_MS, HOURLY, ONCE, openScheduler, TARGET } from './open-scheduler.ts';

describe('a schedule', () => {
  it('fires within its minute and fills in its context', async () => {
    const { create, play, invocations } = openScheduler();

    create(ONCE);
    await play(2 * 3600);

    expect(invocations).toHaveLength(1);
    const { atMs, payload } = invocations[0] as (typeof invocations)[0];
    expect(atMs).toBeGreaterThanOrEqual(START_MS + HOUR_MS);
    expect(atMs).toBeLessThan(START_MS + HOUR_MS + 60_000);
    expect(payload).toEqual({ id: expect.stringMatching(/^[0-9a-f]{16}$/), at: '2018-02-08T10:00:00Z', n: 1 });
  });

  it('recurs by its cron', async () => {
    const { create, play, invocations } = openScheduler();

    create(HOURLY);
    await play(3.5 * 3600);

    expect(invocations.map((invocation) => (invocation.payload as { at: string }).at)).toEqual([
      '2018-02-08T10:00:00Z',
      '2018-02-08T11:00:00Z',
      '2018-02-08T12:00:00Z',
    ]);
  });

  it('is deleted after its completion when it says so, and only then', async () => {
    const { create, play, call } = openScheduler();
    create({ ...ONCE, ActionAfterCompletion: 'DELETE' });
    create({ ...ONCE, Name: 'kept' });

    await play(2 * 3600);

    expect(() => call('scheduler', 'GetSchedule', { Name: 'once' })).toThrow('Schedule once does not exist.');
    expect(call('scheduler', 'GetSchedule', { Name: 'kept' }).ActionAfterCompletion).toBe('NONE');
  });

  it('does not fire once it is deleted, or disabled', async () => {
    const { create, play, call, invocations } = openScheduler();
    create(ONCE);
    create({ ...HOURLY });

    call('scheduler', 'DeleteSchedule', { Name: 'once' });
    call('scheduler', 'UpdateSchedule', { ...HOURLY, State: 'DISABLED' });
    await play(5 * 3600);

    expect(invocations).toEqual([]);
  });

  it('moves when it is updated', async () => {
    const { create, play, call, invocations } = openScheduler();
    create(ONCE);

    call('scheduler', 'UpdateSchedule', { ...ONCE, ScheduleExpression: 'at(2018-02-08T12:00:00)' });
    await play(5 * 3600);

    expect(invocations.map((invocation) => (invocation.payload as { at: string }).at)).toEqual(['2018-02-08T12:00:00Z']);
  });

  it('spreads over its flexible window', async () => {
    const { create, play, invocations } = openScheduler();

    create({ ...ONCE, FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 30 } });
    await play(2 * 3600);

    expect(invocations[0]?.atMs).toBeGreaterThanOrEqual(START_MS + HOUR_MS);
    expect(invocations[0]?.atMs).toBeLessThan(START_MS + HOUR_MS + 30 * 60_000);
  });

  it('is made once for one client token', () => {
    const { create } = openScheduler();

    const first = create({ ...ONCE, ClientToken: 'a' });

    expect(create({ ...ONCE, ClientToken: 'a' })).toEqual(first);
    expect(() => create({ ...ONCE, ClientToken: 'b' })).toThrow(expect.objectContaining({ shape: 'ConflictException' }));
  });

  it('invokes at once by a rate without a start, then in its rhythm', async () => {
    const { create, play, times } = openScheduler();

    create({ ...ONCE, ScheduleExpression: 'rate(20 minutes)' });
    await play(50 * 60);

    expect(times()).toEqual(['09:00', '09:20', '09:40']);
  });

  it('waits for its start and stops at its end, both included', async () => {
    const { create, play, times } = openScheduler();
    const bounds = { StartDate: new Date(START_MS + HOUR_MS), EndDate: new Date(START_MS + 2 * HOUR_MS) };

    create({ ...ONCE, ScheduleExpression: 'rate(30 minutes)', ...bounds });
    create({ ...HOURLY, ...bounds });
    await play(5 * 3600);

    expect(times().sort()).toEqual(['10:00', '10:00', '10:30', '11:00', '11:00']);
  });

  it('is deleted after its last occurrence before the end, when it recurs', async () => {
    const { create, play, call, times } = openScheduler();
    create({ ...HOURLY, EndDate: new Date(START_MS + 2.5 * HOUR_MS), ActionAfterCompletion: 'DELETE' });

    await play(2 * 3600 - 1);
    expect(call('scheduler', 'ListSchedules', {}).Schedules).toHaveLength(1);
    await play(120);

    expect(times()).toEqual(['10:00', '11:00']);
    expect(call('scheduler', 'ListSchedules', {}).Schedules).toEqual([]);
  });

  it('stays without an end, though it is to be deleted after its completion', async () => {
    const { create, play, call } = openScheduler();
    create({ ...HOURLY, ActionAfterCompletion: 'DELETE' });

    await play(24 * 3600);

    expect(call('scheduler', 'ListSchedules', {}).Schedules).toHaveLength(1);
  });

  it('keeps to the clocks of its zone through the end of winter', async () => {
    const { create, play, cloud, invocations } = openScheduler();
    await cloud.runUntil(Date.parse('2018-03-10T00:00:00Z'));

    create({ ...ONCE, ScheduleExpression: 'cron(30 2,3 * * ? *)', ScheduleExpressionTimezone: 'America/New_York' });
    await play(2.5 * 24 * 3600);

    // 02:30 of 11 March is skipped; from then on New York is an hour closer to UTC.
    expect(invocations.map(({ payload }) => (payload as { at: string }).at)).toEqual([
      '2018-03-10T07:30:00Z',
      '2018-03-10T08:30:00Z',
      '2018-03-11T07:30:00Z',
      '2018-03-12T06:30:00Z',
      '2018-03-12T07:30:00Z',
    ]);
  });

  it('hands over an event of its own when its target has no input', async () => {
    const { create, play, invocations } = openScheduler();

    create({ ...ONCE, Target: { ...TARGET, Input: undefined } });
    await play(2 * 3600);

    expect(invocations[0]?.payload).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: '123456789012',
      time: '2018-02-08T10:00:00Z',
      region: 'us-east-1',
      resources: ['arn:aws:scheduler:us-east-1:123456789012:schedule/default/once'],
      detail: '{}',
    });
  });

  it('is replaced whole by an update', () => {
    const { create, call } = openScheduler();
    create({ ...ONCE, Description: 'first', ScheduleExpressionTimezone: 'America/New_York', State: 'DISABLED' });

    call('scheduler', 'UpdateSchedule', { ...HOURLY, Name: 'once' });

    const found = call('scheduler', 'GetSchedule', { Name: 'once' });
    expect(found).toMatchObject({ State: 'ENABLED', ScheduleExpressionTimezone: 'UTC', ScheduleExpression: 'cron(0 * * * ? *)' });
    expect(found.Description).toBeUndefined();
  });

  it('is listed by group, prefix and state, page by page', () => {
    const { create, call } = openScheduler();
    call('scheduler', 'CreateScheduleGroup', { Name: 'nines' });
    for (const name of ['a1', 'a2', 'a3'])
      create({ ...HOURLY, Name: name, GroupName: 'nines', State: name === 'a3' ? 'DISABLED' : 'ENABLED' });
    create({ ...HOURLY, Name: 'b1' });
    const names = (input: object): string[] =>
      call('scheduler', 'ListSchedules', input).Schedules.map((schedule: { Name: string }) => schedule.Name);
    const first = call('scheduler', 'ListSchedules', { MaxResults: 3 });

    expect([names({ GroupName: 'nines' }), names({ NamePrefix: 'b' }), names({ State: 'DISABLED' })]).toEqual([
      ['a1', 'a2', 'a3'],
      ['b1'],
      ['a3'],
    ]);
    expect(names({ MaxResults: 3, NextToken: first.NextToken })).toEqual(['b1']);
    expect(() => names({ NextToken: 'x' })).toThrow('NextToken');
    expect(() => names({ GroupName: 'none' })).toThrow('Schedule group none does not exist.');
  });

  it('takes a key without an effect, and the account says so', () => {
    const { create, cloud } = openScheduler();

    create({ ...ONCE, KmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k' });

    expect(cloud.acceptedWithoutEffect()).toContain('scheduler:CreateSchedule.KmsKeyArn');
  });
});

describe('what is refused', () => {
  it.each([
    ['an expression that is none', { ScheduleExpression: 'every day' }, 'Invalid Schedule Expression every day'],
    ['a moment that has passed', { ScheduleExpression: 'at(2018-02-08T08:00:00)' }, 'The time is in the past'],
    ['a target without its role', { Target: { Arn: functionArn('act') } }, 'needs its Arn and the RoleArn'],
    [
      'a role that nobody made',
      { Target: { ...TARGET, RoleArn: 'arn:aws:iam::123456789012:role/none' } },
      'must allow AWS EventBridge Scheduler to assume the role',
    ],
    ['a group that nobody made', { GroupName: 'none' }, 'Schedule group none does not exist.'],
    ['a window without its length', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, 'MaximumWindowInMinutes'],
    ['a window of no minutes', { FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 0 } }, 'greater than or equal to 1'],
    [
      'a window of more than a day',
      { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1441 } },
      'less than or equal to 1440',
    ],
    ['a parameter that the twin lacks', { Color: 'red' }, 'a schedule with Color'],
    ['a target parameter that the twin lacks', { Target: { ...TARGET, EcsParameters: {} } }, 'a target of a schedule with EcsParameters'],
    ['a time zone that is none', { ScheduleExpressionTimezone: 'Mars/Olympus' }, 'Mars/Olympus is not an IANA time zone'],
    ['a name that is none', { Name: 'a b' }, "Value 'a b' at 'name'"],
    [
      'a start that is long past',
      { ScheduleExpression: 'rate(1 hour)', StartDate: new Date(START_MS - 301_000) },
      'The StartDate you specify cannot be earlier than 5 minutes ago.',
    ],
    ['an end that is past', { ScheduleExpression: 'rate(1 hour)', EndDate: new Date(START_MS) }, 'The EndDate you specify must be later'],
    [
      'an end before the start',
      { ScheduleExpression: 'rate(1 hour)', StartDate: new Date(START_MS + HOUR_MS), EndDate: new Date(START_MS + HOUR_MS) },
      'The EndDate you specify must be later',
    ],
    [
      'a FIFO queue for its dead letters',
      { Target: { ...TARGET, DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:123456789012:dead.fifo' } } },
      "at 'target.deadLetterConfig.arn'",
    ],
    ['an input of more than 256 KiB', { Target: { ...TARGET, Input: 'ä'.repeat(131_073) } }, 'has 262146 bytes, which is too long'],
    ['too many attempts', { Target: { ...TARGET, RetryPolicy: { MaximumRetryAttempts: 186 } } }, 'out of range'],
    ['too little time', { Target: { ...TARGET, RetryPolicy: { MaximumEventAgeInSeconds: 59 } } }, 'out of range'],
    [
      'an input that is no JSON for a machine',
      { Target: { ...TARGET, Arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:x', Input: '{' } },
      'must be valid JSON',
    ],
  ])('%s', (_case, change, message) => {
    const { create } = openScheduler();

    expect(() => create({ ...ONCE, ...change })).toThrow(message);
  });

  it('a role that the service may not assume', () => {
    const { create } = openScheduler({ trust: 'lambda.amazonaws.com' });

    expect(() => create(ONCE)).toThrow('to assume the role');
  });
});
