import { describe, expect, it } from 'vitest';
import type { Faults } from '#twin/cloud.ts';
import { AwsError } from '#twin/errors.ts';
import { createEvents } from '#twin/services/events/index.ts';
import { createSns } from '#twin/services/sns/index.ts';
import { createSqs } from '#twin/services/sqs/index.ts';
import { createFunctions, functionArn, type Handler, openAccount, START_MS } from '../account.ts';

const RULE_ARN = 'arn:aws:events:us-east-1:123456789012:rule/on-change';
const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/dead';
const QUEUE_ARN = 'arn:aws:sqs:us-east-1:123456789012:dead';
const POLICY = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' }],
});
const CHANGE = {
  source: 'aws.rds',
  'detail-type': 'RDS DB Instance Event',
  resources: ['arn:db'],
  detail: { EventID: 'RDS-EVENT-0049', n: 1 },
};

/** A bus with one rule on database events to one function, and a dead-letter queue. */
function openBus(options: { target?: object; permitted?: boolean; handler?: Handler; faults?: Partial<Faults>; pattern?: object } = {}) {
  const functions = createFunctions({ react: options.handler ?? (() => null) }, options.permitted === false ? [] : [RULE_ARN]);
  const account = openAccount([functions.module, createSqs, createSns, createEvents], options.faults);
  account.call('sqs', 'CreateQueue', { QueueName: 'dead', Attributes: { Policy: POLICY } });
  account.call('events', 'PutRule', { Name: 'on-change', EventPattern: JSON.stringify(options.pattern ?? { source: ['aws.rds'] }) });
  account.call('events', 'PutTargets', {
    Rule: 'on-change',
    Targets: [{ Id: '1', Arn: functionArn('react'), DeadLetterConfig: { Arn: QUEUE_ARN }, ...options.target }],
  });
  return {
    ...account,
    ...functions,
    // biome-ignore lint/suspicious/noExplicitAny: a test reads only the members that it is about.
    dead: (): any[] =>
      account.call('sqs', 'ReceiveMessage', { QueueUrl: QUEUE_URL, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }).Messages ??
      [],
  };
}

describe('an event of a service', () => {
  it('reaches the matching rule’s function with its envelope, a moment later', async () => {
    const { cloud, play, invocations } = openBus();

    cloud.emit(CHANGE);
    await play();

    expect(invocations).toHaveLength(1);
    expect(invocations[0]).toMatchObject({
      type: 'Event',
      payload: { version: '0', account: '123456789012', region: 'us-east-1', time: '2018-02-08T09:00:00Z', ...CHANGE },
    });
    expect(invocations[0]?.atMs).toBeGreaterThan(START_MS);
  });

  it('is journaled with its rules, also when none matches', async () => {
    const { cloud, play, journal, invocations } = openBus();

    cloud.emit(CHANGE);
    cloud.emit({ ...CHANGE, source: 'aws.ec2' });
    await play();

    expect(journal('event').map((entry) => [entry.source, entry.rules])).toEqual([
      ['aws.rds', ['on-change']],
      ['aws.ec2', []],
    ]);
    expect(invocations).toHaveLength(1);
  });

  it('keeps its id when it is delivered twice', async () => {
    const { cloud, play, invocations } = openBus({ faults: { onEmit: () => ({ delayMs: 0, copies: 2 }) } });

    cloud.emit(CHANGE);
    await play();

    const ids = invocations.map((invocation) => (invocation.payload as { id: string }).id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('is gone when it is lost', async () => {
    const { cloud, play, invocations, journal } = openBus({ faults: { onEmit: () => ({ delayMs: 0, copies: 0 }) } });

    cloud.emit(CHANGE);
    await play();

    expect(invocations).toEqual([]);
    expect(journal('fault')).toHaveLength(1);
  });

  it('does not reach a rule that is disabled', async () => {
    const { cloud, call, play, invocations } = openBus();
    call('events', 'DisableRule', { Name: 'on-change' });

    cloud.emit(CHANGE);
    await play();

    expect(invocations).toEqual([]);
  });

  it('is transformed for its target', async () => {
    const transformer = { InputPathsMap: { id: '$.detail.EventID' }, InputTemplate: '{"event": <id>, "rule": <aws.events.rule-name>}' };
    const { cloud, play, invocations } = openBus({ target: { InputTransformer: transformer } });

    cloud.emit(CHANGE);
    await play();

    expect(invocations[0]?.payload).toEqual({ event: 'RDS-EVENT-0049', rule: 'on-change' });
  });
});

describe('a delivery that fails', () => {
  it('goes to the dead-letter queue at once when the function does not permit the rule', async () => {
    const { cloud, play, invocations, dead } = openBus({ permitted: false });

    cloud.emit(CHANGE);
    await play(10);

    expect(invocations).toEqual([]);
    const [message] = dead();
    expect(JSON.parse(message.Body)).toMatchObject(CHANGE);
    expect(message.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
      RULE_ARN: { StringValue: RULE_ARN },
      TARGET_ARN: { StringValue: functionArn('react') },
      RETRY_ATTEMPTS: { StringValue: '0' },
    });
  });

  it('goes there too when there is no such function', async () => {
    const { cloud, play, dead } = openBus({ target: { Arn: functionArn('nobody') } });

    cloud.emit(CHANGE);
    await play(10);

    expect(dead()[0].MessageAttributes.ERROR_CODE.StringValue).toBe('NO_RESOURCE');
  });

  it('is tried again while the target is throttled', async () => {
    let throttles = 3;
    const faults: Partial<Faults> = {
      onCall: (service) =>
        service === 'lambda' && throttles-- > 0
          ? new AwsError('TooManyRequestsException', 'Rate Exceeded.', { statusCode: 429 })
          : undefined,
    };
    const { cloud, play, invocations, dead } = openBus({ faults });

    cloud.emit(CHANGE);
    await play();

    expect(invocations).toHaveLength(1);
    expect(invocations[0]?.atMs).toBeGreaterThan(START_MS + 3000);
    expect(dead()).toEqual([]);
  });

  it.each([
    ['attempts', { MaximumRetryAttempts: 2 }, 'MaximumRetryAttempts', 2],
    ['age', { MaximumEventAgeInSeconds: 60 }, 'MaximumEventAgeInSeconds', 5],
  ])('is given up after its %s', async (_case, retryPolicy, condition, retries) => {
    const faults: Partial<Faults> = {
      onCall: (service) => (service === 'lambda' ? new AwsError('ServiceException', 'down', { statusCode: 500 }) : undefined),
    };
    const { cloud, play, dead } = openBus({ faults, target: { RetryPolicy: retryPolicy } });

    cloud.emit(CHANGE);
    await play();

    const { EXHAUSTED_RETRY_CONDITION: exhausted, RETRY_ATTEMPTS: attempts } = dead()[0].MessageAttributes;
    expect(exhausted.StringValue).toBe(condition);
    expect(Number(attempts.StringValue)).toBeGreaterThanOrEqual(retries);
  });

  it('is dropped, and said so, without a queue', async () => {
    const { cloud, play, journal } = openBus({ permitted: false, target: { DeadLetterConfig: undefined } });

    cloud.emit(CHANGE);
    await play();

    expect(journal('event').at(-1)).toMatchObject({ failed: 'dropped', error: 'NO_PERMISSIONS' });
  });

  it('is buried when the transformed input is no JSON', async () => {
    const transformer = { InputPathsMap: { id: '$.detail.EventID' }, InputTemplate: '{"event": <id>, "n": "<aws.events.event.json>"}' };
    const { cloud, play, dead } = openBus({ target: { InputTransformer: transformer } });

    cloud.emit(CHANGE);
    await play(10);

    expect(dead()[0].MessageAttributes.ERROR_CODE.StringValue).toBe('INVALID_JSON');
  });
});

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

  it('refuses more than ten entries and other buses', () => {
    const { call } = openBus();

    expect(() => call('events', 'PutEvents', { Entries: Array.from({ length: 11 }, () => entry) })).toThrow('between 1 and 10');
    expect(() => call('events', 'PutEvents', { Entries: [{ ...entry, EventBusName: 'mine' }] })).toThrow('the event bus mine');
  });
});

describe('rules', () => {
  it('are described, listed and deleted without their targets', () => {
    const { call } = openBus();

    expect(call('events', 'DescribeRule', { Name: 'on-change' })).toMatchObject({ Arn: RULE_ARN, State: 'ENABLED' });
    expect(call('events', 'ListTargetsByRule', { Rule: 'on-change' }).Targets).toHaveLength(1);
    expect(() => call('events', 'DeleteRule', { Name: 'on-change' })).toThrow('has targets');
    call('events', 'RemoveTargets', { Rule: 'on-change', Ids: ['1'] });
    call('events', 'DeleteRule', { Name: 'on-change' });

    expect(call('events', 'ListRules', {}).Rules).toEqual([]);
  });

  it.each([
    ['a pattern that AWS refuses', { Name: 'r', EventPattern: '{"source": "aws.rds"}' }, 'InvalidEventPatternException'],
    ['a pattern that is no JSON', { Name: 'r', EventPattern: 'source' }, 'InvalidEventPatternException'],
    ['no pattern', { Name: 'r' }, 'ValidationException'],
    ['a name that is none', { Name: 'a b', EventPattern: '{"source":["x"]}' }, 'ValidationException'],
  ])('are refused with %s', (_case, input, shape) => {
    const { call } = openBus();

    expect(() => call('events', 'PutRule', input)).toThrow(expect.objectContaining({ shape }));
  });

  it.each([
    ['a state machine without a role', { Id: '2', Arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:x' }, 'RoleArn is required'],
    ['two inputs', { Id: '2', Arn: functionArn('react'), Input: '{}', InputPath: '$' }, 'Only one of Input'],
    ['a kind that the twin lacks', { Id: '2', Arn: 'arn:aws:kinesis:us-east-1:123456789012:stream/x' }, 'the target arn:aws:kinesis'],
    [
      'a parameter that the twin lacks',
      { Id: '2', Arn: functionArn('react'), EcsParameters: {} },
      'the target parameter events EcsParameters',
    ],
    [
      'a template with an unknown variable',
      { Id: '2', Arn: functionArn('react'), InputTransformer: { InputPathsMap: {}, InputTemplate: '<x>' } },
      'invalid placeholder x',
    ],
  ])('refuse a target with %s', (_case, target, message) => {
    const { call } = openBus();

    expect(() => call('events', 'PutTargets', { Rule: 'on-change', Targets: [target] })).toThrow(message);
  });

  it('have five targets at most', () => {
    const { call } = openBus();
    const targets = ['2', '3', '4', '5', '6'].map((Id) => ({ Id, Arn: functionArn('react') }));

    expect(() => call('events', 'PutTargets', { Rule: 'on-change', Targets: targets })).toThrow('5 targets a rule');
  });
});
