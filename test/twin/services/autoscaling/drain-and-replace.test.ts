import { describe, expect, it } from 'vitest';
import { contextOf } from '../resources.ts';
import { activitiesOf, MINUTE, openWebTier, SECOND, type WebTier } from '../web-tier.ts';

const TERMINATE_HOOK = { terminate: { HeartbeatTimeout: 600, DefaultResult: 'CONTINUE' } };

async function serving(options: Parameters<typeof openWebTier>[0] = {}): Promise<WebTier> {
  const web = await openWebTier(options);
  await web.play(3 * MINUTE);
  return web;
}

function terminate(web: WebTier, id: string, decrement = false) {
  return web.call('TerminateInstanceInAutoScalingGroup', { InstanceId: id, ShouldDecrementDesiredCapacity: decrement }).Activity;
}

describe('terminating an instance through its group', () => {
  it('drains it for the whole delay while the replacement comes beside it', async () => {
    const web = await serving();
    const [victim = ''] = web.members();

    terminate(web, victim);
    await web.play(2 * MINUTE);

    expect(web.members('Terminating')).toEqual([victim]);
    expect(web.targets('draining')).toBe(1);
    expect(web.targets('healthy')).toBe(2);
    expect(web.members()).toHaveLength(2);
  });

  it('ends 304 to 310 s after it began when the delay is 300 s', async () => {
    const web = await serving();
    const [victim = ''] = web.members();

    const { ActivityId } = terminate(web, victim);
    await web.play(6 * MINUTE);

    const [activity] = web.call('DescribeScalingActivities', { ActivityIds: [ActivityId] }).Activities;
    const seconds = (activity.EndTime.getTime() - activity.StartTime.getTime()) / SECOND;
    expect(activity.StatusCode).toBe('Successful');
    expect(seconds).toBeGreaterThanOrEqual(304);
    expect(seconds).toBeLessThanOrEqual(310);
    expect(activity.Cause).toBe(`At 2018-02-09T11:03:00Z instance ${victim} was taken out of service in response to a user request.`);
  });

  it('offers it to the terminate hook only after the drain', async () => {
    const web = await serving({ hooks: TERMINATE_HOOK });
    const [victim = ''] = web.members();
    const startedMs = web.cloud.clock.nowMs;

    terminate(web, victim);
    await web.play(4 * MINUTE);
    const early = web.eventsOf('EC2 Instance-terminate Lifecycle Action');
    await web.play(2 * MINUTE);

    const [event] = web.eventsOf('EC2 Instance-terminate Lifecycle Action');
    expect(early).toEqual([]);
    expect(event?.atMs).toBe(startedMs + 300 * SECOND);
    expect(event?.detail).toMatchObject({ EC2InstanceId: victim, Origin: 'AutoScalingGroup', Destination: 'EC2' });
    expect(web.members('Terminating:Wait')).toEqual([victim]);
  });

  it('lets it go when the terminate hook is completed', async () => {
    const web = await serving({ hooks: TERMINATE_HOOK });
    const [victim = ''] = web.members();
    terminate(web, victim);
    await web.play(6 * MINUTE);

    web.call('CompleteLifecycleAction', {
      AutoScalingGroupName: 'web',
      LifecycleHookName: 'nines-terminate',
      InstanceId: victim,
      LifecycleActionResult: 'CONTINUE',
    });
    await web.play(MINUTE);

    expect(web.group().Instances.map((one: { InstanceId: string }) => one.InstanceId)).not.toContain(victim);
    expect(web.eventsOf('EC2 Instance Terminate Successful')).toHaveLength(1);
  });

  it('lets it go by the default result when nobody completes the hook', async () => {
    const web = await serving({ hooks: TERMINATE_HOOK });
    const [victim = ''] = web.members();
    terminate(web, victim);

    await web.play(17 * MINUTE);

    expect(web.members('Terminating:Wait')).toEqual([]);
    expect(activitiesOf(web.cloud, 'lifecycle-hook').at(-1)).toMatchObject({ id: victim, to: 'CONTINUE', reason: 'Heartbeat Timeout' });
  });

  it('refuses to shrink below the minimum', async () => {
    const web = await serving();
    const [victim = ''] = web.members();

    expect(() => terminate(web, victim, true)).toThrow(/desiredSize equals minSize/);
  });

  it('refuses an instance that leaves already', async () => {
    const web = await serving();
    const [victim = ''] = web.members();
    terminate(web, victim);

    expect(() => terminate(web, victim)).toThrow(expect.objectContaining({ shape: 'ScalingActivityInProgressFault' }));
  });

  it('refuses an instance of no group', async () => {
    const web = await serving();

    expect(() => terminate(web, 'i-0123')).toThrow('Instance Id not found');
  });
});

describe('an instance that is lost behind the back of its group', () => {
  it('is replaced at once, one second after its termination activity began', async () => {
    const web = await serving();
    const [victim = ''] = web.members();

    web.cloud.callNow('ec2', 'TerminateInstances', { InstanceIds: [victim] });
    await web.play(MINUTE);

    const [launch, end] = web.call('DescribeScalingActivities', { AutoScalingGroupName: 'web' }).Activities;
    expect(end.Cause).toMatch(/in response to an EC2 health check that indicated it had been terminated or stopped\.$/);
    expect(launch.Cause).toMatch(/an instance was launched in response to an unhealthy instance needing to be replaced\.$/);
    expect(launch.StartTime.getTime() - end.StartTime.getTime()).toBe(SECOND);
  });
});

describe('a node whose site never comes up', () => {
  const neverBoots = { read: (name: string) => (name === 'node:never-boots' ? true : undefined) };

  it('is called unhealthy, and replaced once its grace period is over', async () => {
    let count = 0;
    const broken = new Set<string>();
    const faults = {
      read: (name: string, subject = '') => {
        if (name !== 'node:never-boots') return undefined;
        if (count++ === 0) broken.add(subject);
        return broken.has(subject) ? true : undefined;
      },
    };

    const web = await serving({ faults, graceSeconds: 120 });
    await web.play(3 * MINUTE);

    const [first] = [...broken];
    expect(web.members()).toHaveLength(2);
    expect(web.members()).not.toContain(first);
    const end = web
      .call('DescribeScalingActivities', {})
      .Activities.find((one: { Description: string }) => one.Description === `Terminating EC2 instance: ${first}`);
    expect(end.Cause).toMatch(/in response to an ELB system health check failure\.$/);
  });

  it('is not replaced while its grace period lasts', async () => {
    const web = await serving({ faults: neverBoots, graceSeconds: 600 });

    await web.play(5 * MINUTE);

    expect(web.targets('unhealthy')).toBe(2);
    expect(web.members()).toHaveLength(2);
  });

  it('is left alone while replacing is suspended', async () => {
    const web = await openWebTier({ faults: neverBoots });
    web.call('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: ['ReplaceUnhealthy'] });

    await web.play(10 * MINUTE);

    expect(web.eventsOf('EC2 Instance Terminate Successful')).toEqual([]);
    expect(web.targets('unhealthy')).toBe(2);
  });

  it('is one of many that are replaced one after the other', async () => {
    const web = await openWebTier({ min: 6, faults: neverBoots });
    await web.play(MINUTE);
    const inService: number[] = [];

    for (let step = 0; step < 36; step++) {
      await web.play(10 * SECOND);
      inService.push(web.members().length);
    }

    expect(Math.min(...inService)).toBe(5);
    expect(web.eventsOf('EC2 Instance Launch Successful').length).toBeGreaterThan(6);
  });
});

describe('SetInstanceHealth', () => {
  it('replaces at once what somebody calls unhealthy', async () => {
    const web = await serving();
    const [victim = ''] = web.members();

    web.call('SetInstanceHealth', { InstanceId: victim, HealthStatus: 'Unhealthy', ShouldRespectGracePeriod: false });

    expect(web.members('Terminating')).toEqual([victim]);
  });

  it('spares an instance in its grace period', async () => {
    const web = await serving({ graceSeconds: 3_600 });
    const [victim = ''] = web.members();

    web.call('SetInstanceHealth', { InstanceId: victim, HealthStatus: 'Unhealthy' });

    expect(web.members('Terminating')).toEqual([]);
  });
});

describe('deleting a group', () => {
  it('is refused while it has instances', async () => {
    const web = await serving();

    const act = () => web.call('DeleteAutoScalingGroup', { AutoScalingGroupName: 'web' });

    expect(act).toThrow(expect.objectContaining({ shape: 'ResourceInUseFault' }));
  });

  it('takes the instances along when forced', async () => {
    const web = await serving();

    web.call('DeleteAutoScalingGroup', { AutoScalingGroupName: 'web', ForceDelete: true });
    await web.play(MINUTE);

    expect(web.group()).toBeUndefined();
    const Filters = [{ Name: 'instance-state-name', Values: ['running', 'pending'] }];
    expect(web.cloud.callNow('ec2', 'DescribeInstances', { Filters }).Reservations).toEqual([]);
  });

  it('waits for drains and hooks when its stack goes', async () => {
    const web = await serving({ hooks: TERMINATE_HOOK });
    let isGone = false;
    void Promise.resolve(web.cloud.provider('AWS::AutoScaling::AutoScalingGroup').delete('web', {}, contextOf())).then(() => {
      isGone = true;
    });
    await web.play(6 * MINUTE);
    const afterDrain = isGone;
    await web.play(11 * MINUTE);

    expect(afterDrain).toBe(false);
    expect(isGone).toBe(true);
    expect(web.group()).toBeUndefined();
  });
});
