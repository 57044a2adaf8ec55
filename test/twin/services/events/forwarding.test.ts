import { describe, expect, it } from 'vitest';
import type { Faults } from '#twin/cloud.ts';
import { AwsError } from '#twin/errors.ts';
import { START_MS } from '../account.ts';
import { CHANGE, openBus, QUEUE_ARN } from './open-bus.ts';

const busArn = (name: string): string => `arn:aws:events:us-east-1:123456789012:event-bus/${name}`;
const ROLE_ARN = 'arn:aws:iam::123456789012:role/forwarder';

/** Buses in a row: the default one forwards to `b`, `b` to whatever `next` says; each has a rule to the function too. */
function openChain(options: { next?: string; role?: boolean; faults?: Partial<Faults>; first?: string } = {}) {
  const account = openBus({ pattern: { source: ['nobody'] }, ...(options.faults ? { faults: options.faults } : {}) });
  const { call } = account;
  for (const name of ['b', 'c']) call('events', 'CreateEventBus', { Name: name });
  const forward = (from: string, to: string): void => {
    const target = {
      Id: '1',
      Arn: busArn(to),
      DeadLetterConfig: { Arn: QUEUE_ARN },
      ...(options.role === false ? {} : { RoleArn: ROLE_ARN }),
    };
    call('events', 'PutRule', { Name: 'forward', EventBusName: from, EventPattern: '{"source":["aws.rds"]}' });
    call('events', 'PutTargets', { Rule: 'forward', EventBusName: from, Targets: [target] });
  };
  forward('default', options.first ?? 'b');
  if (options.next) forward('b', options.next);
  const path = (): string[] => account.journal('event').flatMap((entry) => (entry.id === undefined ? [] : [entry.bus ?? 'default']));
  return { ...account, path };
}

describe('a rule whose target is another bus', () => {
  it.each([
    ['with a role', true],
    ['without one, in the same account', false],
  ])('forwards the event unchanged %s', async (_case, role) => {
    const { cloud, play, path, journal } = openChain({ role });

    cloud.emit(CHANGE);
    await play(10);

    const [first, second] = journal('event');
    expect(path()).toEqual(['default', 'b']);
    expect(second).toMatchObject({ id: first.id, source: 'aws.rds', detailType: CHANGE['detail-type'], detail: CHANGE.detail });
    expect(journal('call').filter((entry) => entry.operation === 'PutEvents')).toMatchObject([
      { by: role ? 'role/forwarder' : 'events.amazonaws.com', outcome: 'ok' },
    ]);
  });

  it.each([
    ['a third bus', 'c'],
    ['the bus that it came from', 'default'],
    ['itself', 'b'],
  ])('is refused a second forwarding, to %s', async (_case, next) => {
    const { cloud, play, path, dead } = openChain({ next });

    cloud.emit(CHANGE);
    await play(10);

    expect(path()).toEqual(['default', 'b']);
    const attributes = dead()[0].MessageAttributes;
    expect(attributes.ERROR_CODE.StringValue).toBe('THIRD_ACCOUNT_HOP_DETECTED');
    expect(attributes.RETRY_ATTEMPTS.StringValue).toBe('0');
    expect(attributes.ERROR_MESSAGE.StringValue).toContain('only once');
  });

  it('loses the event to the dead-letter queue when the bus is gone', async () => {
    const { cloud, play, path, dead } = openChain({ first: 'gone' });

    cloud.emit(CHANGE);
    await play(10);

    expect(path()).toEqual(['default']);
    expect(dead()[0].MessageAttributes.ERROR_CODE.StringValue).toBe('NO_RESOURCE');
  });

  it('tries again while PutEvents is throttled', async () => {
    let throttles = 2;
    const onCall: Faults['onCall'] = (_service, operation) =>
      operation === 'PutEvents' && throttles-- > 0 ? new AwsError('ThrottlingException', 'Rate exceeded') : undefined;
    const { cloud, play, path, dead } = openChain({ faults: { onCall } });

    cloud.emit(CHANGE);
    await play();

    expect(path()).toEqual(['default', 'b']);
    expect(dead()).toEqual([]);
    expect(cloud.clock.nowMs).toBeGreaterThan(START_MS);
  });

  it.each([
    ['an input', { Input: '{}' }, 'Modifying the input for target 1 is not supported'],
    ['a transformer', { InputTransformer: { InputTemplate: '"x"' } }, 'Modifying the input for target 1 is not supported'],
    ['a bus of another account', { Arn: 'arn:aws:events:us-east-1:999999999999:event-bus/b' }, 'the target arn:aws:events'],
    ['a bus of another region', { Arn: 'arn:aws:events:eu-west-1:123456789012:event-bus/b' }, 'the target arn:aws:events'],
  ])('is refused with %s', (_case, change, message) => {
    const { call } = openChain();
    const target = { Id: '1', Arn: busArn('b'), ...change };

    expect(() => call('events', 'PutTargets', { Rule: 'forward', Targets: [target] })).toThrow(message);
  });
});
