// Goal: the machine's ways through building a site, above all those that fail.
// Method: the deployed ASL file played by the interpreter, each task answered by the test.
import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { siteSpec } from '../../domain/support.ts';
import { type Answers, playMachine } from '../machine-player.ts';
import { run } from '../support.ts';

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value));
const SPEC = json(siteSpec());
const RUN = json(run({ kind: 'provision-site' }));
const input = (request: object = {}) =>
  json({ runId: 'run-1', site: 'myapp', mode: 'live', trigger: { by: 'api', who: 'dana' }, request: { spec: siteSpec(), ...request } });
const layer = (name: string) => ({ layer: name, stackName: `nines-myapp-${name}`, waitSeconds: 2_400 });
const layerOf = (asked: Json) => (asked as { Payload: { layer: string } }).Payload.layer;
const create = {
  action: 'create',
  reason: 'None yet.',
  stackId: '',
  templateUrl: 'https://t',
  changeSetName: 'nines-1',
  parameters: [],
  tags: [],
};
const changeSet = (Status: string, more: object = {}) =>
  json({ Status, ExecutionStatus: 'AVAILABLE', StackId: 'arn:stack/nines-myapp/1', ...more });
const page = (action: string, deepPageStatus: number | null) => ({
  action,
  reason: 'As told.',
  objective: { healthyTargets: 2, deepPageStatus: 200 },
  measured: { healthyTargets: 2, deepPageStatus },
});

/** Everything goes well, but for what a test says otherwise. */
function answers(changes: Answers = {}): Answers {
  return {
    'Open the run': [{ action: 'proceed', reason: 'Every gate is open.', run: RUN, spec: SPEC, outputs: {} }],
    'Plan the layers': [
      {
        waves: [
          { layers: [layer('network')] },
          { layers: [layer('database'), layer('cache')] },
          { layers: [layer('web')] },
          { layers: [layer('watch')] },
        ],
      },
    ],
    'Prepare the layer': [create],
    'Create the change set': [{ StackId: 'arn:stack/nines-myapp/1' }],
    'Read the change set': [changeSet('CREATE_COMPLETE')],
    'Execute the change set': [{}],
    'Wait for the stack': [{ status: 'CREATE_COMPLETE' }],
    'Check what the layer promises': [{ action: 'proceed', reason: 'Well.', outputs: {} }],
    'Ask the deep page': [page('proceed', 200)],
    'Register the site': [{ schedules: [] }],
    'Plan the compensation': [{ layers: [{ layer: 'network', stackId: 'arn:stack/1', waitSeconds: 1_800 }] }],
    'Delete the made stack': [{}],
    'Wait for the made stack to go': [{ status: 'DELETE_COMPLETE' }],
    'Forget the site': [{ forgotten: true }],
    'Close the run': [{ id: 'run-1' }],
    ...changes,
  };
}

const play = (changes: Answers = {}, request: object = {}) => playMachine('provision-site', input(request), answers(changes));

describe('provision-site', () => {
  it('builds wave after wave, asks the deep page, registers and passes', async () => {
    const played = await play();

    expect(played.status).toBe('SUCCEEDED');
    expect(played.inputs['Prepare the layer']?.map(layerOf)).toEqual(['network', 'database', 'cache', 'web', 'watch']);
    expect(played.closed).toMatchObject({
      verdict: 'PASSED',
      measured: { healthyTargets: 2, deepPageStatus: 200 },
      run: { runId: 'run-1' },
    });
  });

  it('hands CloudFormation the layers’ role, the template and the tags', async () => {
    const played = await play();

    expect(played.inputs['Create the change set']?.[0]).toEqual({
      StackName: 'nines-myapp-network',
      ChangeSetName: 'nines-1',
      ChangeSetType: 'CREATE',
      TemplateURL: 'https://t',
      Parameters: [],
      Tags: [],
      Capabilities: ['CAPABILITY_IAM'],
      RoleARN: 'LayerRoleArn',
    });
  });

  it('ends without acting when a gate says no', async () => {
    const played = await play({
      'Open the run': [{ action: 'refuse', reason: 'The lever is engaged.', run: RUN, spec: SPEC, outputs: {} }],
    });

    expect(played.visited).toEqual([
      'Open the run',
      'May the run proceed?',
      'Close the run',
      'Did our tool break?',
      'Ended with an answer',
    ]);
    expect(played.closed).toMatchObject({ verdict: 'REFUSED', reason: 'The lever is engaged.' });
  });

  it('passes over what an earlier run has built, and still checks it', async () => {
    const played = await play({ 'Prepare the layer': [{ action: 'pass-over', reason: 'Complete.', stackId: 'arn:stack/1' }] });

    expect(played.visited).not.toContain('Create the change set');
    expect(played.inputs['Check what the layer promises']).toHaveLength(5);
  });

  it('deletes the remains of a failure before it builds', async () => {
    const remains = { action: 'delete', reason: 'ROLLBACK_COMPLETE', stackId: 'arn:stack/old' };
    const played = await play({ 'Prepare the layer': [remains, create], 'Delete the remains': [{}], 'Wait for the remains to go': [{}] });

    expect(played.inputs['Delete the remains']).toEqual([{ StackName: 'arn:stack/old', RoleARN: 'LayerRoleArn' }]);
    expect(played.closed).toMatchObject({ verdict: 'PASSED' });
  });

  it('gives up on remains that do not go', async () => {
    const remains = { action: 'delete', reason: 'The stack is DELETE_FAILED.', stackId: 'arn:stack/old' };
    const played = await play({ 'Prepare the layer': [remains], 'Delete the remains': [{}], 'Wait for the remains to go': ['never'] });

    expect(played.inputs['Delete the remains']).toHaveLength(2);
    expect(played.closed).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining('DELETE_FAILED') });
  });

  it('waits for a change set in a bounded loop', async () => {
    const played = await play({
      'Read the change set': [changeSet('CREATE_PENDING'), changeSet('CREATE_IN_PROGRESS'), changeSet('CREATE_COMPLETE')],
    });
    expect(played.closed).toMatchObject({ verdict: 'PASSED' });

    const endless = await play({ 'Read the change set': [changeSet('CREATE_PENDING')] });
    expect(endless.inputs['Read the change set']).toHaveLength(60);
    expect(endless.closed).toMatchObject({ verdict: 'FAILED' });
  });

  it('goes on when an earlier attempt of the same step got through', async () => {
    const played = await play({
      'Create the change set': [{ fail: 'CloudFormation.AlreadyExistsException' }],
      'Execute the change set': [{ fail: 'CloudFormation.InvalidChangeSetStatusException' }],
    });

    expect(played.closed).toMatchObject({ verdict: 'PASSED' });
  });

  it.each([
    ['CREATE_COMPLETE', 'PASSED'],
    ['CREATE_IN_PROGRESS', 'FAILED'],
  ])('asks once when the stack’s event is lost; a stack that is then %s makes it %s', async (StackStatus, verdict) => {
    const played = await play({ 'Wait for the stack': ['never'], 'Ask for the stack once': [{ Stacks: [{ StackStatus }] }] });

    expect(played.closed).toMatchObject({ verdict });
  });

  it('waits for healthy targets, and not for ever', async () => {
    const played = await play({
      'Check what the layer promises': [{ action: 'wait', reason: '1 of at least 2 targets are healthy.', outputs: {} }],
    });

    expect(played.inputs['Check what the layer promises']).toHaveLength(120);
    expect(played.closed).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining('1 of at least 2') });
  });

  it('waits for a page that does not serve yet, and fails with what was measured', async () => {
    const late = await play({ 'Ask the deep page': [page('wait', 504), page('wait', null), page('proceed', 200)] });
    expect(late.closed).toMatchObject({ verdict: 'PASSED' });

    const never = await play({ 'Ask the deep page': [page('wait', 504)] });
    expect(never.closed).toMatchObject({ verdict: 'FAILED', measured: { deepPageStatus: 504 } });
    expect(never.visited).not.toContain('Register the site');
  });

  it.each<[name: string, changes: Answers, verdict: string]>([
    ['a stack that failed', { 'Wait for the stack': [{ fail: 'Wait.Failed', cause: 'The stack is ROLLBACK_COMPLETE.' }] }, 'FAILED'],
    [
      'a database without its standby',
      { 'Check what the layer promises': [{ action: 'fail', reason: 'No standby.', outputs: {} }] },
      'FAILED',
    ],
    ['an abort', { 'Wait for the stack': [{ fail: 'Run.Aborted', cause: 'The lever.' }] }, 'ABORTED'],
    ['a function that broke', { 'Prepare the layer': [{ fail: 'OutputMissingError' }] }, 'ERRORED'],
    ['a role that may not', { 'Create the change set': [{ fail: 'CloudFormation.AccessDenied' }] }, 'ERRORED'],
    ['a register that broke', { 'Register the site': [{ fail: 'RecordError' }] }, 'ERRORED'],
  ])('takes back what it made after %s, and says %s', async (_, changes, verdict) => {
    const played = await play(changes);

    expect(played.inputs['Delete the made stack']).toEqual([{ StackName: 'arn:stack/1', RoleARN: 'LayerRoleArn' }]);
    expect(played.visited).toContain('Forget the site');
    expect(played.closed).toMatchObject({ verdict });
    expect(played.status).toBe(verdict === 'FAILED' ? 'SUCCEEDED' : 'FAILED');
  });

  it('keeps what it made when it is told to', async () => {
    const played = await play({ 'Wait for the stack': [{ fail: 'Wait.Failed' }] }, { keepOnFailure: true });

    expect(played.visited).not.toContain('Plan the compensation');
    expect(played.closed).toMatchObject({ verdict: 'FAILED' });
  });

  it('says so when it cannot take back what it made', async () => {
    const stays = { Stacks: [{ StackStatus: 'DELETE_FAILED' }] };
    const played = await play({
      'Wait for the stack': [{ fail: 'Wait.Failed', cause: 'ROLLBACK_COMPLETE' }],
      'Wait for the made stack to go': ['never'],
      'Ask whether the made stack is gone': [stays],
    });

    expect(played.closed).toMatchObject({
      verdict: 'ERRORED',
      reason: expect.stringMatching(/ROLLBACK_COMPLETE.*could not be taken down.*DELETE_FAILED/),
    });
  });

  it('tries again what is transient, before it gives up', async () => {
    const played = await play({ 'Prepare the layer': [{ fail: 'TransientError' }, { fail: 'Lambda.TooManyRequestsException' }, create] });

    expect(played.closed).toMatchObject({ verdict: 'PASSED' });
  });

  it.each([
    ['opened', 'Open the run', 'Run.NotOpened'],
    ['closed', 'Close the run', 'Run.NotClosed'],
  ])('fails by name when the run cannot be %s', async (_, state, error) => {
    const played = await play({ [state]: [{ fail: 'EnvironmentError' }] });

    expect(played).toMatchObject({ status: 'FAILED', error });
  });
});
