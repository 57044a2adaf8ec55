// Goal: a refresh replaces a group as AWS describes it, never below what it promises.
// Method: a web tier of its own with the site's nodes; a second version of the template from another image; the clock played.
import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND, type WebTier } from '../web-tier.ts';
import { fewestHealthy, KEEP, refreshed, serving, start, told, versions } from './refreshing.ts';

describe('launching before terminating', () => {
  it('replaces every instance and never has fewer healthy targets than wanted', async () => {
    const web = await serving();
    const before = web.members();

    start(web);
    const fewest = await fewestHealthy(web, 15);

    expect(refreshed(web)).toMatchObject({ Status: 'Successful', PercentageComplete: 100, InstancesToUpdate: 0 });
    expect(versions(web)).toEqual(['2', '2']);
    expect(web.members().filter((id) => before.includes(id))).toEqual([]);
    expect(fewest).toBe(2);
    expect(told(web)).toEqual(['Started', 'Succeeded']);
  });

  it('makes what it has brought the setting of the group', async () => {
    const web = await serving();

    start(web);
    await web.play(15 * MINUTE);

    expect(web.group().LaunchTemplate).toMatchObject({ Version: '2' });
  });

  it('goes one by one where the percentages leave no room, and several at once where they do', async () => {
    const most = async (MaxHealthyPercentage: number): Promise<number> => {
      const web = await serving({ min: 4 });
      start(web, { MaxHealthyPercentage });
      let most = 0;
      for (let second = 0; second < 600; second += 5) {
        await web.play(5 * SECOND);
        most = Math.max(
          most,
          web.group().Instances.filter(({ LifecycleState }: { LifecycleState: string }) => !LifecycleState.startsWith('Term')).length,
        );
      }
      return most;
    };

    expect(await most(100)).toBe(5);
    expect(await most(150)).toBe(6);
  });

  it('keeps its stand-ins at the launch hook, like any other instance', async () => {
    const web = await serving({ hooks: { launch: { HeartbeatTimeout: 600, DefaultResult: 'ABANDON' } }, min: 0 });
    web.call('SetDesiredCapacity', { AutoScalingGroupName: 'web', DesiredCapacity: 1 });
    await web.play(MINUTE);
    const complete = (): void => {
      const [InstanceId] = web.members('Pending:Wait');
      const LifecycleHookName = 'nines-launch';
      web.call('CompleteLifecycleAction', {
        AutoScalingGroupName: 'web',
        LifecycleHookName,
        InstanceId,
        LifecycleActionResult: 'CONTINUE',
      });
    };
    complete();
    await web.play(3 * MINUTE);

    start(web);
    await web.play(3 * MINUTE);
    const held = [web.members('Pending:Wait').length, versions(web)];
    complete();
    await web.play(5 * MINUTE);

    expect(held).toEqual([1, ['1']]);
    expect(versions(web)).toEqual(['2']);
  });

  it('gives what is launched for the load meanwhile the new configuration too', async () => {
    const web = await serving();
    start(web, { CheckpointPercentages: [50, 100], CheckpointDelay: 3_600 });
    await web.play(8 * MINUTE);

    web.call('SetDesiredCapacity', { AutoScalingGroupName: 'web', DesiredCapacity: 3 });
    await web.play(5 * MINUTE);

    expect(versions(web)).toEqual(['1', '2', '2']);
  });
});

describe('terminating before launching', () => {
  it('lets as many go at once as the minimum leaves', async () => {
    const web = await serving({ min: 4 });

    start(web, { MinHealthyPercentage: 50, MaxHealthyPercentage: 100 });
    const fewest = await fewestHealthy(web, 15);

    expect(refreshed(web).Status).toBe('Successful');
    expect(fewest).toBe(2);
    expect(versions(web)).toEqual(['2', '2', '2', '2']);
  });

  it('takes one even where the minimum rounds up to the whole group', async () => {
    const web = await serving();

    start(web, { MinHealthyPercentage: 90, MaxHealthyPercentage: 100 });
    const fewest = await fewestHealthy(web, 15);

    expect(fewest).toBe(1);
    expect(refreshed(web).Status).toBe('Successful');
  });
});

describe('checkpoints', () => {
  it('pause for their delay, and are told, but for the last', async () => {
    const web = await serving();

    start(web, { CheckpointPercentages: [10, 40, 100], CheckpointDelay: 1_200 });
    await web.play(15 * MINUTE);
    const paused = [versions(web), refreshed(web).StatusReason];
    await web.play(25 * MINUTE);

    expect(paused).toEqual([['1', '2'], 'Waiting 1200 seconds at the checkpoint of 40 percent.']);
    expect(web.eventsOf('EC2 Auto Scaling Instance Refresh Checkpoint Reached').map(({ detail }) => detail)).toMatchObject([
      { CheckpointPercentage: '40', CheckpointDelay: '1200' },
    ]);
    expect(told(web)).toEqual(['Started', 'Checkpoint Reached', 'Succeeded']);
  });

  it('end the refresh where the last of them is not the whole group', async () => {
    const web = await serving();

    start(web, { CheckpointPercentages: [50] });
    await web.play(15 * MINUTE);

    expect(refreshed(web).Status).toBe('Successful');
    expect(versions(web)).toEqual(['1', '2']);
  });
});

it('passes over what is already as it is to be', async () => {
  const web = await serving();
  start(web, { CheckpointPercentages: [50] });
  await web.play(15 * MINUTE);
  const [kept] = web
    .group()
    .Instances.filter(({ LaunchTemplate }: { LaunchTemplate: { Version: string } }) => LaunchTemplate.Version === '2');

  web.call('StartInstanceRefresh', { AutoScalingGroupName: 'web', Preferences: { ...KEEP, SkipMatching: true } });
  await web.play(15 * MINUTE);

  expect(versions(web)).toEqual(['2', '2']);
  expect(web.members()).toContain(kept.InstanceId);
});

it('bakes before it calls itself done', async () => {
  const web = await serving();

  start(web, { BakeTime: 600 });
  await web.play(12 * MINUTE);
  const during = refreshed(web).Status;
  await web.play(10 * MINUTE);

  expect([during, refreshed(web).Status]).toEqual(['Baking', 'Successful']);
  expect(told(web)).toEqual(['Started', 'Started Baking', 'Succeeded']);
});

describe('an instance that is protected from scale-in', () => {
  const protect = (web: WebTier, InstanceId: string | undefined): void => {
    web.call('SetInstanceProtection', { AutoScalingGroupName: 'web', InstanceIds: [InstanceId], ProtectedFromScaleIn: true });
  };

  it('is waited for for an hour, and then the refresh has failed', async () => {
    const web = await serving();
    protect(web, web.members()[0]);

    start(web);
    await web.play(30 * MINUTE);
    const reason = refreshed(web).StatusReason;
    await web.play(60 * MINUTE);

    expect(reason).toContain('is protected from scale in');
    expect(refreshed(web).Status).toBe('Failed');
    expect(versions(web)).toEqual(['1', '2']);
  });

  it('is passed over where that was asked for', async () => {
    const web = await serving();
    protect(web, web.members()[0]);

    start(web, { ScaleInProtectedInstances: 'Ignore' });
    await web.play(15 * MINUTE);

    expect(refreshed(web).Status).toBe('Successful');
    expect(versions(web)).toEqual(['1', '2']);
  });
});

it('waits while its process is suspended', async () => {
  const web = await serving();
  web.call('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: ['InstanceRefresh'] });

  start(web);
  await web.play(15 * MINUTE);
  const suspended = versions(web);
  web.call('ResumeProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: ['InstanceRefresh'] });
  await web.play(15 * MINUTE);

  expect([suspended, versions(web)]).toEqual([
    ['1', '1'],
    ['2', '2'],
  ]);
});

it.each([
  ['percentages more than 100 apart', { MinHealthyPercentage: 0, MaxHealthyPercentage: 150 }, 'no more than 100'],
  ['checkpoints that fall', { CheckpointPercentages: [50, 20] }, 'ascending order'],
  ['a delay without checkpoints', { CheckpointDelay: 60 }, 'CheckpointDelay needs CheckpointPercentages'],
  ['a preference that nobody knows', { Speed: 'fast' }, 'Preferences with Speed'],
])('refuses %s', async (_, preferences, message) => {
  const web = await serving();

  expect(() => start(web, preferences)).toThrow(message);
});
