import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as checkRecovery } from '#functions/chaos/check-recovery.ts';
import { handler as chooseVictims } from '#functions/chaos/choose-victims.ts';
import { handler as recheckFloor } from '#functions/chaos/recheck-floor.ts';
import { mockWeb } from '../aws-state.ts';
import { awsError, invoke, run } from '../support.ts';
import { ledgerOf } from '../table.ts';

const NOW = Date.parse('2018-02-09T15:02:00Z');
const web = { group: 'myapp-asg', targetGroupArn: 'arn:target-group' };
const lease = { pk: 'SITE#myapp', sk: 'LEASE', holder: 'run-1', kind: 'chaos-experiment', untilMs: NOW + 60_000 };
const lever = { pk: 'LEVER', sk: 'LEVER', engaged: true, by: 'dana', at: '2018-02-09T15:01:00Z' };
const aborted = { pk: 'RUN#run-1', sk: 'MARK#aborted', mark: 'aborted', reason: 'my-app-cpu is in ALARM.' };

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe('choose-victims', () => {
  const event = (count = 1) => ({ run: run(), ...web, count });

  it('answers victims with reasons, and when the dead man acts', async () => {
    mockWeb();

    const choice = await invoke(chooseVictims, event());

    expect(choice).toMatchObject({ action: 'proceed', floor: 4, undoDeadline: '2018-02-09T15:55:00.000Z' });
    expect(choice.victims).toHaveLength(1);
  });

  it('refuses a site that is not in its steady state, as data', async () => {
    mockWeb({ health: { 'i-3': 'unhealthy' } });

    await expect(invoke(chooseVictims, event())).resolves.toMatchObject({ action: 'refuse', victims: [] });
  });

  it('refuses where nothing is healthy', async () => {
    mockWeb({ count: 0 });

    await expect(invoke(chooseVictims, event())).resolves.toMatchObject({ action: 'refuse' });
  });

  it('throws a missing group by its name, and never takes it for an empty one', async () => {
    mockWeb();
    mockClient(AutoScalingClient).on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });

    await expect(invoke(chooseVictims, event())).rejects.toMatchObject({ name: 'MissingError' });
  });

  it('asks for a retry when AWS throttles', async () => {
    const { loadBalancing } = mockWeb();
    loadBalancing.on(DescribeTargetHealthCommand).rejects(awsError('Throttling'));

    await expect(invoke(chooseVictims, event())).rejects.toMatchObject({ name: 'TransientError' });
  });

  it('rejects a count of none', async () => {
    await expect(invoke(chooseVictims, event(0))).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
});

describe('recheck-floor', () => {
  const event = { run: run(), ...web, victimIds: ['i-0'], floor: 4 };

  it('says yes only after the audit line is written', async () => {
    mockWeb();
    const ledger = ledgerOf([lease]);

    await expect(invoke(recheckFloor, event)).resolves.toMatchObject({ action: 'proceed' });
    expect(ledger.row('RUN#run-1/AUDIT#2018-02-09T15:02:00.000Z#0')).toMatchObject({ what: 'terminate i-0', who: 'dana (U1)' });
  });

  it.each([
    ['the lease is gone', [], 'nobody'],
    ['another run holds the site', [{ ...lease, holder: 'run-2' }], 'run-2'],
    ['the lease has run out', [{ ...lease, untilMs: NOW }], 'longer'],
  ])('refuses when %s, and writes nothing', async (_, rows, reason) => {
    mockWeb();
    const ledger = ledgerOf(rows);

    const decision = await invoke(recheckFloor, event);

    expect(decision.action).toBe('refuse');
    expect(decision.reason).toContain(reason);
    expect(ledger.keys().filter((key) => key.includes('AUDIT'))).toEqual([]);
  });

  it('refuses when the victim has been lost in the meantime', async () => {
    mockWeb({ health: { 'i-0': 'draining' } });
    ledgerOf([lease]);

    await expect(invoke(recheckFloor, event)).resolves.toMatchObject({ action: 'refuse' });
  });

  it.each([
    ['the lever is engaged', lever],
    ['a stop condition has asked for it', aborted],
  ])('throws Run.Aborted when %s', async (_, row) => {
    mockWeb();
    ledgerOf([lease, row]);

    await expect(invoke(recheckFloor, event)).rejects.toMatchObject({ name: 'Run.Aborted' });
  });

  it('does not say yes when the audit line cannot be written', async () => {
    mockWeb();
    ledgerOf([lease], ['AUDIT']);

    await expect(invoke(recheckFloor, event)).rejects.toThrow('audit lines');
  });
});

describe('check-recovery', () => {
  const event = {
    run: run(),
    ...web,
    victimIds: ['i-99'],
    before: { healthyTargets: 8, inService: 8 },
    actedAt: '2018-02-09T15:00:00.000Z',
    objectiveSeconds: 600,
  };

  it('measures from the act', async () => {
    mockWeb();
    ledgerOf();

    await expect(invoke(checkRecovery, event)).resolves.toMatchObject({
      action: 'recovered',
      verdict: 'PASSED',
      objective: { recoverySeconds: 600 },
      measured: { recoverySeconds: 120 },
    });
  });

  it('has no verdict while it waits', async () => {
    mockWeb({ count: 7 });
    ledgerOf();

    const check = await invoke(checkRecovery, event);

    expect(check).toMatchObject({ action: 'wait', measured: { recoverySeconds: null } });
    expect(check).not.toHaveProperty('verdict');
  });

  it('fails a site that does not recover', async () => {
    mockWeb({ count: 7 });
    ledgerOf();

    const late = { ...event, actedAt: '2018-02-09T14:30:00.000Z' };

    await expect(invoke(checkRecovery, late)).resolves.toMatchObject({
      action: 'overdue',
      verdict: 'FAILED',
      measured: { recoverySeconds: null },
    });
  });

  it('finds an abort that came while no token was open', async () => {
    mockWeb({ count: 7 });
    ledgerOf([aborted]);

    await expect(invoke(checkRecovery, event)).rejects.toMatchObject({ name: 'Run.Aborted', message: 'my-app-cpu is in ALARM.' });
  });
});
