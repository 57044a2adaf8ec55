import { describe, expect, it } from 'vitest';
import { contextOf, make, played } from '../resources.ts';
import { HOURLY, ONCE, openScheduler } from './open-scheduler.ts';

const GROUP = 'AWS::Scheduler::ScheduleGroup';
const ARN = 'arn:aws:scheduler:us-east-1:123456789012:schedule-group/nines';

function openGroup() {
  const account = openScheduler();
  account.call('scheduler', 'CreateScheduleGroup', { Name: 'nines', Tags: [{ Key: 'a', Value: '1' }], ClientToken: 't' });
  return { ...account, described: () => account.call('scheduler', 'GetScheduleGroup', { Name: 'nines' }) };
}

describe('a group', () => {
  it('takes its schedules along when it is deleted, after a while as DELETING', async () => {
    const { create, call, play, described, invocations } = openGroup();
    create({ ...ONCE, GroupName: 'nines' });

    call('scheduler', 'DeleteScheduleGroup', { Name: 'nines' });
    expect(described().State).toBe('DELETING');
    expect(() => create({ ...HOURLY, GroupName: 'nines' })).toThrow('Schedule group nines is being deleted.');
    expect(() => call('scheduler', 'DeleteScheduleGroup', { Name: 'nines' })).toThrow('is being deleted');
    await play(2 * 3600);

    expect(invocations).toEqual([]);
    expect(described).toThrow('Schedule group nines does not exist.');
    expect(call('scheduler', 'ListSchedules', {}).Schedules).toEqual([]);
  });

  it('is made once for one client token', () => {
    const { call } = openGroup();

    expect(call('scheduler', 'CreateScheduleGroup', { Name: 'nines', ClientToken: 't' }).ScheduleGroupArn).toBe(ARN);
    expect(() => call('scheduler', 'CreateScheduleGroup', { Name: 'nines', ClientToken: 'other' })).toThrow('already exists');
  });

  it('has tags', () => {
    const { call } = openGroup();
    const tags = () => call('scheduler', 'ListTagsForResource', { ResourceArn: ARN }).Tags;

    call('scheduler', 'TagResource', { ResourceArn: ARN, Tags: [{ Key: 'b', Value: '2' }] });
    expect(tags()).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]);
    call('scheduler', 'UntagResource', { ResourceArn: ARN, TagKeys: ['a', 'b'] });

    expect(tags()).toEqual([]);
  });

  it('is listed by prefix', () => {
    const { call } = openGroup();
    const names = (input: object): string[] =>
      call('scheduler', 'ListScheduleGroups', input).ScheduleGroups.map((group: { Name: string }) => group.Name);

    expect([names({}), names({ NamePrefix: 'n' })]).toEqual([['default', 'nines'], ['nines']]);
  });

  it.each([
    ['the default one', 'default', 'cannot be deleted'],
    ['one that is not there', 'none', 'does not exist'],
  ])('is not deleted when it is %s', (_case, Name, message) => {
    const { call } = openGroup();

    expect(() => call('scheduler', 'DeleteScheduleGroup', { Name })).toThrow(message);
  });

  it('is a resource whose deletion ends with that of its schedules', async () => {
    const { cloud, call } = openScheduler();
    const made = await make(cloud, GROUP, { Name: 'nines', Tags: [{ Key: 'k', Value: 'v' }] });

    expect(made).toMatchObject({ physicalId: 'nines', attributes: { Arn: ARN, State: 'ACTIVE' } });
    expect(call('scheduler', 'ListTagsForResource', { ResourceArn: ARN }).Tags).toContainEqual({ Key: 'k', Value: 'v' });
    await played(cloud, Promise.resolve(cloud.provider(GROUP).delete('nines', {}, contextOf())));

    expect(() => call('scheduler', 'GetScheduleGroup', { Name: 'nines' })).toThrow('does not exist');
    expect(() => make(cloud, GROUP, { Name: 'x', Color: 'red' })).toThrow(`${GROUP} with Color`);
  });
});
