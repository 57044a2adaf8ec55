// Goal: a refresh replaces a group as AWS describes it, never below what it promises, and comes back when it cannot.
// Method: a web tier of its own with the site's nodes; a second version of the template from another image; the clock played.
import { describe, expect, it } from 'vitest';
import { activitiesOf, MINUTE, openWebTier, SECOND, type WebTier, type WebTierOptions } from '../web-tier.ts';

const NEW_IMAGE = 'ami-0a1b2c3d4e5f60718';
const KEEP = { MinHealthyPercentage: 100, MaxHealthyPercentage: 150, InstanceWarmup: 30 };

async function serving(options: WebTierOptions = {}): Promise<WebTier> {
  const web = await openWebTier({ drainSeconds: 30, ...options });
  await web.play(5 * MINUTE);
  return web;
}

function start(web: WebTier, preferences: object = {}, given: object = {}): string {
  web.cloud.callNow('ec2', 'CreateLaunchTemplateVersion', {
    LaunchTemplateId: web.templateId,
    SourceVersion: '1',
    LaunchTemplateData: { ImageId: NEW_IMAGE },
  });
  return web.call('StartInstanceRefresh', {
    AutoScalingGroupName: 'web',
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: web.templateId, Version: '2' } },
    Preferences: { ...KEEP, ...preferences },
    ...given,
  }).InstanceRefreshId;
}

const refreshed = (web: WebTier) => web.call('DescribeInstanceRefreshes', { AutoScalingGroupName: 'web' }).InstanceRefreshes[0];
const versions = (web: WebTier): string[] =>
  web
    .group()
    .Instances.filter(({ LifecycleState }: { LifecycleState: string }) => LifecycleState === 'InService')
    .map(({ LaunchTemplate }: { LaunchTemplate: { Version: string } }) => LaunchTemplate.Version)
    .sort();
/** What the bus was told of refreshes, by the last words. */
const told = (web: WebTier): string[] =>
  web.events.flatMap((event) => event['detail-type'].split('EC2 Auto Scaling Instance Refresh ')[1] ?? []);

/** The fewest healthy targets at any time from now on, looked at every second. */
async function fewestHealthy(web: WebTier, minutes: number): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  for (let second = 0; second < minutes * 60; second += 5) {
    await web.play(5 * SECOND);
    fewest = Math.min(fewest, web.targets('healthy'));
  }
  return fewest;
}

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

describe('when what is launched never serves', () => {
  const bad = { read: (name: string, subject?: string) => name === 'node:never-boots' && subject === NEW_IMAGE };
  const HOOK = { launch: { HeartbeatTimeout: 300, DefaultResult: 'ABANDON' } };

  it('tries for an hour, fails and is rolled back, with nobody taken out', async () => {
    const web = await serving({ faults: bad });
    const before = web.members();

    start(web, { AutoRollback: true });
    const fewest = await fewestHealthy(web, 90);

    expect(refreshed(web)).toMatchObject({
      Status: 'RollbackSuccessful',
      StatusReason: 'The new instances do not become healthy.',
      RollbackDetails: { RollbackReason: 'The new instances do not become healthy.' },
    });
    expect(told(web)).toEqual(['Started', 'Rollback Started', 'Rollback Succeeded']);
    expect(web.members().sort()).toEqual([...before].sort());
    expect(fewest).toBe(2);
    expect(web.group().LaunchTemplate).toMatchObject({ Version: '1' });
  });

  it('fails and stays as it is without auto rollback', async () => {
    const web = await serving({ faults: bad, hooks: {} });

    start(web);
    await web.play(90 * MINUTE);

    expect(refreshed(web)).toMatchObject({ Status: 'Failed' });
    expect(versions(web)).toEqual(['1', '1']);
  });

  it('launches again and again where a hook abandons each', async () => {
    const web = await openWebTier({ faults: bad, drainSeconds: 30, hooks: HOOK });
    for (let turn = 0; turn < 10; turn++) {
      await web.play(MINUTE);
      for (const InstanceId of web.members('Pending:Wait'))
        web.call('CompleteLifecycleAction', {
          AutoScalingGroupName: 'web',
          LifecycleHookName: 'nines-launch',
          InstanceId,
          LifecycleActionResult: 'CONTINUE',
        });
    }

    start(web, { AutoRollback: true });
    await web.play(80 * MINUTE);

    expect(activitiesOf(web.cloud, 'lifecycle-hook').filter(({ to }) => to === 'ABANDON').length).toBeGreaterThan(5);
    expect(refreshed(web).Status).toBe('RollbackSuccessful');
    expect(web.targets('healthy')).toBe(2);
  });
});

describe('an alarm', () => {
  const alarm = (web: WebTier, state: string): void => {
    web.cloud.callNow('cloudwatch', 'PutMetricAlarm', {
      AlarmName: 'unhealthy',
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'UnHealthyHostCount',
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'ignore',
    });
    web.cloud.callNow('cloudwatch', 'SetAlarmState', { AlarmName: 'unhealthy', StateValue: state, StateReason: 'a test' });
  };
  const WATCHED = { AlarmSpecification: { Alarms: ['unhealthy'] } };

  it('rolls the refresh back, and what was replaced is replaced again', async () => {
    const web = await serving();
    alarm(web, 'OK');
    start(web, { ...WATCHED, AutoRollback: true, CheckpointPercentages: [50, 100], CheckpointDelay: 3_600 });
    await web.play(10 * MINUTE);
    const before = versions(web);

    alarm(web, 'ALARM');
    const fewest = await fewestHealthy(web, 15);

    expect(before).toEqual(['1', '2']);
    expect(refreshed(web)).toMatchObject({
      Status: 'RollbackSuccessful',
      RollbackDetails: {
        RollbackReason: 'The CloudWatch alarm unhealthy is in the ALARM state.',
        PercentageCompleteOnRollback: 50,
        InstancesToUpdateOnRollback: 1,
      },
    });
    expect(versions(web)).toEqual(['1', '1']);
    expect(fewest).toBe(2);
  });

  it('fails the refresh without auto rollback', async () => {
    const web = await serving();
    alarm(web, 'OK');
    start(web, WATCHED);
    await web.play(30 * SECOND);

    alarm(web, 'ALARM');

    expect(refreshed(web)).toMatchObject({ Status: 'Failed', StatusReason: expect.stringContaining('unhealthy') });
  });

  it.each(['ALARM', 'INSUFFICIENT_DATA'])('that is %s lets no refresh begin', async (state) => {
    const web = await serving();
    alarm(web, state);

    expect(() => start(web, WATCHED)).toThrow(`The alarm unhealthy is in the ${state} state`);
  });

  it('that nobody has made lets no refresh begin', async () => {
    const web = await serving();

    expect(() => start(web, WATCHED)).toThrow('The alarm unhealthy does not exist');
  });
});

describe('by a person', () => {
  it('a rollback brings back what was there, and a second one finds nothing', async () => {
    const web = await serving();
    start(web, { CheckpointPercentages: [50, 100], CheckpointDelay: 3_600 });
    await web.play(10 * MINUTE);

    web.call('RollbackInstanceRefresh', { AutoScalingGroupName: 'web' });
    await web.play(15 * MINUTE);

    expect(versions(web)).toEqual(['1', '1']);
    expect(refreshed(web).Status).toBe('RollbackSuccessful');
    expect(() => web.call('RollbackInstanceRefresh', { AutoScalingGroupName: 'web' })).toThrow(
      expect.objectContaining({ shape: 'ActiveInstanceRefreshNotFoundFault' }),
    );
  });

  it('a cancellation stops where it is, once what is on its way has arrived', async () => {
    const web = await serving();
    start(web, { CheckpointPercentages: [50, 100], CheckpointDelay: 3_600 });
    await web.play(10 * MINUTE);

    web.call('CancelInstanceRefresh', { AutoScalingGroupName: 'web' });
    await web.play(5 * MINUTE);

    expect(refreshed(web).Status).toBe('Cancelled');
    expect(versions(web)).toEqual(['1', '2']);
    expect(told(web).at(-1)).toBe('Cancelled');
  });

  it('a cancellation that does not wait ends at once, and leaves no instance too many', async () => {
    const web = await serving();
    start(web);
    await web.play(MINUTE);

    web.call('CancelInstanceRefresh', { AutoScalingGroupName: 'web', WaitForTransitioningInstances: false });
    const status = refreshed(web).Status;
    await web.play(5 * MINUTE);

    expect(status).toBe('Cancelled');
    expect(web.group().Instances).toHaveLength(2);
    expect(versions(web)).toEqual(['1', '1']);
  });

  it('a refresh without a desired configuration cannot be taken back', async () => {
    const web = await serving();
    web.call('StartInstanceRefresh', { AutoScalingGroupName: 'web', Preferences: KEEP });

    const act = () => web.call('RollbackInstanceRefresh', { AutoScalingGroupName: 'web' });

    expect(act).toThrow(expect.objectContaining({ shape: 'IrreversibleInstanceRefreshFault' }));
  });

  it('the group takes no other template while a refresh deploys one', async () => {
    const web = await serving();
    start(web);

    const act = () =>
      web.call('UpdateAutoScalingGroup', {
        AutoScalingGroupName: 'web',
        LaunchTemplate: { LaunchTemplateId: web.templateId, Version: '1' },
      });

    expect(act).toThrow('An active instance refresh with a desired configuration exists.');
  });

  it('there is one refresh of a group at a time', async () => {
    const web = await serving();
    start(web);

    expect(() => start(web)).toThrow(expect.objectContaining({ shape: 'InstanceRefreshInProgressFault' }));
  });
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
