import { describe, expect, it } from 'vitest';
import { functionArn } from '../account.ts';
import { openBus } from './open-bus.ts';

const BUS_ARN = 'arn:aws:events:us-east-1:123456789012:event-bus/mine';
const ENTRY = { Source: 'nines', DetailType: 'Run Ended', Detail: '{"id":"x"}' };

/** The default bus, and one of its own name with a rule of its own. */
function openMine() {
  const account = openBus({ pattern: { source: ['nines'] }, handler: () => null });
  const { call } = account;
  call('events', 'CreateEventBus', { Name: 'mine', Description: 'ours' });
  call('events', 'PutRule', { Name: 'on-change', EventBusName: 'mine', EventPattern: '{"source":["nines"]}' });
  call('events', 'PutTargets', { Rule: 'on-change', EventBusName: 'mine', Targets: [{ Id: '1', Arn: functionArn('react') }] });
  return account;
}

describe('an event bus', () => {
  it('is created, described, listed and deleted', () => {
    const { call } = openBus();

    expect(call('events', 'CreateEventBus', { Name: 'mine', Description: 'ours' })).toEqual({ EventBusArn: BUS_ARN, Description: 'ours' });
    expect(call('events', 'DescribeEventBus', { Name: BUS_ARN })).toMatchObject({ Name: 'mine', Arn: BUS_ARN, Description: 'ours' });
    expect(call('events', 'ListEventBuses', {}).EventBuses.map((bus: { Name: string }) => bus.Name)).toEqual(['default', 'mine']);
    expect(call('events', 'ListEventBuses', { NamePrefix: 'm' }).EventBuses).toHaveLength(1);
    call('events', 'DeleteEventBus', { Name: 'mine' });

    expect(() => call('events', 'DescribeEventBus', { Name: 'mine' })).toThrow('Event bus mine does not exist.');
  });

  it.each([
    ['by its name', 'mine'],
    ['by its ARN', BUS_ARN],
  ])('takes events %s, for its own rules only', async (_case, EventBusName) => {
    const { call, play, journal } = openMine();

    call('events', 'PutEvents', { Entries: [{ ...ENTRY, EventBusName }] });
    await play(10);

    expect(journal('event').filter((entry) => entry.id)).toMatchObject([{ bus: 'mine', rules: ['on-change'] }]);
    expect(call('events', 'DescribeRule', { Name: 'on-change', EventBusName: 'mine' }).Arn).toBe(
      'arn:aws:events:us-east-1:123456789012:rule/mine/on-change',
    );
  });

  it('takes a permission for its own rule, not for the rule of the same name elsewhere', async () => {
    const { call, play, journal, invocations } = openMine();

    call('events', 'PutEvents', { Entries: [{ ...ENTRY, EventBusName: 'mine' }] });
    await play(10);

    // The function permits rule/on-change of the default bus.
    expect(invocations).toEqual([]);
    expect(journal('event').at(-1)).toMatchObject({ failed: 'dropped', error: 'NO_PERMISSIONS' });
  });

  it('has tags', () => {
    const { call } = openBus();
    call('events', 'CreateEventBus', { Name: 'mine', Tags: [{ Key: 'nines:site', Value: 'myapp' }] });

    expect(call('events', 'ListTagsForResource', { ResourceARN: BUS_ARN }).Tags).toEqual([{ Key: 'nines:site', Value: 'myapp' }]);
  });

  it.each([
    ['created twice', 'CreateEventBus', { Name: 'mine' }, 'Event bus mine already exists.'],
    ['created as the default', 'CreateEventBus', { Name: 'default' }, 'Event bus default already exists.'],
    ['created with a partner’s name', 'CreateEventBus', { Name: 'aws.partner/x' }, 'is not valid'],
    ['created for a partner', 'CreateEventBus', { Name: 'x', EventSourceName: 'x' }, 'events:CreateEventBus with EventSourceName'],
    ['deleted while it has rules', 'DeleteEventBus', { Name: 'mine' }, "can't be deleted since it has rules"],
    ['deleted when it is the default', 'DeleteEventBus', { Name: 'default' }, 'Cannot delete event bus default.'],
    ['deleted when it is not there', 'DeleteEventBus', { Name: 'none' }, 'Event bus none does not exist.'],
    ['given a rule when it is not there', 'PutRule', { Name: 'r', EventBusName: 'none', EventPattern: '{"a":[1]}' }, 'Event bus none'],
    [
      'given a schedule',
      'PutRule',
      { Name: 'r', EventBusName: 'mine', ScheduleExpression: 'rate(1 day)' },
      'only on the default event bus',
    ],
    ['asked for a rule of another bus', 'DescribeRule', { Name: 'x', EventBusName: 'mine' }, 'Rule x does not exist on EventBus mine.'],
  ])('is refused when it is %s', (_case, operation, input, message) => {
    const { call } = openMine();

    expect(() => call('events', operation, input)).toThrow(message);
  });

  it('is one of a hundred at most', () => {
    const { call } = openBus();
    for (let index = 1; index < 100; index++) call('events', 'CreateEventBus', { Name: `bus-${index}` });

    expect(() => call('events', 'CreateEventBus', { Name: 'one-more' })).toThrow('exceeds the maximum number');
  });
});

describe('the policy of a bus', () => {
  const policyOf = (call: ReturnType<typeof openMine>['call']) => {
    const text = call('events', 'DescribeEventBus', { Name: 'mine' }).Policy;
    return text === undefined ? undefined : JSON.parse(text);
  };
  const permission = { EventBusName: 'mine', Action: 'events:PutEvents', Principal: '999999999999', StatementId: 'them' };

  it('gains, replaces and loses statements', () => {
    const { call } = openMine();

    call('events', 'PutPermission', permission);
    call('events', 'PutPermission', { ...permission, StatementId: 'all', Principal: '*' });
    expect(policyOf(call).Statement).toMatchObject([
      { Sid: 'them', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999999999999:root' }, Resource: BUS_ARN },
      { Sid: 'all', Principal: '*' },
    ]);
    call('events', 'RemovePermission', { EventBusName: 'mine', StatementId: 'them' });
    expect(policyOf(call).Statement).toHaveLength(1);
    call('events', 'RemovePermission', { EventBusName: 'mine', RemoveAllPermissions: true });

    expect(policyOf(call)).toBeUndefined();
  });

  it.each([
    ['a statement that is not there', 'RemovePermission', { EventBusName: 'mine', StatementId: 'x' }, 'Statement with the provided id'],
    ['no statement', 'RemovePermission', { EventBusName: 'mine' }, 'StatementId must be specified'],
    ['half a permission', 'PutPermission', { EventBusName: 'mine', Action: 'events:PutEvents' }, 'must be specified'],
    ['text that is no JSON', 'PutPermission', { EventBusName: 'mine', Policy: '{' }, 'not valid JSON'],
    [
      'a Deny, which nobody evaluates',
      'PutPermission',
      { EventBusName: 'mine', Policy: JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: '*' }] }) },
      'a Deny in the policy of an event bus',
    ],
    [
      'ten thousand characters and more',
      'PutPermission',
      { EventBusName: 'mine', Policy: JSON.stringify({ Statement: [{ Sid: 'x'.repeat(10_240), Effect: 'Allow' }] }) },
      'at most 10240 characters',
    ],
  ])('refuses %s', (_case, operation, input, message) => {
    const { call } = openMine();

    expect(() => call('events', operation, input)).toThrow(message);
  });
});
