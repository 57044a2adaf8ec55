import { describe, expect, it } from 'vitest';
import type { Properties } from '#twin/cloud.ts';
import { functionArn } from '../account.ts';
import { contextOf, make } from '../resources.ts';
import { openBus } from './open-bus.ts';

const BUS = 'AWS::Events::EventBus';
const POLICY = 'AWS::Events::EventBusPolicy';
const RULE = 'AWS::Events::Rule';
const ARCHIVE = 'AWS::Events::Archive';

function openStack() {
  const account = openBus();
  const { cloud } = account;
  return {
    ...account,
    make: (type: string, properties: Properties) => make(cloud, type, properties),
    change: (type: string, id: string, properties: Properties, previous: Properties) =>
      cloud.provider(type).update?.(id, properties, previous, contextOf()),
    remove: (type: string, id: string, properties: Properties) => cloud.provider(type).delete(id, properties, contextOf()),
  };
}

describe(BUS, () => {
  it('is made, changed and deleted; its ref is its name', async () => {
    const { make, change, remove, call } = openStack();
    const properties = { Name: 'mine', Description: 'a', Tags: [{ Key: 'k', Value: 'v' }], KmsKeyIdentifier: 'key' };

    const made = await make(BUS, properties);
    expect(made).toEqual({ physicalId: 'mine', attributes: { Arn: expect.stringMatching(/event-bus\/mine$/), Name: 'mine' } });
    expect(call('events', 'ListTagsForResource', { ResourceARN: made.attributes?.Arn }).Tags).toContainEqual({ Key: 'k', Value: 'v' });
    expect(change(BUS, 'mine', { ...properties, Name: 'other' }, properties)).toBe('replace');
    change(BUS, 'mine', { ...properties, Description: 'b' }, properties);
    expect(call('events', 'DescribeEventBus', { Name: 'mine' }).Description).toBe('b');
    await remove(BUS, 'mine', properties);

    expect(() => call('events', 'DescribeEventBus', { Name: 'mine' })).toThrow('does not exist');
  });

  it('refuses what it does not know', () => {
    const { make } = openStack();

    expect(() => make(BUS, { Name: 'x', EventSourceName: 'partner' })).toThrow(`${BUS} with EventSourceName`);
  });
});

describe(POLICY, () => {
  it.each([
    ['a whole statement', { Statement: { Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: '*' } }],
    ['its older parts', { Action: 'events:PutEvents', Principal: '999999999999' }],
  ])('puts %s on the bus and takes it off again', async (_case, part) => {
    const { make, remove, call } = openStack();
    const properties = { StatementId: 'them', ...part };

    const { physicalId } = await make(POLICY, properties);
    expect(physicalId).toBe('default|them');
    expect(JSON.parse(call('events', 'DescribeEventBus', {}).Policy).Statement).toMatchObject([{ Sid: 'them', Effect: 'Allow' }]);
    await remove(POLICY, physicalId, properties);

    expect(call('events', 'DescribeEventBus', {}).Policy).toBeUndefined();
  });
});

describe(RULE, () => {
  it('stands on a bus of its own; its id names both', async () => {
    const { make, change, remove, call } = openStack();
    await make(BUS, { Name: 'mine' });
    const properties = {
      Name: 'r',
      EventBusName: 'mine',
      EventPattern: { source: ['x'] },
      Targets: [{ Id: '1', Arn: functionArn('react') }],
    };

    const made = await make(RULE, properties);
    expect(made).toEqual({ physicalId: 'mine|r', attributes: { Arn: 'arn:aws:events:us-east-1:123456789012:rule/mine/r' } });
    change(RULE, 'mine|r', { ...properties, State: 'DISABLED', Targets: [] }, properties);
    expect(call('events', 'DescribeRule', { Name: 'r', EventBusName: 'mine' }).State).toBe('DISABLED');
    expect(call('events', 'ListTargetsByRule', { Rule: 'r', EventBusName: 'mine' }).Targets).toEqual([]);
    expect(change(RULE, 'mine|r', { ...properties, EventBusName: 'default' }, properties)).toBe('replace');
    await remove(RULE, 'mine|r', properties);

    expect(call('events', 'ListRules', { EventBusName: 'mine' }).Rules).toEqual([]);
  });

  it('starts by a schedule', async () => {
    const { make, play, journal } = openStack();

    const { physicalId } = await make(RULE, { ScheduleExpression: 'rate(1 hour)', Targets: [] });
    await play(3700);

    expect(journal('event').map((entry) => entry.rules)).toEqual([[physicalId]]);
  });

  it('refuses what it does not know', () => {
    const { make } = openStack();

    expect(() => make(RULE, { EventPattern: { a: [1] }, Color: 'red' })).toThrow(`${RULE} with Color`);
  });
});

describe(ARCHIVE, () => {
  it('is made, changed and deleted; its ref is its name', async () => {
    const { make, change, remove, call } = openStack();
    const properties = { ArchiveName: 'kept', SourceArn: 'arn:aws:events:us-east-1:123456789012:event-bus/default', RetentionDays: '3' };

    const made = await make(ARCHIVE, properties);
    expect(made.physicalId).toBe('kept');
    expect(made.attributes?.Arn).toBe('arn:aws:events:us-east-1:123456789012:archive/kept');
    change(ARCHIVE, 'kept', { ...properties, EventPattern: { source: ['x'] } }, properties);
    expect(call('events', 'DescribeArchive', { ArchiveName: 'kept' })).toMatchObject({
      RetentionDays: 3,
      EventPattern: '{"source":["x"]}',
    });
    expect(change(ARCHIVE, 'kept', { ...properties, ArchiveName: 'x' }, properties)).toBe('replace');
    await remove(ARCHIVE, 'kept', properties);

    expect(call('events', 'ListRules', { NamePrefix: 'Events-Archive' }).Rules).toEqual([]);
  });
});

describe('a resource that somebody has deleted by hand', () => {
  it.each([
    [BUS, 'mine', { Name: 'mine' }],
    [POLICY, 'default|them', { StatementId: 'them' }],
    [RULE, 'gone', { Name: 'gone' }],
    [ARCHIVE, 'kept', { ArchiveName: 'kept' }],
  ])('%s is deleted all the same', (type, id, properties) => {
    const { remove } = openStack();

    expect(() => remove(type, id, properties)).not.toThrow();
  });
});
