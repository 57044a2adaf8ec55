import { describe, expect, it } from 'vitest';
import type { Cloud, Faults, ServiceModule } from '#twin/cloud.ts';
import { AwsError } from '#twin/errors.ts';
import { createIam } from '#twin/services/iam/index.ts';
import { createScheduler } from '#twin/services/scheduler/index.ts';
import { createSqs } from '#twin/services/sqs/index.ts';
import { createFunctions, functionArn, openAccount, START_MS } from '../account.ts';

const ROLE_ARN = 'arn:aws:iam::123456789012:role/scheduler';
const QUEUE_ARN = 'arn:aws:sqs:us-east-1:123456789012:dead';
const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/dead';
const HOUR_MS = 3_600_000;
const TARGET = {
  Arn: functionArn('act'),
  RoleArn: ROLE_ARN,
  Input: '{"id":"<aws.scheduler.execution-id>","at":"<aws.scheduler.scheduled-time>","n":<aws.scheduler.attempt-number>}',
};
const ONCE = { Name: 'once', ScheduleExpression: 'at(2018-02-08T10:00:00)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: TARGET };
const HOURLY = { ...ONCE, Name: 'hourly', ScheduleExpression: 'cron(0 * * * ? *)' };

function openScheduler(options: { faults?: Partial<Faults>; trust?: string; modules?: ((cloud: Cloud) => ServiceModule)[] } = {}) {
  const functions = createFunctions({ act: () => null });
  const account = openAccount([functions.module, createSqs, createScheduler, ...(options.modules ?? [])], options.faults);
  const iam = createIam(account.cloud);
  account.cloud.add(iam);
  iam.store.roles.set('scheduler', {
    name: 'scheduler',
    arn: ROLE_ARN,
    id: 'AROA1',
    path: '/',
    createdMs: START_MS,
    description: undefined,
    maxSessionSeconds: 3600,
    trust: {
      Statement: [{ Effect: 'Allow', Principal: { Service: options.trust ?? 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    inline: new Map(),
    managed: new Set(),
    tags: {},
  });
  account.call('sqs', 'CreateQueue', { QueueName: 'dead' });
  return {
    ...account,
    ...functions,
    create: (input: object) => account.call('scheduler', 'CreateSchedule', input),
    // biome-ignore lint/suspicious/noExplicitAny: a test reads only the members that it is about.
    dead: (): any[] => account.call('sqs', 'ReceiveMessage', { QueueUrl: QUEUE_URL, MessageAttributeNames: ['All'] }).Messages ?? [],
  };
}

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

    expect(invocations[0]?.atMs).toBeLessThan(START_MS + HOUR_MS + 31 * 60_000);
  });

  it('is made once for one client token', () => {
    const { create } = openScheduler();

    const first = create({ ...ONCE, ClientToken: 'a' });

    expect(create({ ...ONCE, ClientToken: 'a' })).toEqual(first);
    expect(() => create({ ...ONCE, ClientToken: 'b' })).toThrow(expect.objectContaining({ shape: 'ConflictException' }));
  });

  it('calls any operation in the integrations’ spelling', async () => {
    const asked: object[] = [];
    const database = (_: Cloud): ServiceModule => ({
      name: 'rds',
      operations: {
        StopDBInstance: (input: object) => {
          asked.push(input);
          return {};
        },
      },
    });
    const { create, play } = openScheduler({ modules: [database] });

    create({
      ...ONCE,
      Target: { Arn: 'arn:aws:scheduler:::aws-sdk:rds:stopDBInstance', RoleArn: ROLE_ARN, Input: '{"DbInstanceIdentifier":"myapp-db"}' },
    });
    await play(2 * 3600);

    expect(asked).toEqual([{ DBInstanceIdentifier: 'myapp-db' }]);
  });
});

describe('an invocation that fails', () => {
  it('goes to the dead-letter queue with its schedule and its execution', async () => {
    const { create, play, dead } = openScheduler();

    create({ ...ONCE, Target: { ...TARGET, Arn: functionArn('nobody'), DeadLetterConfig: { Arn: QUEUE_ARN } } });
    await play(2 * 3600);

    expect(dead()[0].MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'NO_RESOURCE' },
      SCHEDULE_ARN: { StringValue: 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/once' },
      SCHEDULED_TIME: { StringValue: '2018-02-08T10:00:00Z' },
    });
  });

  it('is tried again, counts its attempts, and is deleted only afterwards', async () => {
    let throttles = 2;
    const faults: Partial<Faults> = {
      onCall: (service) =>
        service === 'lambda' && throttles-- > 0
          ? new AwsError('TooManyRequestsException', 'Rate Exceeded.', { statusCode: 429 })
          : undefined,
    };
    const { create, play, call, invocations } = openScheduler({ faults });

    create({ ...ONCE, ActionAfterCompletion: 'DELETE' });
    await play(2 * 3600);

    expect(invocations[0]?.payload).toMatchObject({ n: 3 });
    expect(call('scheduler', 'ListSchedules', {}).Schedules).toEqual([]);
  });

  it('is buried when a universal target refuses its spelling', async () => {
    const database = (_: Cloud): ServiceModule => ({ name: 'rds', operations: { StopDBInstance: () => ({}) } });
    const { create, play, dead } = openScheduler({ modules: [database] });

    create({
      ...ONCE,
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:rds:stopDBInstance',
        RoleArn: ROLE_ARN,
        Input: '{"DBInstanceIdentifier":"x"}',
        DeadLetterConfig: { Arn: QUEUE_ARN },
      },
    });
    await play(2 * 3600);

    expect(dead()[0].MessageAttributes.ERROR_MESSAGE.StringValue).toContain('The field "DBInstanceIdentifier" is not supported');
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
    ['a key that the twin lacks', { KmsKeyArn: 'k' }, 'the parameter scheduler KmsKeyArn'],
    [
      'a universal target of an unknown action',
      { Target: { ...TARGET, Arn: 'arn:aws:scheduler:::aws-sdk:rds:stopEverything' } },
      'the operation rds:StopEverything',
    ],
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

describe('a group', () => {
  it('takes its schedules along when it is deleted', async () => {
    const { create, call, play, invocations } = openScheduler();
    call('scheduler', 'CreateScheduleGroup', { Name: 'nines' });
    create({ ...ONCE, GroupName: 'nines' });

    call('scheduler', 'DeleteScheduleGroup', { Name: 'nines' });
    await play(2 * 3600);

    expect(invocations).toEqual([]);
    expect(() => call('scheduler', 'DeleteScheduleGroup', { Name: 'default' })).toThrow('cannot be deleted');
  });
});
