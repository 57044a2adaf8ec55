import { describe, expect, it } from 'vitest';
import { MINUTE, openWebTier, SECOND, START } from '../web-tier.ts';

const HOOK = { launch: { HeartbeatTimeout: 600, DefaultResult: 'ABANDON' } };

describe('a group that is created', () => {
  it('launches its minimum over both zones and registers each after about half a minute', async () => {
    const web = await openWebTier();

    await web.play(2 * MINUTE);

    const zones = web.group().Instances.map((instance: { AvailabilityZone: string }) => instance.AvailabilityZone);
    expect(zones.sort()).toEqual(['us-east-1a', 'us-east-1b']);
    expect(web.targets('healthy')).toBe(2);
    const [activity] = web.call('DescribeScalingActivities', { AutoScalingGroupName: 'web' }).Activities;
    const seconds = (activity.EndTime.getTime() - activity.StartTime.getTime()) / SECOND;
    expect(seconds).toBeGreaterThanOrEqual(31.2);
    expect(seconds).toBeLessThanOrEqual(32);
    expect(activity.Cause).toMatch(
      /^At 2018-02-09T11:00:00Z a user request created an AutoScalingGroup changing the desired capacity from 0 to 2\. {2}At .* an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 2\.$/,
    );
  });

  it('hands its tags, the stack tags and its name to the instances', async () => {
    const web = await openWebTier();

    await web.play(MINUTE);

    const Filters = [{ Name: 'tag:nines:site', Values: ['myapp'] }];
    const { Reservations } = web.cloud.callNow('ec2', 'DescribeInstances', { Filters });
    const tags = Object.fromEntries(Reservations[0].Instances[0].Tags.map((tag: { Key: string; Value: string }) => [tag.Key, tag.Value]));
    expect(Reservations).toHaveLength(2);
    expect(tags).toMatchObject({
      Name: 'web',
      'nines:site': 'myapp',
      'aws:autoscaling:groupName': 'web',
      'aws:ec2launchtemplate:version': '1',
    });
  });
});

describe('a scale-out from 2 to 8 with a launch hook', () => {
  async function scaledOut() {
    const web = await openWebTier({ hooks: HOOK, min: 0 });
    await web.play(MINUTE);
    web.call('UpdateAutoScalingGroup', { AutoScalingGroupName: 'web', MinSize: 8 });
    await web.play(MINUTE);
    return web;
  }

  it('holds every instance at the hook, outside the load balancer', async () => {
    const web = await scaledOut();

    expect(web.members('Pending:Wait')).toHaveLength(8);
    expect(web.targets('initial') + web.targets('healthy')).toBe(0);
    const [event] = web.eventsOf('EC2 Instance-launch Lifecycle Action');
    expect(event?.detail).toMatchObject({
      AutoScalingGroupName: 'web',
      LifecycleHookName: 'nines-launch',
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      Origin: 'EC2',
      Destination: 'AutoScalingGroup',
    });
  });

  it('brings each into service when its action is completed, four a zone', async () => {
    const web = await scaledOut();

    for (const { detail } of web.eventsOf('EC2 Instance-launch Lifecycle Action')) {
      web.call('CompleteLifecycleAction', {
        AutoScalingGroupName: 'web',
        LifecycleHookName: 'nines-launch',
        LifecycleActionToken: detail.LifecycleActionToken,
        LifecycleActionResult: 'CONTINUE',
      });
    }
    await web.play(MINUTE);

    expect(web.members('InService')).toHaveLength(8);
    expect(web.targets('healthy')).toBe(8);
    const zones = web.group().Instances.map((instance: { AvailabilityZone: string }) => instance.AvailabilityZone);
    expect(zones.filter((zone: string) => zone === 'us-east-1a')).toHaveLength(4);
    const launched = web.eventsOf('EC2 Instance Launch Successful');
    expect(launched).toHaveLength(8);
    for (const { detail } of launched) expect(detail.Description).toBe(`Launching a new EC2 instance: ${detail.EC2InstanceId}`);
  });

  it('abandons what nobody completes when the heartbeat runs out, and launches again', async () => {
    const web = await scaledOut();
    const first = web.members('Pending:Wait');

    await web.play(11 * MINUTE);

    const failed = web.eventsOf('EC2 Instance Launch Unsuccessful');
    expect(failed).toHaveLength(8);
    expect(failed[0]?.detail).not.toHaveProperty('Description');
    expect(failed[0]?.detail.StatusMessage).toMatch(
      /^Instance failed to complete user's Lifecycle Action: Lifecycle Action with token .* was abandoned: Heartbeat Timeout$/,
    );
    expect(web.members('Pending:Wait')).toHaveLength(8);
    expect(web.members('Pending:Wait').some((id) => first.includes(id))).toBe(false);
  });

  it('lets a recorded heartbeat restart the timeout', async () => {
    const web = await scaledOut();
    const [id] = web.members('Pending:Wait');
    const action = { AutoScalingGroupName: 'web', LifecycleHookName: 'nines-launch', InstanceId: id };

    await web.play(9 * MINUTE);
    web.call('RecordLifecycleActionHeartbeat', action);
    await web.play(3 * MINUTE);

    expect(web.members('Pending:Wait')).toContain(id);
  });

  it('refuses to complete an action twice', async () => {
    const web = await scaledOut();
    const [id] = web.members('Pending:Wait');
    const complete = () =>
      web.call('CompleteLifecycleAction', {
        AutoScalingGroupName: 'web',
        LifecycleHookName: 'nines-launch',
        InstanceId: id,
        LifecycleActionResult: 'CONTINUE',
      });

    complete();

    expect(complete).toThrow(`No active Lifecycle Action found with instance ID ${id}`);
  });
});

describe('limits', () => {
  it.each([
    ['UpdateAutoScalingGroup', { MinSize: 9, MaxSize: 8 }, 'Max bound, 8, must be greater than or equal to min bound, 9'],
    ['UpdateAutoScalingGroup', { DesiredCapacity: 17 }, 'Desired capacity:17 must be between the specified min size:2 and max size:16'],
    ['SetDesiredCapacity', { DesiredCapacity: 20 }, 'New SetDesiredCapacity value 20 is above max value 16 for the AutoScalingGroup.'],
    ['SetDesiredCapacity', { DesiredCapacity: 1 }, 'New SetDesiredCapacity value 1 is below min value 2 for the AutoScalingGroup.'],
  ])('%s of %j is refused', async (operation, input, message) => {
    const web = await openWebTier();

    const act = () => web.call(operation, { AutoScalingGroupName: 'web', ...input });

    expect(act).toThrow(message);
    expect(web.group()).toMatchObject({ MinSize: 2, MaxSize: 16, DesiredCapacity: 2 });
  });

  it('lets SetDesiredCapacity that honours the cooldown fail while one runs', async () => {
    const web = await openWebTier();
    await web.play(2 * MINUTE);

    const act = () => web.call('SetDesiredCapacity', { AutoScalingGroupName: 'web', DesiredCapacity: 3, HonorCooldown: true });

    expect(act).toThrow(/cooldown/);
    await web.play(5 * MINUTE);
    expect(act).not.toThrow();
  });

  it('names a group that is not there', async () => {
    const web = await openWebTier();

    expect(() => web.call('SetDesiredCapacity', { AutoScalingGroupName: 'other', DesiredCapacity: 1 })).toThrow(
      'AutoScalingGroup name not found',
    );
  });

  it('starts launches some seconds after the change', async () => {
    const web = await openWebTier();

    await web.play(2 * MINUTE);

    const [activity] = web.call('DescribeScalingActivities', { AutoScalingGroupName: 'web' }).Activities;
    const lag = (activity.StartTime.getTime() - START) / SECOND;
    expect(lag).toBeGreaterThanOrEqual(4);
    expect(lag).toBeLessThanOrEqual(16);
  });
});
