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
const built = (asked: Json) => (asked as { Input: { layer: { layer: string } } }).Input.layer.layer;
const MADE = { layer: 'network', stackId: 'arn:stack/1', waitSeconds: 1_800, empty: [], removeAfter: [] };
const layerAnswer = (action: string, reason = 'Well.') => ({ Output: { layer: 'network', action, change: 'made', reason } });
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
        action: 'proceed',
        reason: 'Nothing that stands would change.',
        standing: [],
        leftAlone: [],
        waves: [
          { layers: [layer('network')] },
          { layers: [layer('database'), layer('cache')] },
          { layers: [layer('web')] },
          { layers: [layer('watch')] },
        ],
      },
    ],
    'Build the layer': [layerAnswer('built')],
    'Ask the deep page': [page('proceed', 200)],
    'Register the site': [{ schedules: [] }],
    'Plan the compensation': [{ layers: [MADE], note: '' }],
    'Remove the layer': [{ Output: { layer: 'network', action: 'gone', reason: 'Gone.' } }],
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
    expect(played.inputs['Build the layer']?.map(built)).toEqual(['network', 'database', 'cache', 'web', 'watch']);
    expect(played.closed).toMatchObject({
      verdict: 'PASSED',
      measured: { healthyTargets: 2, deepPageStatus: 200 },
      run: { runId: 'run-1' },
    });
  });

  it('names each execution after its layer and its run, and hands on whose data may go', async () => {
    const played = await play({}, { replaceData: ['database'] });

    expect(played.inputs['Build the layer']?.[0]).toMatchObject({
      StateMachineArn: 'MachineArnPrefixbuild-layer',
      Name: 'network-run-1',
      Input: { run: { runId: 'run-1' }, layer: layer('network'), replaceData: ['database'] },
    });
    expect(played.inputs['Plan the layers']).toMatchObject([{ Payload: { replaceData: ['database'] } }]);
  });

  it('says what was done about each layer, and what was left alone', async () => {
    const plan = { action: 'proceed', reason: 'Well.', standing: [], leftAlone: ['cache'], waves: [{ layers: [layer('network')] }] };

    const played = await play({ 'Plan the layers': [plan] });

    expect(played.closed).toMatchObject({
      verdict: 'PASSED',
      reason: expect.stringContaining('left alone: cache'),
      details: { leftAlone: ['cache'], layers: [{ layer: 'network', change: 'made' }] },
    });
  });

  it('touches nothing when the plan refuses', async () => {
    const plan = { action: 'refuse', reason: 'The data would be gone.', standing: [], leftAlone: [], waves: [] };

    const played = await play({ 'Plan the layers': [plan] });

    expect(played.visited).not.toContain('Build the layer');
    expect(played.visited).not.toContain('Plan the compensation');
    expect(played.closed).toMatchObject({ verdict: 'REFUSED', reason: 'The data would be gone.' });
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

  it('waits for a page that does not serve yet, and fails with what was measured', async () => {
    const late = await play({ 'Ask the deep page': [page('wait', 504), page('wait', null), page('proceed', 200)] });
    expect(late.closed).toMatchObject({ verdict: 'PASSED' });

    const never = await play({ 'Ask the deep page': [page('wait', 504)] });
    expect(never.closed).toMatchObject({ verdict: 'FAILED', measured: { deepPageStatus: 504 } });
    expect(never.visited).not.toContain('Register the site');
  });

  it.each<[name: string, changes: Answers, verdict: string]>([
    ['a layer that is not as promised', { 'Build the layer': [layerAnswer('fail', 'No standby.')] }, 'FAILED'],
    ['a change that is refused when its turn comes', { 'Build the layer': [layerAnswer('refuse', 'Data.')] }, 'REFUSED'],
    ['an abort', { 'Build the layer': [layerAnswer('abort', 'The lever.')] }, 'ABORTED'],
    ['a layer on which Nines broke', { 'Build the layer': [{ fail: 'States.TaskFailed' }] }, 'ERRORED'],
    ['a register that broke', { 'Register the site': [{ fail: 'RecordError' }] }, 'ERRORED'],
  ])('takes back what it made after %s, and says %s', async (_, changes, verdict) => {
    const played = await play(changes);

    expect(played.inputs['Remove the layer']).toMatchObject([{ Name: 'network-run-1', Input: { run: { runId: 'run-1' }, layer: MADE } }]);
    expect(played.visited).toContain('Forget the site');
    expect(played.closed).toMatchObject({ verdict });
    expect(played.status).toBe(verdict === 'FAILED' || verdict === 'REFUSED' ? 'SUCCEEDED' : 'FAILED');
  });

  it('keeps what it made when it is told to', async () => {
    const played = await play({ 'Build the layer': [layerAnswer('fail')] }, { keepOnFailure: true });

    expect(played.visited).not.toContain('Plan the compensation');
    expect(played.closed).toMatchObject({ verdict: 'FAILED' });
  });

  it('says so when it cannot take back what it made', async () => {
    const played = await play({
      'Build the layer': [layerAnswer('fail', 'ROLLBACK_COMPLETE')],
      'Remove the layer': [{ Output: { layer: 'network', action: 'stays', reason: 'The layer network: its stack is DELETE_FAILED.' } }],
    });

    expect(played.closed).toMatchObject({
      verdict: 'ERRORED',
      reason: expect.stringMatching(/ROLLBACK_COMPLETE.*could not be taken down.*DELETE_FAILED/),
    });
  });

  it('tries again what is transient, before it gives up', async () => {
    const played = await play({ 'Build the layer': [{ fail: 'StepFunctions.SdkClientException' }, layerAnswer('built')] });

    expect(played.closed).toMatchObject({ verdict: 'PASSED' });
  });

  it('says what it made and leaves, since older layers rely on it by now', async () => {
    const played = await play({
      'Build the layer': [layerAnswer('fail', 'No alarm.')],
      'Plan the compensation': [{ layers: [], note: ' Of what was made, cache stays: web may rely on it by now.' }],
    });

    expect(played.visited).not.toContain('Remove the layer');
    expect(played.closed).toMatchObject({ verdict: 'FAILED', reason: expect.stringMatching(/No alarm.*cache stays/) });
  });

  it('tells the drift of what stands, and goes on when that cannot be had', async () => {
    const plan = { action: 'proceed', reason: 'Well.', standing: ['network'], leftAlone: [], waves: [{ layers: [layer('network')] }] };

    const told = await play({ 'Plan the layers': [plan], 'Look for drift': [{ reason: 'web: Group is gone.' }] });
    const broken = await play({ 'Plan the layers': [plan], 'Look for drift': [{ fail: 'AccessDeniedException' }] });

    expect(told.closed).toMatchObject({ verdict: 'PASSED', details: { drift: { reason: 'web: Group is gone.' } } });
    expect(broken.closed).toMatchObject({ verdict: 'PASSED', details: { drift: { reason: 'Not known: AccessDeniedException' } } });
  });

  it.each([
    ['opened', 'Open the run', 'Run.NotOpened'],
    ['closed', 'Close the run', 'Run.NotClosed'],
  ])('fails by name when the run cannot be %s', async (_, state, error) => {
    const played = await play({ [state]: [{ fail: 'EnvironmentError' }] });

    expect(played).toMatchObject({ status: 'FAILED', error });
  });
});
