// Goal: every way through the machine ends with one verdict, and the database is rebooted only under a probe that hears.
// Method: the machine's own file on the interpreter, its tasks scripted, the clock jumping.
import { describe, expect, it } from 'vitest';
import { siteSpec } from '../../domain/support.ts';
import { type Answers, playMachine } from '../machine-player.ts';
import { run } from '../support.ts';

const INPUT = { runId: 'run-1', site: 'myapp', mode: 'live', trigger: { by: 'api', who: 'arn:dana' }, request: { kind: 'failover' } };
const spec = JSON.parse(JSON.stringify(siteSpec()));
const opened = {
  action: 'proceed',
  reason: 'Open.',
  run: JSON.parse(JSON.stringify(run({ kind: 'failover-drill' }))),
  spec,
  outputs: { DatabaseIdentifier: 'myapp-db' },
};
const steady = {
  action: 'proceed',
  reason: 'Steady.',
  databaseIdentifier: 'myapp-db',
  group: 'myapp-asg',
  targetGroupArn: 'arn:tg',
  origin: 'http://myapp.elb.example',
  healthPath: '/healthy.html',
  probeReadyBy: '2018-02-11T04:02:00.000Z',
  undoDeadline: '2018-02-11T04:55:00.000Z',
  before: { writer: 'db-a', zone: 'us-east-1a', secondaryZone: 'us-east-1b', nodes: ['i-0'] },
};
const proceed = { action: 'proceed', reason: 'Still so.' };
const wait = { action: 'wait', reason: 'Not yet.' };
const summary = { chunks: 6, firstSampleAt: '2018-02-11T04:00:01.000Z', lastSampleAt: '2018-02-11T04:05:40.000Z' };
const judged = {
  verdict: 'PASSED',
  reason: 'In time.',
  objective: { rtoSeconds: 180, rpoWrites: 0, nodesNotFollowed: 0 },
  measured: { rtoSeconds: 60.1, rpoWrites: 0, nodesNotFollowed: 0 },
  details: { phases: {} },
};

const answers = (changes: Answers = {}): Answers => ({
  'Open the run': [opened],
  'Check the steady state': [steady],
  'Record the undo': [{ undoId: 'none-1' }],
  'Probe the site': [summary],
  'Check the probe': [wait, { action: 'ready', reason: 'Heard.' }],
  'Recheck the site': [proceed],
  'Reboot with failover': [{ DbInstance: {} }],
  'Wait for the failover event': [{ key: 'rds/myapp-db/RDS-EVENT-0049', eventId: 'RDS-EVENT-0049', at: '2018-02-11T04:01:30.000Z' }],
  'Check the redundancy': [wait, { action: 'redundant', reason: 'Swapped.' }],
  'Stop the probe': [{ reason: 'Swapped.' }],
  'Judge the failover': [judged],
  'Clear the undo': [{ cleared: true }],
  'Close the run': [{}],
  'Close the failed run': [{}],
  ...changes,
});

const play = (changes: Answers = {}) => playMachine('failover-drill', INPUT, answers(changes));
const ACT = 'Reboot with failover';

describe('failover-drill', () => {
  it('reboots with failover under the probe, and closes with what was judged', async () => {
    const played = await play();

    expect(played.status).toBe('SUCCEEDED');
    expect(played.inputs[ACT]).toEqual([{ DbInstanceIdentifier: 'myapp-db', ForceFailover: true }]);
    expect(played.inputs['Judge the failover']).toMatchObject([
      {
        Payload: {
          probe: summary,
          failoverEvent: { eventId: 'RDS-EVENT-0049' },
          objective: { rtoSeconds: 180, rpoWrites: 0 },
          before: steady.before,
        },
      },
    ]);
    expect(played.closed).toMatchObject({ verdict: 'PASSED', measured: judged.measured, details: judged.details });
  });

  it('starts the probe asynchronously, with its token', async () => {
    const { inputs } = await play();

    expect(inputs['Probe the site']).toMatchObject([
      { InvocationType: 'Event', Payload: { token: expect.any(String), origin: 'http://myapp.elb.example', healthPath: '/healthy.html' } },
    ]);
  });

  it('asks for events since the reboot only', async () => {
    const { inputs } = await play();
    const held = inputs['Wait for the failover event']?.[0] as { Payload: { key: string; check: { since: string } } };
    const judging = inputs['Judge the failover']?.[0] as { Payload: { rebootedAt: string } };

    expect(held.Payload.key).toBe('rds/myapp-db/RDS-EVENT-0049');
    expect(held.Payload.check.since).toBe(judging.Payload.rebootedAt);
    expect(Date.parse(held.Payload.check.since)).toBeGreaterThan(Date.parse('2018-02-11T04:00:05Z'));
  });

  it('holds no wait over 30 s', async () => {
    const text = JSON.stringify((await import('../../../statemachines/failover-drill.asl.json', { with: { type: 'json' } })).default);

    for (const [, seconds] of text.matchAll(/"Seconds":(\d+)/g)) expect(Number(seconds)).toBeLessThanOrEqual(30);
  });

  describe('when the probe does not hear the site', () => {
    it('is ERRORED, and nothing is rebooted', async () => {
      const played = await play({ 'Probe the site': ['never'], 'Check the probe': [wait, { action: 'blocked', reason: 'Deaf.' }] });

      expect(played).toMatchObject({ status: 'FAILED', closed: { verdict: 'ERRORED', reason: 'Probe.Blocked: Deaf.' } });
      expect(played.visited).not.toContain(ACT);
    });

    it.each([
      ['breaks', { fail: 'Probe.Broken', cause: 'no bucket' }, 'Probe.Broken: no bucket'],
      ['stops beating', 'never', 'States.Timeout'],
    ] as const)('is ERRORED when the probe %s', async (_, answer, reason) => {
      const played = await play({ 'Probe the site': [answer], 'Check the redundancy': [wait] });

      expect(played).toMatchObject({ status: 'FAILED', closed: { verdict: 'ERRORED', measured: { rtoSeconds: null } } });
      expect((played.closed as { reason: string }).reason).toContain(reason);
    });
  });

  describe('when a gate says no', () => {
    const refusal = { action: 'refuse', reason: 'No.' };

    it.each([
      ['at the opening', { 'Open the run': [{ ...opened, ...refusal }] }],
      ['at the opening of a site that nobody knows', { 'Open the run': [{ ...opened, ...refusal, spec: null, outputs: {} }] }],
      ['at the steady state', { 'Check the steady state': [refusal] }],
      ['at the instant of action', { 'Recheck the site': [refusal] }],
    ] as [string, Answers][])('is REFUSED %s, and nothing is rebooted', async (_, changes) => {
      const played = await play(changes);

      expect(played).toMatchObject({ status: 'SUCCEEDED', closed: { verdict: 'REFUSED', reason: 'No.' } });
      expect(played.visited).not.toContain(ACT);
    });

    it('stops the probe and clears what it recorded when it stops at the last gate', async () => {
      const { visited } = await play({ 'Recheck the site': [refusal] });

      expect(visited).toEqual(expect.arrayContaining(['Stop the probe', 'Clear the undo']));
      expect(visited).not.toContain('Judge the failover');
    });
  });

  describe('when the failover takes its time', () => {
    // The probe answers when it is told to stop; here it only has to outlive the other branch's heartbeats.
    it('describes for itself when the event does not come', async () => {
      const played = await play({ 'Wait for the failover event': ['never'] });

      expect(played.closed).toMatchObject({ verdict: 'PASSED' });
      expect(played.inputs['Judge the failover']).toMatchObject([{ Payload: { failoverEvent: {} } }]);
    });

    it('judges a database that never gets its standby back too', async () => {
      const overdue = { action: 'overdue', reason: 'Too late.' };
      const played = await play({ 'Check the redundancy': [overdue], 'Judge the failover': [{ ...judged, verdict: 'FAILED' }] });

      expect(played).toMatchObject({ status: 'SUCCEEDED', closed: { verdict: 'FAILED' } });
      expect(played.inputs['Stop the probe']).toMatchObject([{ Payload: { reason: 'Too late.' } }]);
    });
  });

  describe('when it is aborted', () => {
    const abort = { fail: 'Run.Aborted', cause: 'The lever.' };

    it.each(['Probe the site', 'Recheck the site', 'Wait for the failover event', 'Check the redundancy'])(
      'is ABORTED at "%s"',
      async (state) => {
        const played = await play({ [state]: [abort] });

        expect(played).toMatchObject({ status: 'FAILED', error: 'Run.ABORTED', closed: { verdict: 'ABORTED', reason: 'The lever.' } });
      },
    );
  });

  describe('when our tool breaks', () => {
    const failing = [
      'Check the steady state',
      'Record the undo',
      'Check the probe',
      'Recheck the site',
      ACT,
      'Stop the probe',
      'Judge the failover',
      'Clear the undo',
    ];

    it.each(failing)('is ERRORED at "%s", never PASSED', async (state) => {
      const played = await play({ [state]: [{ fail: 'MissingError', cause: 'it broke' }] });

      expect(played).toMatchObject({ status: 'FAILED', error: 'Run.ERRORED', closed: { verdict: 'ERRORED' } });
    });

    it('does not repeat a reboot whose answer was lost', async () => {
      const played = await play({ [ACT]: [{ fail: 'Rds.SdkClientException' }] });

      expect(played.inputs[ACT]).toHaveLength(1);
    });

    it('repeats a reboot that RDS refused to take', async () => {
      const played = await play({ [ACT]: [{ fail: 'Rds.RdsException', cause: 'Rate exceeded' }, { DbInstance: {} }] });

      expect(played.inputs[ACT]).toHaveLength(2);
      expect(played.closed).toMatchObject({ verdict: 'PASSED' });
    });
  });
});
