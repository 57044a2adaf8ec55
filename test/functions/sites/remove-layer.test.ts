// Goal: the machine's ways through taking one layer down, above all those on which it stays.
// Method: the deployed ASL file played by the interpreter, each task answered by the test.
import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { type Answers, playMachine } from '../machine-player.ts';
import { run } from '../support.ts';

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value));
const LAYER = { layer: 'media', stackId: 'arn:stack/media', waitSeconds: 1_800, empty: [] as string[], removeAfter: [] as string[] };

const play = (changes: Answers = {}, layer: object = {}) =>
  playMachine('remove-layer', json({ run: run({ kind: 'teardown-site' }), layer: { ...LAYER, ...layer } }), {
    'Switch off the protection': [{}],
    'Switch off the protection of the cluster': [{}],
    'Empty some of its buckets': [{ isLeft: false, deleted: 3 }],
    'Delete the stack': [{}],
    'Wait for the stack to go': [{ status: 'DELETE_COMPLETE' }],
    'Ask whether the stack is gone': [{ Stacks: [{ StackStatus: 'DELETE_FAILED', StackStatusReason: 'Bucket not empty.' }] }],
    'Remove what outlives it': [{ isLeft: false, deleted: 9 }],
    ...changes,
  });

describe('remove-layer', () => {
  it('deletes the stack under the layers’ role, and touches nothing that it was not told to', async () => {
    const played = await play();

    expect(played.inputs['Delete the stack']).toEqual([{ StackName: 'arn:stack/media', RoleARN: 'LayerRoleArn' }]);
    for (const state of ['Empty some of its buckets', 'Switch off the protection', 'Remove what outlives it'])
      expect(played.visited).not.toContain(state);
    expect(played.output).toMatchObject({ layer: 'media', action: 'gone' });
  });

  it.each([
    ['instance', 'Switch off the protection', { DbInstanceIdentifier: 'db', DeletionProtection: false, ApplyImmediately: true }],
    [
      'cluster',
      'Switch off the protection of the cluster',
      { DbClusterIdentifier: 'db', DeletionProtection: false, ApplyImmediately: true },
    ],
  ])('lets a protected %s go first', async (unprotect, state, asked) => {
    const played = await play({}, { unprotect, databaseId: 'db' });

    expect(played.inputs[state]).toEqual([asked]);
    expect(played.visited.indexOf(state)).toBeLessThan(played.visited.indexOf('Delete the stack'));
  });

  it('waits for a database that is still being made, and deletes nothing while it cannot be let go', async () => {
    const busy = { fail: 'Rds.InvalidDbInstanceStateException' };
    const late = await play({ 'Switch off the protection': [busy, busy, {}] }, { unprotect: 'instance', databaseId: 'db' });
    const never = await play({ 'Switch off the protection': [busy] }, { unprotect: 'instance', databaseId: 'db' });

    expect(late.output).toMatchObject({ action: 'gone' });
    expect(never.visited).not.toContain('Delete the stack');
    expect(never.status).toBe('FAILED');
  });

  it('empties its buckets round by round before the stack goes', async () => {
    const played = await play(
      { 'Empty some of its buckets': [{ isLeft: true }, { isLeft: true }, { isLeft: false }] },
      { empty: ['uploads', 'pages'] },
    );

    expect(played.inputs['Empty some of its buckets']).toHaveLength(3);
    expect(played.inputs['Empty some of its buckets']?.[0]).toMatchObject({ Payload: { buckets: ['uploads', 'pages'] } });
    expect(played.output).toMatchObject({ action: 'gone' });
  });

  it('does not empty for ever, and leaves the stack then', async () => {
    const played = await play({ 'Empty some of its buckets': [{ isLeft: true }] }, { empty: ['uploads'] });

    expect(played.inputs['Empty some of its buckets']).toHaveLength(1_000);
    expect(played.visited).not.toContain('Delete the stack');
    expect(played.output).toMatchObject({ action: 'stays', reason: expect.stringContaining('still hold something') });
  });

  it('empties and deletes once more where something was put into a bucket meanwhile', async () => {
    const played = await play(
      { 'Wait for the stack to go': [{ fail: 'Wait.Failed' }, { status: 'DELETE_COMPLETE' }] },
      { empty: ['uploads'] },
    );

    expect(played.inputs['Delete the stack']).toHaveLength(2);
    expect(played.output).toMatchObject({ action: 'gone' });
  });

  it('says what CloudFormation says of a stack that stays', async () => {
    const played = await play({ 'Wait for the stack to go': [{ fail: 'Wait.Failed' }] });

    expect(played.inputs['Delete the stack']).toHaveLength(1);
    expect(played.output).toMatchObject({ action: 'stays', reason: 'The layer media: its stack is DELETE_FAILED: Bucket not empty.' });
  });

  it.each([
    ['DELETE_COMPLETE', 'gone'],
    ['DELETE_IN_PROGRESS', 'stays'],
  ])('asks once when the event is lost; a stack that is then %s is %s', async (StackStatus, action) => {
    const played = await play({ 'Wait for the stack to go': ['never'], 'Ask whether the stack is gone': [{ Stacks: [{ StackStatus }] }] });

    expect(played.output).toMatchObject({ action });
  });

  it('removes what outlives its stack, and only then', async () => {
    const played = await play({}, { removeAfter: ['logs'] });

    expect(played.inputs['Remove what outlives it']).toMatchObject([{ Payload: { buckets: ['logs'], andDelete: true } }]);
    expect(played.visited.indexOf('Delete the stack')).toBeLessThan(played.visited.indexOf('Remove what outlives it'));
  });

  it('answers an abort', async () => {
    const played = await play({ 'Wait for the stack to go': [{ fail: 'Run.Aborted', cause: 'The lever.' }] });

    expect(played).toMatchObject({ status: 'SUCCEEDED', output: { action: 'abort', reason: 'The lever.' } });
  });
});
