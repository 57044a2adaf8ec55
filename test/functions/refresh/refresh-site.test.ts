// Goal: every way through the machine ends with one verdict, nothing is made before its undo, and an abort brings back what was.
// Method: the machine's own file on the interpreter, its tasks scripted, the clock jumping.
import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { siteSpec } from '../../domain/support.ts';
import { type Answers, playMachine } from '../machine-player.ts';
import { run } from '../support.ts';

const input = (request: Json): Json => ({
  runId: 'run-1',
  site: 'myapp',
  mode: 'live',
  trigger: { by: 'api', who: 'operator' },
  request,
});
const GIVEN = { image: 'ami-00000002' };
const BAKED = { bake: true };
const opened = {
  action: 'proceed',
  reason: 'Open.',
  run: JSON.parse(JSON.stringify(run({ kind: 'refresh-site' }))),
  spec: JSON.parse(JSON.stringify(siteSpec())),
  outputs: {
    GroupName: 'myapp-asg',
    TargetGroupArn: 'arn:tg',
    LoadBalancerFullName: 'app/nines-myapp/1',
    TargetGroupFullName: 'targetgroup/nines-myapp/1',
  },
};
const plan = {
  action: 'proceed',
  reason: '2 nodes.',
  preferences: { MinHealthyPercentage: 100, AutoRollback: true },
  nodes: 2,
  leastHealthy: 2,
  alarmsLeftOut: [],
  estimateMinutes: 35,
  template: { id: 'lt-1', version: '3' },
  previousImage: 'ami-00000001',
  subnetId: 'subnet-1',
  undoDeadline: '2018-02-09T19:55:00.000Z',
};
const measures = { objective: { replaced: 2, minHealthySeen: 2, minutes: 35 }, measured: { replaced: 2, minHealthySeen: 2, minutes: 20 } };
const passed = { action: 'judged', verdict: 'PASSED', reason: 'All new.', status: 'Successful', rollbackReason: null, ...measures };
const rolledBack = {
  ...passed,
  verdict: 'FAILED',
  reason: 'The refresh was rolled back: An alarm.',
  status: 'RollbackSuccessful',
  rollbackReason: 'An alarm.',
};
const waiting = { ...passed, action: 'wait', verdict: null, status: 'InProgress' };
const aborted = { fail: 'Run.Aborted', cause: 'The safety lever is engaged.' };

const answers = (changes: Answers = {}): Answers => ({
  'Open the run': [opened],
  'Plan the refresh': [plan],
  'Record how the builder goes': [{ undoId: 'discard-builder-1' }],
  'Launch the builder': [{ Instances: [{ InstanceId: 'i-9' }] }],
  'Prepare the builder': [{ commandId: 'command-1' }],
  'Wait for the builder': [{ key: 'command/command-1', status: 'Success' }],
  'Create the image': [{ ImageId: 'ami-00000003' }],
  'Wait for the image': [{ key: 'image/ami-00000003', state: 'available' }],
  'Terminate the builder': [{ TerminatingInstances: [] }],
  'Clear the builder': [{ cleared: true }],
  'Make the template version': [{ LaunchTemplateVersion: { VersionNumber: 4 } }],
  'Record the undo': [{ undoId: 'rollback-refresh-1' }],
  'Recheck the site': [
    { action: 'proceed', reason: 'Steady.', desiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '4' } } },
  ],
  'Start the refresh': [{ InstanceRefreshId: 'refresh-1' }],
  'Wait for the refresh': [{ key: 'refresh/myapp-asg/refresh-1', status: 'Successful' }],
  'Check the refresh': [passed],
  'Take the refresh back': [{ done: 'rolled back' }],
  'Keep the image': [{ ami: 'ami-00000002' }],
  'Clear the undo': [{ cleared: true }],
  'Close the run': [{}],
  'Close the failed run': [{}],
  ...changes,
});
const play = (changes: Answers = {}, request: Json = GIVEN) => playMachine('refresh-site', input(request), answers(changes));
const ACT = 'Start the refresh';

describe('refresh-site', () => {
  it('deploys the image by a version of the template, and passes', async () => {
    const played = await play();

    expect(played.status).toBe('SUCCEEDED');
    expect(played.inputs['Make the template version']).toMatchObject([
      { LaunchTemplateId: 'lt-1', SourceVersion: '3', LaunchTemplateData: { ImageId: 'ami-00000002' }, ClientToken: 'run-1' },
    ]);
    expect(played.inputs[ACT]).toEqual([
      {
        AutoScalingGroupName: 'myapp-asg',
        Strategy: 'Rolling',
        DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '4' } },
        Preferences: plan.preferences,
      },
    ]);
    expect(played.inputs['Keep the image']).toMatchObject([{ Payload: { image: 'ami-00000002' } }]);
    expect(played.closed).toMatchObject({
      verdict: 'PASSED',
      ...measures,
      details: { image: 'ami-00000002', previousImage: 'ami-00000001', templateVersion: '4', refreshId: 'refresh-1', status: 'Successful' },
    });
  });

  it('records the undo before the act, and clears it after', async () => {
    const { visited } = await play();
    const place = (state: string) => visited.indexOf(state);

    expect(place('Record the undo')).toBeLessThan(place('Recheck the site'));
    expect(place('Recheck the site')).toBeLessThan(place(ACT));
    expect(place('Check the refresh')).toBeLessThan(place('Clear the undo'));
    expect(place('Clear the undo')).toBeLessThan(place('Close the run'));
    expect(place('Launch the builder')).toBe(-1);
  });

  describe('with an image that is baked first', () => {
    it('launches one node in no group, tagged so that it is found, and ends it', async () => {
      const played = await play({}, BAKED);

      expect(played.inputs['Launch the builder']).toMatchObject([
        {
          LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '3' },
          SubnetId: 'subnet-1',
          ClientToken: 'run-1',
          TagSpecifications: [{ ResourceType: 'instance', Tags: expect.arrayContaining([{ Key: 'nines:builder', Value: 'run-1' }]) }],
        },
      ]);
      expect(played.inputs['Terminate the builder']).toEqual([{ InstanceIds: ['i-9'] }]);
      expect(played.inputs['Create the image']).toMatchObject([{ InstanceId: 'i-9', NoReboot: false, Name: 'nines-run-1' }]);
      expect(played.inputs['Make the template version']).toMatchObject([{ LaunchTemplateData: { ImageId: 'ami-00000003' } }]);
      expect(played.closed).toMatchObject({ verdict: 'PASSED', details: { image: 'ami-00000003' } });
    });

    it('tags the image and its snapshot with the site', async () => {
      const played = await play({}, BAKED);

      const [{ TagSpecifications }] = played.inputs['Create the image'] as [
        { TagSpecifications: { ResourceType: string; Tags: object[] }[] },
      ];
      expect(TagSpecifications.map(({ ResourceType }) => ResourceType)).toEqual(['image', 'snapshot']);
      for (const { Tags } of TagSpecifications) expect(Tags).toContainEqual({ Key: 'nines:site', Value: 'myapp' });
    });

    it('records how the builder goes before it comes', async () => {
      const { visited } = await play({}, BAKED);

      expect(visited.indexOf('Record how the builder goes')).toBeLessThan(visited.indexOf('Launch the builder'));
      expect(visited.indexOf('Clear the builder')).toBeGreaterThan(visited.indexOf('Terminate the builder'));
    });

    it('holds a token anew when no word came, so that what it waits for is described', async () => {
      const lost = { fail: 'States.HeartbeatTimeout' };
      const done = { key: 'k', status: 'Success' };

      const played = await play(
        { 'Wait for the builder': [lost, done], 'Wait for the image': [lost, lost, { key: 'i', state: 'available' }] },
        BAKED,
      );

      expect(played.visited.filter((state) => state === 'Wait for the builder')).toHaveLength(2);
      expect(played.visited.filter((state) => state === 'Wait for the image')).toHaveLength(3);
      expect(played.closed).toMatchObject({ verdict: 'PASSED' });
    });

    it.each([
      ['the builder never serves', 'Wait for the builder'],
      ['no image comes of it', 'Wait for the image'],
    ])('is FAILED when %s, and leaves its builder to undo-run', async (_, state) => {
      const played = await play({ [state]: [{ fail: 'Wait.Failed', cause: 'It ended as Failed.' }] }, BAKED);

      expect(played).toMatchObject({ status: 'FAILED', error: 'Run.FAILED' });
      expect(played.closed).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining('It ended as Failed.') });
      expect(played.visited).not.toContain(ACT);
      expect(played.visited).not.toContain('Clear the builder');
    });

    it('is ABORTED while it waits, before the group was touched', async () => {
      const played = await play({ 'Wait for the image': [aborted] }, BAKED);

      expect(played.closed).toMatchObject({ verdict: 'ABORTED', reason: 'The safety lever is engaged.' });
      expect(played.visited).not.toContain('Take the refresh back');
    });
  });

  it('deploys the present version where no image is asked for, and keeps none', async () => {
    const played = await play({}, { present: true });

    expect(played.visited).not.toContain('Make the template version');
    expect(played.inputs['Record the undo']).toMatchObject([
      { Payload: { undo: { arguments: { launchTemplateId: 'lt-1', version: '3' } } } },
    ]);
    expect(played.inputs['Recheck the site']).toMatchObject([{ Payload: { version: '3' } }]);
    expect(played.visited).not.toContain('Keep the image');
    expect(played.closed).toMatchObject({ verdict: 'PASSED', details: { image: null } });
  });

  describe('when a gate says no', () => {
    const refusal = { action: 'refuse', reason: 'No.' };

    it.each([
      ['at the opening', { 'Open the run': [{ ...opened, ...refusal }] }],
      ['at the plan', { 'Plan the refresh': [{ ...plan, ...refusal }] }],
      ['at the instant of action', { 'Recheck the site': [refusal] }],
    ] as [string, Answers][])('is REFUSED %s, and nothing is done', async (_, changes) => {
      const played = await play(changes);

      expect(played.status).toBe('SUCCEEDED');
      expect(played.closed).toMatchObject({ verdict: 'REFUSED', reason: 'No.' });
      expect(played.visited).not.toContain(ACT);
    });

    it('at the instant of action takes the undo away again', async () => {
      const { visited } = await play({ 'Recheck the site': [refusal] });

      expect(visited.slice(-2)).toEqual(['Clear the undo', 'Close the run']);
    });
  });

  describe('when the refresh does not go well', () => {
    it('is FAILED when Auto Scaling has rolled it back, and keeps no image', async () => {
      const played = await play({ 'Check the refresh': [rolledBack] });

      expect(played.status).toBe('SUCCEEDED');
      expect(played.closed).toMatchObject({ verdict: 'FAILED', details: { rollbackReason: 'An alarm.', status: 'RollbackSuccessful' } });
      expect(played.visited).not.toContain('Keep the image');
    });

    it('looks for itself when no word came, and waits on', async () => {
      const lost = { fail: 'States.HeartbeatTimeout' };
      const played = await play({
        'Wait for the refresh': [lost, lost, { key: 'k', status: 'Successful' }],
        'Check the refresh': [waiting, waiting, passed],
      });

      expect(played.visited.filter((state) => state === 'Check the refresh')).toHaveLength(3);
      expect(played.closed).toMatchObject({ verdict: 'PASSED' });
    });

    it.each([
      ['while it waits', { 'Wait for the refresh': [aborted, { key: 'k', status: 'RollbackSuccessful' }] }],
      ['while it looks', { 'Check the refresh': [aborted, { ...rolledBack, verdict: 'ABORTED' }] }],
    ] as [string, Answers][])('is taken back when it is aborted %s, and ends when that is done', async (_, changes) => {
      const played = await play({ 'Check the refresh': [{ ...rolledBack, verdict: 'ABORTED' }], ...changes });

      expect(played.inputs['Take the refresh back']).toMatchObject([
        { Payload: { group: 'myapp-asg', launchTemplateId: 'lt-1', version: '4', reason: 'The safety lever is engaged.' } },
      ]);
      expect(played.inputs['Check the refresh']?.at(-1)).toMatchObject({ Payload: { aborted: 'The safety lever is engaged.' } });
      expect(played.closed).toMatchObject({ verdict: 'ABORTED' });
      expect(played.visited).toContain('Clear the undo');
    });

    it('is ERRORED when it cannot be begun, and leaves its undo to undo-run', async () => {
      const played = await play({ [ACT]: [{ fail: 'AutoScaling.InstanceRefreshInProgressException', cause: 'Another one.' }] });

      expect(played).toMatchObject({ status: 'FAILED', error: 'Run.ERRORED' });
      expect(played.closed).toMatchObject({ verdict: 'ERRORED', reason: expect.stringContaining('Another one.') });
      expect(played.visited).not.toContain('Clear the undo');
    });

    it('does not begin where the undo could not be recorded', async () => {
      const played = await play({ 'Record the undo': [{ fail: 'RecordError', cause: 'No schedule.' }] });

      expect(played.closed).toMatchObject({ verdict: 'ERRORED' });
      expect(played.visited).not.toContain(ACT);
    });
  });
});
