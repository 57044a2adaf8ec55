import { describe, expect, it } from 'vitest';
import { account, makeFunction } from '../../fixtures/account.ts';
import { sourceFolder } from '../../fixtures/bundle.ts';
import { PERSON } from '../account.ts';
import { make } from '../resources.ts';

const MINUTE_MS = 60_000;
const SOURCES = {
  failing: `exports.handler = async (event) => { throw Object.assign(new Error('no ' + event.id), { name: 'Refused' }); };`,
  healing: `let n = 0; exports.handler = async () => { if (++n < 2) throw new Error('first'); return 'healed'; };`,
};

/** A function with a dead-letter queue and a failure destination; answers what arrived where. */
async function prepared(name: keyof typeof SOURCES, properties: Record<string, unknown> = {}, config?: Record<string, unknown>) {
  const made = account(sourceFolder(SOURCES));
  const { cloud } = made;
  const { physicalId: dead } = await make(cloud, 'AWS::SQS::Queue', { QueueName: 'dead' });
  await make(cloud, 'AWS::SQS::Queue', { QueueName: 'failed' });
  await makeFunction(cloud, name, { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:123456789012:dead' }, ...properties });
  await make(cloud, 'AWS::Lambda::EventInvokeConfig', {
    FunctionName: name,
    Qualifier: '$LATEST',
    DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:failed' } },
    ...config,
  });
  const messages = (queueUrl: string) =>
    cloud.callNow('sqs', 'ReceiveMessage', { QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }, PERSON)
      .Messages ?? [];
  const starts = () =>
    cloud.journal.lines
      .map((line) => JSON.parse(line))
      .filter((entry) => entry.kind === 'invocation' && entry.phase === 'start')
      .map((entry) => entry.at.slice(11, 19));
  return { ...made, starts, dead: () => messages(dead), failed: () => messages(dead.replace(/dead$/, 'failed')) };
}

describe('an asynchronous invocation', () => {
  it('is accepted at once and tried three times, one and two minutes apart', async () => {
    const { cloud, starts } = await prepared('failing');

    const accepted = cloud.callNow(
      'lambda',
      'Invoke',
      { FunctionName: 'failing', InvocationType: 'Event', Payload: Buffer.from('{"id":1}') },
      PERSON,
    );
    await cloud.runUntil(cloud.clock.nowMs + 10 * MINUTE_MS);

    expect(accepted).toEqual({ StatusCode: 202 });
    expect(starts()).toEqual(['12:00:00', '12:01:00', '12:03:00']);
  });

  it('leaves the event in the dead-letter queue and the record with its error at the destination', async () => {
    const { cloud, lambda, dead, failed } = await prepared('failing');

    lambda.invokeAsync('failing', '{"id":1}', PERSON);
    await cloud.runUntil(cloud.clock.nowMs + 10 * MINUTE_MS);

    const [letter] = dead();
    expect(letter.Body).toBe('{"id":1}');
    expect(letter.MessageAttributes.ErrorMessage.StringValue).toBe('no 1');
    expect(JSON.parse(failed()[0].Body)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { id: 1 },
      responseContext: { functionError: 'Unhandled' },
      responsePayload: { errorType: 'Refused', errorMessage: 'no 1' },
    });
  });

  it('leaves nothing behind when a retry works', async () => {
    const { cloud, lambda, starts, dead, failed } = await prepared('healing');

    lambda.invokeAsync('healing', '{}', PERSON);
    await cloud.runUntil(cloud.clock.nowMs + 10 * MINUTE_MS);

    expect(starts()).toHaveLength(2);
    expect([dead(), failed()]).toEqual([[], []]);
  });

  it('is not tried again when the configuration says so', async () => {
    const { cloud, lambda, starts, dead } = await prepared('failing', {}, { MaximumRetryAttempts: 0 });

    lambda.invokeAsync('failing', '{}', PERSON);
    await cloud.runUntil(cloud.clock.nowMs + 10 * MINUTE_MS);

    expect(starts()).toHaveLength(1);
    expect(dead()).toHaveLength(1);
  });

  it('is given up when the event would be too old', async () => {
    const { cloud, lambda, starts, failed } = await prepared('failing', {}, { MaximumEventAgeInSeconds: 60 });

    lambda.invokeAsync('failing', '{}', PERSON);
    await cloud.runUntil(cloud.clock.nowMs + 10 * MINUTE_MS);

    expect(starts()).toHaveLength(1);
    expect(JSON.parse(failed()[0].Body).requestContext.condition).toBe('EventAgeExceeded');
  });

  it('goes straight to the dead-letter queue when no concurrency is left to it', async () => {
    const { cloud, lambda, starts, dead } = await prepared('failing', { ReservedConcurrentExecutions: 0 });

    lambda.invokeAsync('failing', '{}', PERSON);
    await cloud.runUntil(cloud.clock.nowMs + MINUTE_MS);

    expect(starts()).toEqual([]);
    expect(dead()).toHaveLength(1);
  });
});
