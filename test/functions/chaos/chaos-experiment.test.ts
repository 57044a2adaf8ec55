// Goal: every way through the machine ends with one verdict, and only one way acts.
// Method: the machine's own file on the interpreter, its tasks scripted, the clock jumping.
import { describe, expect, it } from 'vitest';
import { siteSpec } from '../../domain/support.ts';
import { type Answers, playMachine } from '../machine-player.ts';
import { run } from '../support.ts';

const INPUT = {
  runId: 'run-1',
  site: 'myapp',
  mode: 'live',
  trigger: { by: 'chat', who: 'dana' },
  request: { action: 'terminate', count: 1 },
};
const spec = JSON.parse(JSON.stringify(siteSpec()));
const opened = {
  action: 'proceed',
  reason: 'Open.',
  run: JSON.parse(JSON.stringify(run())),
  spec,
  outputs: { GroupName: 'myapp-asg', TargetGroupArn: 'arn:tg' },
};
const chosen = {
  action: 'proceed',
  reason: 'i-0.',
  victims: [{ instanceId: 'i-0', zone: 'us-east-1a', reason: 'Drawn.' }],
  passedOver: [],
  floor: 4,
  before: { healthyTargets: 8, inService: 8 },
  undoDeadline: '2018-02-09T15:55:00.000Z',
};
const measures = { objective: { recoverySeconds: 600 }, measured: { recoverySeconds: null } };
const recovered = {
  action: 'recovered',
  verdict: 'PASSED',
  reason: 'In time.',
  ...measures,
  measured: { recoverySeconds: 150 },
  recoverySeconds: 150,
};
const waiting = { action: 'wait', reason: '7 of 8.', ...measures, recoverySeconds: null };

const answers = (changes: Answers = {}): Answers => ({
  'Open the run': [opened],
  'Choose the victims': [chosen],
  'Record the undo': [{ undoId: 'none-1' }],
  'Recheck the floor': [{ action: 'proceed', reason: 'The floor holds.' }],
  'Terminate the instance': [{ Activity: {} }],
  'Wait for the replacements': [{ key: 'group/myapp-asg/launched', inService: 8 }],
  'Check the recovery': [waiting, waiting, recovered],
  'Clear the undo': [{ cleared: true }],
  'Close the run': [{}],
  'Close the failed run': [{}],
  ...changes,
});

const play = (changes: Answers = {}) => playMachine('chaos-experiment', INPUT, answers(changes));
const ACT = 'Terminate the instance';

describe('chaos-experiment', () => {
  it('terminates through the group, without taking its capacity, and passes', async () => {
    const played = await play();

    expect(played.status).toBe('SUCCEEDED');
    expect(played.inputs[ACT]).toEqual([{ InstanceId: 'i-0', ShouldDecrementDesiredCapacity: false }]);
    expect(played.inputs['Recheck the floor']).toMatchObject([{ Payload: { victimIds: ['i-0'], floor: 4 } }]);
    expect(played.closed).toMatchObject({
      verdict: 'PASSED',
      measured: { recoverySeconds: 150 },
      details: { victims: chosen.victims, floor: 4 },
    });
    expect(played.visited.filter((state) => state === 'Wait for healthy targets')).toHaveLength(2);
  });

  it('records the undo before, and clears it after', async () => {
    const { visited } = await play();
    const place = (state: string) => visited.indexOf(state);

    expect(place('Record the undo')).toBeLessThan(place('Recheck the floor'));
    expect(place('Recheck the floor')).toBeLessThan(place(ACT));
    expect(place('Check the recovery')).toBeLessThan(place('Clear the undo'));
    expect(place('Clear the undo')).toBeLessThan(place('Close the run'));
  });

  it('takes several victims one after the other, and counts from the first', async () => {
    const victims = ['i-0', 'i-1'].map((instanceId) => ({ instanceId, zone: 'us-east-1a', reason: 'Drawn.' }));
    const played = await play({ 'Choose the victims': [{ ...chosen, victims }] });
    const check = played.inputs['Check the recovery']?.[0] as { Payload: { actedAt: string; victimIds: string[] } };

    expect(played.inputs[ACT]).toMatchObject([{ InstanceId: 'i-0' }, { InstanceId: 'i-1' }]);
    expect(check.Payload).toMatchObject({ actedAt: '2018-02-11T04:00:00.400Z', victimIds: ['i-0', 'i-1'] });
  });

  describe('when a gate says no', () => {
    const refusal = { action: 'refuse', reason: 'No.' };

    it.each([
      ['at the opening', { 'Open the run': [{ ...opened, ...refusal }] }],
      ['at the opening of a site that nobody knows', { 'Open the run': [{ ...opened, ...refusal, spec: null, outputs: {} }] }],
      ['at the choice', { 'Choose the victims': [{ ...chosen, ...refusal, victims: [] }] }],
      ['at the instant of action', { 'Recheck the floor': [refusal] }],
    ] as [string, Answers][])('is REFUSED %s, and nothing is done', async (_, changes) => {
      const played = await play(changes);

      expect(played.status).toBe('SUCCEEDED');
      expect(played.closed).toMatchObject({ verdict: 'REFUSED', reason: 'No.' });
      expect(played.visited).not.toContain(ACT);
    });

    it('clears what it recorded when it stops at the last gate', async () => {
      const { visited } = await play({ 'Recheck the floor': [refusal] });

      expect(visited).toContain('Clear the undo');
    });
  });

  describe('when events are lost or launches fail', () => {
    it.each([
      ['no event comes', ['never']],
      ['a launch fails', [{ fail: 'Wait.Failed', cause: 'no capacity' }]],
    ] as [string, Answers[string]][])('looks for itself when %s', async (_, wait) => {
      const played = await play({ 'Wait for the replacements': wait });

      expect(played.closed).toMatchObject({ verdict: 'PASSED' });
    });

    it('waits for an event no longer than five minutes', async () => {
      const played = await play({ 'Wait for the replacements': ['never'], 'Check the recovery': [recovered] });

      expect(played.seconds).toBeGreaterThan(300);
      expect(played.seconds).toBeLessThan(310);
    });

    it('fails a site that never recovers', async () => {
      const overdue = { ...waiting, action: 'overdue', verdict: 'FAILED', reason: 'Never.' };
      const played = await play({ 'Check the recovery': [waiting, overdue] });

      expect(played).toMatchObject({ status: 'SUCCEEDED', closed: { verdict: 'FAILED', measured: { recoverySeconds: null } } });
    });
  });

  describe('when it is aborted', () => {
    const abort = { fail: 'Run.Aborted', cause: 'my-app-cpu is in ALARM.' };

    it.each(['Recheck the floor', 'Wait for the replacements', 'Check the recovery'])('is ABORTED at "%s"', async (state) => {
      const played = await play({ [state]: [abort] });

      expect(played).toMatchObject({ status: 'FAILED', error: 'Run.ABORTED', closed: { verdict: 'ABORTED', reason: abort.cause } });
    });

    it('does not act any more before the act', async () => {
      const { visited } = await play({ 'Recheck the floor': [abort] });

      expect(visited).not.toContain(ACT);
    });
  });

  describe('when our tool breaks', () => {
    it.each([
      'Choose the victims',
      'Record the undo',
      'Recheck the floor',
      ACT,
      'Wait for the replacements',
      'Check the recovery',
      'Clear the undo',
    ])('is ERRORED at "%s", never PASSED', async (state) => {
      const played = await play({ [state]: [{ fail: 'RecordError', cause: 'it broke' }] });

      expect(played).toMatchObject({
        status: 'FAILED',
        error: 'Run.ERRORED',
        closed: { verdict: 'ERRORED', measured: { recoverySeconds: null } },
      });
      expect((played.closed as { reason: string }).reason).toContain('it broke');
    });

    it('does not act when the undo cannot be recorded', async () => {
      const { visited } = await play({ 'Record the undo': [{ fail: 'RecordError' }] });

      expect(visited).not.toContain(ACT);
    });

    it('fails without a record when the run cannot be opened', async () => {
      const played = await play({ 'Open the run': [{ fail: 'InvalidInputError', cause: 'no site' }] });

      expect(played).toMatchObject({ status: 'FAILED', error: 'Run.ERRORED', closed: undefined });
    });

    it('tries again what is transient', async () => {
      const played = await play({ 'Choose the victims': [{ fail: 'TransientError' }, { fail: 'Lambda.ServiceException' }, chosen] });

      expect(played.closed).toMatchObject({ verdict: 'PASSED' });
    });

    it('leaves the closing to undo-run when the record cannot be written', async () => {
      const played = await play({ 'Close the run': [{ fail: 'RecordError' }] });

      expect(played).toMatchObject({ status: 'FAILED', error: 'RecordError' });
    });
  });
});
