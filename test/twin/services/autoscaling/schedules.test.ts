import { describe, expect, it } from 'vitest';
import { activitiesOf, MINUTE, openWebTier, type WebTier } from '../web-tier.ts';

const HOUR = 60 * MINUTE;
const OPENS = { ScheduledActionName: 'Weekend Traffic', Recurrence: '0 12 * * Fri', MinSize: 8, MaxSize: 16 };
const CLOSES = { ScheduledActionName: 'Weekend Traffic ends', Recurrence: '0 6 * * Mon', MinSize: 2 };

const put = (web: WebTier, action: object) => web.call('PutScheduledUpdateGroupAction', { AutoScalingGroupName: 'web', ...action });
const actionsOf = (web: WebTier) => web.call('DescribeScheduledActions', { AutoScalingGroupName: 'web' }).ScheduledUpdateGroupActions;

describe('the weekend as scheduled actions', () => {
  it('opens at noon on Friday, at most two minutes late', async () => {
    const web = await openWebTier({ max: 4 });
    put(web, OPENS);

    await web.play(HOUR + 2 * MINUTE);

    expect(web.group()).toMatchObject({ MinSize: 8, MaxSize: 16, DesiredCapacity: 8 });
    await web.play(2 * MINUTE);
    expect(web.targets('healthy')).toBe(8);
    const [activity] = web.call('DescribeScalingActivities', {}).Activities;
    expect(activity.Cause).toMatch(
      /^At 2018-02-09T12:0[0-2]:\d\dZ a scheduled action update of AutoScalingGroup constraints to min: 8, max: 16, desired: 8 changing the desired capacity from 2 to 8\./,
    );
  });

  it('closes on Monday by lowering the minimum only', async () => {
    const web = await openWebTier({ max: 4 });
    put(web, OPENS);
    put(web, CLOSES);

    await web.play(68 * HOUR);

    expect(web.group()).toMatchObject({ MinSize: 2, MaxSize: 16, DesiredCapacity: 8 });
    expect(web.members()).toHaveLength(8);
  });

  it('recurs without end and shows its next occurrence', async () => {
    const web = await openWebTier();
    put(web, OPENS);

    await web.play(2 * HOUR);

    expect(actionsOf(web)[0]).toMatchObject({ Recurrence: '0 12 * * Fri', StartTime: new Date('2018-02-16T12:00:00Z') });
  });

  it('follows daylight saving time in its zone', async () => {
    const web = await openWebTier();

    put(web, { ...OPENS, TimeZone: 'America/New_York' });

    expect(actionsOf(web)[0].StartTime).toEqual(new Date('2018-02-09T17:00:00Z'));
  });

  it('is deleted after its end, and does not run at it', async () => {
    const web = await openWebTier();
    put(web, { ...OPENS, EndTime: new Date('2018-02-09T12:00:00Z') });

    await web.play(2 * HOUR);

    expect(web.group().MinSize).toBe(2);
    expect(actionsOf(web)).toEqual([]);
  });

  it('does nothing once it was deleted', async () => {
    const web = await openWebTier();
    put(web, OPENS);

    web.call('DeleteScheduledAction', { AutoScalingGroupName: 'web', ScheduledActionName: 'Weekend Traffic' });
    await web.play(2 * HOUR);

    expect(web.group().DesiredCapacity).toBe(2);
  });

  it('does nothing while scheduled actions are suspended', async () => {
    const web = await openWebTier();
    put(web, OPENS);
    web.call('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: ['ScheduledActions'] });

    await web.play(2 * HOUR);

    expect(web.group().DesiredCapacity).toBe(2);
  });

  it('fails visibly when its capacity lies outside the limits', async () => {
    const web = await openWebTier({ max: 4 });
    put(web, { ScheduledActionName: 'too many', StartTime: new Date('2018-02-09T11:30:00Z'), DesiredCapacity: 9 });

    await web.play(HOUR);

    expect(web.group().DesiredCapacity).toBe(2);
    expect(activitiesOf(web.cloud, 'scheduled-action').at(-1)).toMatchObject({ id: 'too many', to: 'Failed' });
  });
});

describe('a scheduled action that cannot be', () => {
  const once = { ScheduledActionName: 'once', StartTime: new Date('2018-02-09T13:00:00Z'), MinSize: 3 };

  it.each([
    ['sets nothing', { ScheduledActionName: 'a', Recurrence: '0 12 * * Fri' }, 'At least one of MinSize, MaxSize and DesiredCapacity'],
    ['has a recurrence of six fields', { ...OPENS, Recurrence: '0 12 ? * FRI *' }, /5 fields/],
    ['has no time', { ScheduledActionName: 'a', MinSize: 1 }, 'Either a StartTime or a Recurrence'],
    ['lies in the past', { ...once, StartTime: new Date('2018-02-01T00:00:00Z') }, 'in the past'],
    ['has its limits the wrong way round', { ...OPENS, MinSize: 9, MaxSize: 8 }, 'Max bound, 8'],
  ])('is refused when it %s', async (_, action, message) => {
    const web = await openWebTier();

    expect(() => put(web, action)).toThrow(message);
    expect(actionsOf(web)).toEqual([]);
  });

  it('is refused at the time of another', async () => {
    const web = await openWebTier();
    put(web, once);

    expect(() => put(web, { ...once, ScheduledActionName: 'twice' })).toThrow(expect.objectContaining({ shape: 'AlreadyExistsFault' }));
  });

  it('is named by the batch that deletes it in vain', async () => {
    const web = await openWebTier();

    const answer = web.call('BatchDeleteScheduledAction', { AutoScalingGroupName: 'web', ScheduledActionNames: ['none'] });

    expect(answer.FailedScheduledActions).toEqual([expect.objectContaining({ ScheduledActionName: 'none', ErrorCode: 'ValidationError' })]);
  });
});
