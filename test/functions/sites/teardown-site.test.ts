// Goal: the machine's ways through taking a site down, above all those on which something has to stay.
// Method: the deployed ASL file played by the interpreter, each task answered by the test.
import { describe, expect, it } from 'vitest';
import type { Json } from '#language/asl/index.ts';
import { siteSpec } from '../../domain/support.ts';
import { type Answers, playMachine } from '../machine-player.ts';
import { run } from '../support.ts';

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value));
const RUN = json(run({ kind: 'teardown-site' }));
const INPUT = json({ runId: 'run-1', site: 'myapp', mode: 'live', trigger: { by: 'api', who: 'dana' }, request: {} });
const OPENED = { action: 'proceed', reason: 'Open.', run: RUN, spec: json(siteSpec()), outputs: {} };
const layer = (name: string) => ({ layer: name, stackId: `arn:stack/${name}`, waitSeconds: 1_800, empty: [], removeAfter: [] });
const removed = (action: string, reason = 'As told.') => ({ Output: { layer: 'any', action, reason } });
const WAVES = [
  { layers: [layer('watch')] },
  { layers: [layer('web')] },
  { layers: [layer('database'), layer('cache')] },
  { layers: [layer('network')] },
];
const PLAN = {
  action: 'proceed',
  reason: 'Nothing is protected.',
  waves: WAVES,
  snapshot: { action: 'take', kind: 'instance', databaseId: 'myapp-db', snapshotId: 'final' },
};
const CLUSTER = { ...PLAN, snapshot: { ...PLAN.snapshot, kind: 'aurora' } };
const SNAPSHOT = { id: 'final', storageGb: 20, monthlyCostUsd: 1.9 };
const verified = (action: string) => ({ action, reason: `The snapshot says ${action}.`, snapshot: SNAPSHOT });
const swept = (verdict: string, leftBehind: number) => ({
  verdict,
  reason: 'Swept.',
  objective: { leftBehind: 0 },
  measured: { leftBehind },
  details: { monthlyCostUsd: 1.9 },
});

function answers(changes: Answers = {}): Answers {
  return {
    'Open the run': [OPENED],
    'Stop the schedules': [{ schedules: [], scheduledActions: [] }],
    'Plan the teardown': [PLAN],
    'Take the final snapshot': [{}],
    'Take the final snapshot of the cluster': [{}],
    'Wait for the final snapshot': [{ status: 'available' }],
    'Verify the final snapshot': [verified('proceed')],
    'Remove the layer': [removed('gone')],
    'Discard the images': [{ images: [] }],
    'Sweep for what is left': [swept('PASSED', 0)],
    'Forget the site': [{ forgotten: true }],
    'Close the run': [{ id: 'run-1' }],
    ...changes,
  };
}

const play = (changes: Answers = {}) => playMachine('teardown-site', INPUT, answers(changes));
const deleted = (inputs: Record<string, Json[]>) =>
  (inputs['Remove the layer'] ?? []).map((asked) => (asked as { Input: { layer: { stackId: string } } }).Input.layer.stackId);

describe('teardown-site', () => {
  it('stops the calendar, keeps a snapshot, takes the layers down in reverse, sweeps and forgets', async () => {
    const played = await play();

    expect(deleted(played.inputs)).toEqual(['watch', 'web', 'database', 'cache', 'network'].map((name) => `arn:stack/${name}`));
    expect(played.visited.indexOf('Stop the schedules')).toBeLessThan(played.visited.indexOf('Take the final snapshot'));
    expect(played.visited.indexOf('Verify the final snapshot')).toBeLessThan(played.visited.indexOf('Remove the layer'));
    expect(played.closed).toMatchObject({ verdict: 'PASSED', measured: { leftBehind: 0 }, details: { monthlyCostUsd: 1.9 } });
    expect(played.status).toBe('SUCCEEDED');
  });

  it('asks for the snapshot in Step Functions’ spelling, with the site’s tag', async () => {
    const played = await play();

    expect(played.inputs['Take the final snapshot']).toEqual([
      { DbInstanceIdentifier: 'myapp-db', DbSnapshotIdentifier: 'final', Tags: [{ Key: 'nines:site', Value: 'myapp' }] },
    ]);
  });

  it('does nothing when a gate says no', async () => {
    const played = await play({ 'Open the run': [{ ...OPENED, action: 'refuse', reason: 'A rehearsal.' }] });

    expect(played.visited).not.toContain('Plan the teardown');
    expect(played.closed).toMatchObject({ verdict: 'REFUSED', reason: 'A rehearsal.' });
  });

  it('asks for the snapshot of a cluster by its own call, waits for it and verifies it as such', async () => {
    const played = await play({ 'Plan the teardown': [CLUSTER] });

    expect(played.inputs['Take the final snapshot of the cluster']).toEqual([
      { DbClusterIdentifier: 'myapp-db', DbClusterSnapshotIdentifier: 'final', Tags: [{ Key: 'nines:site', Value: 'myapp' }] },
    ]);
    expect(played.inputs['Wait for the final snapshot']).toMatchObject([{ Payload: { key: 'cluster-snapshot/final' } }]);
    expect(played.inputs['Verify the final snapshot']).toMatchObject([{ Payload: { kind: 'aurora' } }]);
    expect(played.closed).toMatchObject({ verdict: 'PASSED' });
  });

  it('is refused, before anything stops, when something may not go', async () => {
    const played = await play({ 'Plan the teardown': [{ ...PLAN, action: 'refuse', reason: 'Protected.' }] });

    expect(played.visited).not.toContain('Stop the schedules');
    expect(played.closed).toMatchObject({ verdict: 'REFUSED', reason: 'Protected.' });
  });

  it('hands each layer on with what may go of it', async () => {
    const media = { ...layer('media'), empty: ['uploads'] };

    const played = await play({ 'Plan the teardown': [{ ...PLAN, waves: [{ layers: [media] }] }] });

    expect(played.inputs['Remove the layer']).toMatchObject([
      { StateMachineArn: 'MachineArnPrefixremove-layer', Name: 'media-run-1', Input: { run: { runId: 'run-1' }, layer: media } },
    ]);
  });

  it('takes no snapshot of a site without a database', async () => {
    const played = await play({ 'Plan the teardown': [{ ...PLAN, snapshot: { ...PLAN.snapshot, action: 'none' } }] });

    expect(played.visited).not.toContain('Take the final snapshot');
    expect(played.inputs['Sweep for what is left']).toMatchObject([{ Payload: { snapshot: null } }]);
  });

  it('has nothing to delete when everything is gone, and still sweeps', async () => {
    const played = await play({ 'Plan the teardown': [{ ...PLAN, waves: [], snapshot: { ...PLAN.snapshot, action: 'none' } }] });

    expect(played.visited).not.toContain('Delete the stack');
    expect(played.closed).toMatchObject({ verdict: 'PASSED' });
  });

  it.each<[name: string, changes: Answers, verdict: string]>([
    ['is not good', { 'Verify the final snapshot': [verified('fail')] }, 'FAILED'],
    ['never becomes available', { 'Verify the final snapshot': [verified('wait')] }, 'FAILED'],
    ['fails', { 'Wait for the final snapshot': [{ fail: 'Wait.Failed' }] }, 'FAILED'],
    ['may not be taken', { 'Take the final snapshot': [{ fail: 'Rds.SnapshotQuotaExceededException' }] }, 'ERRORED'],
    ['is waited for when the run is aborted', { 'Wait for the final snapshot': [{ fail: 'Run.Aborted' }] }, 'ABORTED'],
  ])('deletes nothing when the snapshot %s', async (_, changes, verdict) => {
    const played = await play(changes);

    expect(deleted(played.inputs)).toEqual([]);
    expect(played.visited).not.toContain('Forget the site');
    expect(played.closed).toMatchObject({ verdict });
  });

  it('finds the snapshot that an earlier attempt took', async () => {
    const played = await play({ 'Take the final snapshot': [{ fail: 'Rds.DbSnapshotAlreadyExistsException' }] });

    expect(played.closed).toMatchObject({ verdict: 'PASSED' });
  });

  it('looks at the snapshot itself when its event is lost', async () => {
    const played = await play({
      'Wait for the final snapshot': ['never'],
      'Verify the final snapshot': [verified('wait'), verified('proceed')],
    });

    expect(played.closed).toMatchObject({ verdict: 'PASSED' });
  });

  it('begins no further wave when a stack stays, says which, and keeps the site registered', async () => {
    const played = await play({
      'Remove the layer': [removed('stays', 'The layer watch: its stack is DELETE_FAILED.')],
      'Sweep for what is left': [swept('PASSED', 0)],
    });

    expect(deleted(played.inputs)).toEqual(['arn:stack/watch']);
    expect(played.closed).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining('DELETE_FAILED') });
    expect(played.visited).not.toContain('Forget the site');
  });

  it.each([
    ['is aborted', removed('abort', 'The lever.'), 'ABORTED'],
    ['breaks on a layer', { fail: 'States.TaskFailed', cause: '{"Error":"Lambda.Unknown","Cause":"It broke."}' }, 'ERRORED'],
  ] as const)('goes no further when it %s', async (_, told, verdict) => {
    const played = await play({ 'Remove the layer': [told] });

    expect(deleted(played.inputs)).toEqual(['arn:stack/watch']);
    expect(played.closed).toMatchObject({ verdict });
  });

  it('fails with what is left behind, and keeps the site registered', async () => {
    const played = await play({ 'Sweep for what is left': [swept('FAILED', 2)] });

    expect(played.closed).toMatchObject({ verdict: 'FAILED', measured: { leftBehind: 2 } });
    expect(played.visited).not.toContain('Forget the site');
  });

  it('is ERRORED when the images cannot be discarded: their snapshots are billed', async () => {
    const played = await play({ 'Discard the images': [{ fail: 'UnauthorizedOperation' }] });

    expect(played.closed).toMatchObject({ verdict: 'ERRORED' });
    expect(played.visited).not.toContain('Forget the site');
  });

  it('is ERRORED, never PASSED, when the sweep breaks', async () => {
    const played = await play({ 'Sweep for what is left': [{ fail: 'AccessDeniedException' }] });

    expect(played.closed).toMatchObject({ verdict: 'ERRORED' });
    expect(played.status).toBe('FAILED');
  });
});
