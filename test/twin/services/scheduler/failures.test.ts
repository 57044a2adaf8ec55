import { describe, expect, it } from 'vitest';
import type { Faults } from '#twin/cloud.ts';
import { AwsError } from '#twin/errors.ts';
import { functionArn } from '../account.ts';
import { ONCE, openScheduler, QUEUE_ARN, ROLE_ARN, TARGET } from './open-scheduler.ts';

describe('an invocation that fails', () => {
  it('goes to the dead-letter queue with its schedule and its execution', async () => {
    const { create, play, dead } = openScheduler();

    create({ ...ONCE, Target: { ...TARGET, Arn: functionArn('nobody'), DeadLetterConfig: { Arn: QUEUE_ARN } } });
    await play(2 * 3600);

    const [{ Body, MessageAttributes }] = dead();
    expect(JSON.parse(Body)).toMatchObject({
      FunctionName: functionArn('nobody'),
      InvocationType: 'Event',
      Payload: expect.stringContaining('"n":1'),
    });
    expect(MessageAttributes).toEqual({
      ERROR_CODE: { DataType: 'String', StringValue: 'ResourceNotFoundException' },
      ERROR_MESSAGE: { DataType: 'String', StringValue: `Function not found: ${functionArn('nobody')}` },
      EXECUTION_ID: { DataType: 'String', StringValue: expect.stringMatching(/^[0-9a-f]{16}$/) },
      IS_PAYLOAD_TRUNCATED: { DataType: 'String', StringValue: 'false' },
      RETRY_ATTEMPTS: { DataType: 'String', StringValue: '0' },
      SCHEDULED_TIME: { DataType: 'String', StringValue: '2018-02-08T10:00:00Z' },
      SCHEDULE_ARN: { DataType: 'String', StringValue: 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/once' },
      TARGET_ARN: { DataType: 'String', StringValue: 'arn:aws:scheduler:::aws-sdk:lambda:invoke' },
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

  it('is buried with the code of the target’s own API', async () => {
    const { create, play, dead } = openScheduler();
    const Arn = QUEUE_ARN.replace('dead', 'nowhere');

    create({ ...ONCE, Target: { Arn, RoleArn: ROLE_ARN, Input: 'hello', DeadLetterConfig: { Arn: QUEUE_ARN } } });
    await play(2 * 3600);

    const [{ Body, MessageAttributes }] = dead();
    expect(JSON.parse(Body)).toEqual({ MessageBody: 'hello', QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/nowhere' });
    expect(MessageAttributes.ERROR_CODE.StringValue).toBe('AWS.SimpleQueueService.NonExistentQueue');
    expect(MessageAttributes.TARGET_ARN.StringValue).toBe('arn:aws:scheduler:::aws-sdk:sqs:sendMessage');
  });

  it.each([
    ['attempts', { MaximumRetryAttempts: 2 }, 'MaximumRetryAttempts'],
    ['age', { MaximumEventAgeInSeconds: 60 }, 'MaximumEventAgeInSeconds'],
  ])('is given up after its %s', async (_case, RetryPolicy, condition) => {
    const faults: Partial<Faults> = {
      onCall: (service) => (service === 'lambda' ? new AwsError('ServiceException', 'down', { statusCode: 500 }) : undefined),
    };
    const { create, play, dead } = openScheduler({ faults });

    create({ ...ONCE, Target: { ...TARGET, RetryPolicy, DeadLetterConfig: { Arn: QUEUE_ARN } } });
    await play(2 * 3600);

    expect(dead()[0].MessageAttributes).toMatchObject({
      EXHAUSTED_RETRY_CONDITION: { StringValue: condition },
      ERROR_CODE: { StringValue: 'ServiceException' },
    });
  });

  it('is dropped, and said so, without a queue', async () => {
    const { create, play, journal } = openScheduler();

    create({ ...ONCE, Target: { ...TARGET, Arn: functionArn('nobody') } });
    await play(2 * 3600);

    expect(journal('event').at(-1)).toMatchObject({ failed: 'dropped', error: 'ResourceNotFoundException' });
  });
});
