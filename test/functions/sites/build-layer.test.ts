// Goal: the machine's ways through one layer, above all those that end without it.
// Method: the deployed ASL file played by the interpreter, each task answered by the test.
import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { siteSpec } from '../../domain/support.ts';
import { type Answers, playMachine } from '../machine-player.ts';
import { run } from '../support.ts';

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value));
const INPUT = json({
  run: run({ kind: 'provision-site' }),
  spec: siteSpec(),
  layer: { layer: 'database', stackName: 'nines-myapp-database', waitSeconds: 2_400 },
  replaceData: ['database'],
});
const STACK = 'arn:stack/nines-myapp-database/1';
const create = {
  action: 'create',
  reason: 'None yet.',
  stackId: '',
  templateUrl: 'https://t',
  changeSetName: 'nines-1',
  changeSetType: 'CREATE',
  parameters: [],
  tags: [],
};
const update = { ...create, action: 'update', stackId: STACK, changeSetType: 'UPDATE', before: '2018-02-01T00:00:00.000Z' };
const judged = (action: string, reason = 'As told.') => ({ action, reason, stackId: STACK });

/** Everything goes well, but for what a test says otherwise. */
const play = (changes: Answers = {}) =>
  playMachine('build-layer', INPUT, {
    'Prepare the layer': [create],
    'Create the change set': [{ StackId: STACK }],
    'Judge the change set': [judged('execute')],
    'Delete the change set': [{}],
    'Execute the change set': [{}],
    'Wait for the stack': [{ status: 'CREATE_COMPLETE' }],
    'Look at the stack': [{ action: 'proceed', reason: 'The stack is CREATE_COMPLETE.' }],
    'Check what the layer promises': [{ action: 'proceed', reason: 'Well.', outputs: {} }],
    ...changes,
  });

describe('build-layer', () => {
  it('makes a stack that is not there, under the layers’ role, and checks it', async () => {
    const played = await play();

    expect(played.output).toEqual({ layer: 'database', action: 'built', change: 'made', reason: 'Well.' });
    expect(played.inputs['Create the change set']).toEqual([
      {
        StackName: 'nines-myapp-database',
        ChangeSetName: 'nines-1',
        ChangeSetType: 'CREATE',
        TemplateURL: 'https://t',
        Parameters: [],
        Tags: [],
        Capabilities: ['CAPABILITY_IAM'],
        RoleARN: 'LayerRoleArn',
      },
    ]);
  });

  it('changes one that is, and asks whether the update has begun', async () => {
    const played = await play({ 'Prepare the layer': [update] });

    expect(played.output).toMatchObject({ action: 'built', change: 'changed' });
    expect(played.inputs['Create the change set']).toMatchObject([{ ChangeSetType: 'UPDATE' }]);
    expect(played.inputs['Judge the change set']).toMatchObject([{ Payload: { layer: 'database', replaceData: ['database'] } }]);
    expect(played.inputs['Look at the stack']).toMatchObject([{ Payload: { stackId: STACK, before: update.before } }]);
  });

  it('executes nothing where there is nothing to do, deletes the change set and still checks the layer', async () => {
    const played = await play({ 'Prepare the layer': [update], 'Judge the change set': [judged('nothing')] });

    expect(played.visited).not.toContain('Execute the change set');
    expect(played.inputs['Delete the change set']).toEqual([{ StackName: 'nines-myapp-database', ChangeSetName: 'nines-1' }]);
    expect(played.output).toMatchObject({ action: 'built', change: 'none' });
  });

  it('deletes a change set that may not be executed, and answers with the refusal', async () => {
    const played = await play({ 'Prepare the layer': [update], 'Judge the change set': [judged('refuse', 'Its data would be gone.')] });

    expect(played.visited).not.toContain('Execute the change set');
    expect(played.visited).toContain('Delete the change set');
    expect(played).toMatchObject({ status: 'SUCCEEDED', output: { action: 'refuse', reason: 'Its data would be gone.' } });
  });

  describe('whose change gives up a database', () => {
    const givesUp = (kind: string) => ({
      ...judged('execute'),
      lastSnapshot: { kind, databaseId: 'myapp-db', snapshotId: 'nines-myapp-replaced-7' },
    });
    const giving = (kind: string, changes: Answers = {}) =>
      play({
        'Prepare the layer': [update],
        'Judge the change set': [givesUp(kind)],
        'Take a last snapshot': [{}],
        'Take a last snapshot of the cluster': [{}],
        'Wait for the last snapshot': [{ status: 'available' }],
        ...changes,
      });

    it.each([
      [
        'instance',
        'Take a last snapshot',
        { DbInstanceIdentifier: 'myapp-db', DbSnapshotIdentifier: 'nines-myapp-replaced-7' },
        'snapshot/',
      ],
      [
        'cluster',
        'Take a last snapshot of the cluster',
        { DbClusterIdentifier: 'myapp-db', DbClusterSnapshotIdentifier: 'nines-myapp-replaced-7' },
        'cluster-snapshot/',
      ],
    ])('takes a last snapshot of the %s before anything is executed', async (kind, state, asked, key) => {
      const played = await giving(kind);

      expect(played.inputs[state]).toMatchObject([asked]);
      expect(played.inputs['Wait for the last snapshot']).toMatchObject([{ Payload: { key: `${key}nines-myapp-replaced-7` } }]);
      expect(played.visited.indexOf('Wait for the last snapshot')).toBeLessThan(played.visited.indexOf('Execute the change set'));
      expect(played.output).toMatchObject({ action: 'built' });
    });

    it.each<[name: string, changes: Answers]>([
      ['may not be taken', { 'Take a last snapshot': [{ fail: 'Rds.SnapshotQuotaExceededException', cause: 'Full.' }] }],
      ['fails', { 'Wait for the last snapshot': [{ fail: 'Wait.Failed', cause: 'The snapshot is failed.' }] }],
      ['is never told of', { 'Wait for the last snapshot': ['never'] }],
    ])('executes nothing when the snapshot %s', async (_, changes) => {
      const played = await giving('instance', changes);

      expect(played.visited).not.toContain('Execute the change set');
      expect(played.visited).toContain('Delete the change set');
      expect(played.output).toMatchObject({ action: 'refuse', reason: expect.stringContaining('not to be had') });
    });

    it('executes nothing when it is aborted meanwhile', async () => {
      const played = await giving('instance', { 'Wait for the last snapshot': [{ fail: 'Run.Aborted', cause: 'The lever.' }] });

      expect(played.visited).not.toContain('Execute the change set');
      expect(played.output).toMatchObject({ action: 'abort', reason: 'The lever.' });
    });
  });

  it('answers with the reason where CloudFormation refuses the change set', async () => {
    const played = await play({ 'Judge the change set': [judged('failed', 'CloudFormation refuses the change: no such zone')] });

    expect(played.output).toMatchObject({ action: 'fail', reason: expect.stringContaining('no such zone') });
  });

  it('waits for a change set in a bounded loop', async () => {
    const late = await play({ 'Judge the change set': [judged('wait'), judged('wait'), judged('execute')] });
    const never = await play({ 'Judge the change set': [judged('wait')] });

    expect(late.output).toMatchObject({ action: 'built' });
    expect(never.inputs['Judge the change set']).toHaveLength(60);
    expect(never.output).toMatchObject({ action: 'fail' });
  });

  it('goes on when an earlier attempt of the same step got through', async () => {
    const created = await play({
      'Create the change set': [{ fail: 'CloudFormation.AlreadyExistsException' }],
      'Execute the change set': [{ fail: 'CloudFormation.InvalidChangeSetStatusException' }],
    });
    const executed = await play({ 'Judge the change set': [judged('executed')] });

    expect(created.output).toMatchObject({ action: 'built' });
    expect(executed.visited).not.toContain('Execute the change set');
    expect(executed.output).toMatchObject({ action: 'built' });
  });

  it('deletes the remains of a failure before it builds', async () => {
    const remains = { action: 'delete', reason: 'ROLLBACK_COMPLETE', stackId: 'arn:stack/old' };
    const played = await play({ 'Prepare the layer': [remains, create], 'Delete the remains': [{}], 'Wait for the stack to settle': [{}] });

    expect(played.inputs['Delete the remains']).toEqual([{ StackName: 'arn:stack/old', RoleARN: 'LayerRoleArn' }]);
    expect(played.inputs['Wait for the stack to settle']).toMatchObject([{ Payload: { check: { goal: 'deleted' } } }]);
    expect(played.output).toMatchObject({ action: 'built', change: 'made' });
  });

  it.each(['never', { fail: 'Wait.Failed', cause: 'DELETE_FAILED' }] as const)('gives up on remains that do not go: %j', async (told) => {
    const remains = { action: 'delete', reason: 'The stack is DELETE_FAILED.', stackId: 'arn:stack/old' };
    const played = await play({ 'Prepare the layer': [remains], 'Delete the remains': [{}], 'Wait for the stack to settle': [told] });

    expect(played.inputs['Delete the remains']).toHaveLength(2);
    expect(played.output).toMatchObject({ action: 'fail', reason: expect.stringContaining('DELETE_FAILED') });
  });

  it('waits for what an earlier run began, and then brings it up to date', async () => {
    const busy = { action: 'wait', goal: 'complete', reason: 'UPDATE_IN_PROGRESS', stackId: STACK };
    const played = await play({ 'Prepare the layer': [busy, update], 'Wait for the stack to settle': [{ fail: 'Wait.Failed' }] });

    expect(played.output).toMatchObject({ action: 'built', change: 'changed' });
  });

  it('does not wait for ever for what an earlier run began', async () => {
    const busy = { action: 'wait', goal: 'complete', reason: 'The stack is UPDATE_IN_PROGRESS.', stackId: STACK };
    const played = await play({ 'Prepare the layer': [busy], 'Wait for the stack to settle': ['never'] });

    expect(played.inputs['Prepare the layer']).toHaveLength(5);
    expect(played.output).toMatchObject({ action: 'fail' });
  });

  it('looks at the stack itself when its event is lost, and waits for it once more at most', async () => {
    const ended = await play({ 'Wait for the stack': ['never'] });
    const working = await play({
      'Wait for the stack': ['never'],
      'Look at the stack': [{ action: 'wait', reason: 'UPDATE_IN_PROGRESS' }],
    });

    expect(ended.output).toMatchObject({ action: 'built' });
    expect(working.inputs['Wait for the stack']).toHaveLength(2);
    expect(working.output).toMatchObject({ action: 'fail' });
  });

  it('does not take the old end of a stack for the end of its update', async () => {
    const played = await play({
      'Prepare the layer': [update],
      'Look at the stack': [
        { action: 'not-begun', reason: 'Not yet.' },
        { action: 'wait', reason: 'Begun.' },
        { action: 'proceed', reason: 'Done.' },
      ],
    });

    expect(played.visited.filter((state) => state === 'Wait for the update to begin')).toHaveLength(1);
    expect(played.inputs['Wait for the stack']).toHaveLength(2);
    expect(played.output).toMatchObject({ action: 'built', change: 'changed' });
  });

  it('answers with why its stack failed', async () => {
    const reason = 'The stack is UPDATE_ROLLBACK_COMPLETE. Database: No capacity.';
    const played = await play({ 'Wait for the stack': [{ fail: 'Wait.Failed' }], 'Look at the stack': [{ action: 'fail', reason }] });

    expect(played.output).toMatchObject({ action: 'fail', reason: `The layer database: ${reason}` });
  });

  it('waits for what the layer promises, and not for ever', async () => {
    const played = await play({
      'Check what the layer promises': [{ action: 'wait', reason: '1 of at least 2 targets are healthy.', outputs: {} }],
    });

    expect(played.inputs['Check what the layer promises']).toHaveLength(120);
    expect(played.output).toMatchObject({ action: 'fail', reason: expect.stringContaining('1 of at least 2') });
  });

  it.each(['Wait for the stack', 'Wait for the stack to settle'])('answers an abort that comes in "%s"', async (state) => {
    const busy = { action: 'wait', goal: 'complete', reason: 'Busy.', stackId: STACK };
    const prepared = state === 'Wait for the stack' ? [create] : [busy];
    const played = await play({ 'Prepare the layer': prepared, [state]: [{ fail: 'Run.Aborted', cause: 'The lever.' }] });

    expect(played).toMatchObject({ status: 'SUCCEEDED', output: { action: 'abort', reason: 'The lever.' } });
  });

  it.each<[name: string, changes: Answers]>([
    ['a function that broke', { 'Prepare the layer': [{ fail: 'OutputMissingError' }] }],
    ['a role that may not', { 'Create the change set': [{ fail: 'CloudFormation.AccessDenied' }] }],
  ])('fails, since Nines broke, after %s', async (_, changes) => {
    expect(await play(changes)).toMatchObject({ status: 'FAILED' });
  });

  it('tries again what is transient, before it gives up', async () => {
    const played = await play({ 'Prepare the layer': [{ fail: 'TransientError' }, { fail: 'Lambda.TooManyRequestsException' }, create] });

    expect(played.output).toMatchObject({ action: 'built' });
  });
});
