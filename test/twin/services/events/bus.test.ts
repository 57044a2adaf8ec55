import { describe, expect, it } from 'vitest';
import type { Faults } from '#twin/cloud.ts';
import { AwsError } from '#twin/errors.ts';
import { functionArn, START_MS } from '../account.ts';
import { CHANGE, openBus, RULE_ARN } from './open-bus.ts';

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
