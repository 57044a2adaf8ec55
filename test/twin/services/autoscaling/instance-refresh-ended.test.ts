// Goal: a refresh that cannot or may not go on ends as AWS describes it, and the group comes back to what it was.
// Method: a web tier of its own with the site's nodes; a second version of the template from another image; the clock played.
import { describe, expect, it } from 'vitest';
import { activitiesOf, MINUTE, openWebTier, SECOND, type WebTier } from '../web-tier.ts';
import { fewestHealthy, KEEP, NEW_IMAGE, refreshed, serving, start, told, versions } from './refreshing.ts';

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
