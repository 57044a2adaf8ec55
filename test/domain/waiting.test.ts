import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RUN_KINDS } from '#domain/glossary.ts';
import { leaseUntilMs, seedOf } from '#domain/lease.ts';
import { billableOf } from '#domain/leftovers.ts';
import { snapshotUsdPerMonth } from '#domain/prices/snapshot.ts';
import { verdictOfExecution } from '#domain/verdict.ts';
import { judgeCommand, judgeGroup, judgeSnapshot, judgeStack, RDS_EVENT_WORDS } from '#domain/waiting.ts';
import { EVENT_MESSAGES } from '#twin/services/rds/event-messages.ts';

describe('a wait', () => {
  it.each<[status: string, goal: 'complete' | 'deleted', state: string]>([
    ['CREATE_COMPLETE', 'complete', 'done'],
    ['CREATE_IN_PROGRESS', 'complete', 'pending'],
    ['ROLLBACK_IN_PROGRESS', 'complete', 'pending'],
    ['ROLLBACK_COMPLETE', 'complete', 'failed'],
    ['DELETE_COMPLETE', 'complete', 'failed'],
    ['DELETE_COMPLETE', 'deleted', 'done'],
    ['DELETE_IN_PROGRESS', 'deleted', 'pending'],
    // Told late, from before the deletion began.
    ['CREATE_COMPLETE', 'deleted', 'pending'],
    ['ROLLBACK_COMPLETE', 'deleted', 'pending'],
    ['DELETE_FAILED', 'deleted', 'failed'],
  ])('for a stack that is %s and is to be %s is %s', (status, goal, state) => {
    expect(judgeStack(status, goal).state).toBe(state);
  });

  it('that fails says what CloudFormation said', () => {
    expect(judgeStack('ROLLBACK_COMPLETE', 'complete', 'No more addresses')).toEqual({
      state: 'failed',
      cause: 'The stack is ROLLBACK_COMPLETE: No more addresses.',
    });
  });

  it.each([
    ['Success', 'done'],
    ['InProgress', 'pending'],
    ['Delayed', 'pending'],
    ['Failed', 'failed'],
    ['TimedOut', 'failed'],
    ['Cancelled', 'failed'],
    ['Canceled', 'failed'],
  ])('for a command that is %s is %s', (status, state) => {
    expect(judgeCommand(status).state).toBe(state);
  });

  it.each([
    ['available', 'done'],
    ['creating', 'pending'],
    ['failed', 'failed'],
    ['not found', 'failed'],
  ])('for a snapshot that is %s is %s', (status, state) => {
    expect(judgeSnapshot(status).state).toBe(state);
  });

  it.each(Object.entries(RDS_EVENT_WORDS))('for %s knows it by words that no other message of RDS has', (id, words) => {
    const named = Object.entries(EVENT_MESSAGES).filter(([, { message }]) => message.toLowerCase().includes(words));

    expect(named.map(([eventId]) => eventId)).toEqual([id]);
  });

  it('for a group ends when enough are in service', () => {
    expect(judgeGroup(7, 8).state).toBe('pending');
    expect(judgeGroup(8, 8).state).toBe('done');
  });
});

describe('what a run is', () => {
  it('has the same seed for the same id, and another for another', () => {
    expect(seedOf('run-1')).toBe(seedOf('run-1'));
    expect(seedOf('run-1')).not.toBe(seedOf('run-2'));
  });

  it.each(RUN_KINDS)('of %s holds its site at least as long as its machine may run', (kind) => {
    const file = join(import.meta.dirname, `../../statemachines/${kind}.asl.json`);
    const { TimeoutSeconds } = JSON.parse(readFileSync(file, 'utf8')) as { TimeoutSeconds: number };

    expect(leaseUntilMs(kind, 0)).toBeGreaterThanOrEqual(TimeoutSeconds * 1_000);
  });

  it.each([
    ['ABORTED', 'ABORTED'],
    ['TIMED_OUT', 'ERRORED'],
    ['FAILED', 'ERRORED'],
  ] as const)('ends, with an execution that is %s, as %s', (status, verdict) => {
    expect(verdictOfExecution(status).verdict).toBe(verdict);
  });
});

describe('what is left of a site', () => {
  const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:123456789012:${rest}`;

  it('costs money by standing there, or is not told', () => {
    const found = billableOf(
      [arn('ec2', 'instance/i-1'), arn('ec2', 'vpc/vpc-1'), arn('rds', 'db:myapp-db'), arn('ec2', 'security-group/sg-1')],
      [],
    );

    expect(found.map(({ kind }) => kind)).toEqual(['EC2 instance', 'RDS instance']);
  });

  it('does not count what is kept on purpose', () => {
    const kept = arn('rds', 'snapshot:final');

    expect(billableOf([kept, arn('rds', 'snapshot:other')], [':snapshot:final'])).toEqual([
      { arn: arn('rds', 'snapshot:other'), kind: 'RDS snapshot' },
    ]);
  });

  it('has a price where the region’s is known, and else none', () => {
    expect(snapshotUsdPerMonth('us-east-1', 20)).toBe(1.9);
    expect(snapshotUsdPerMonth('eu-south-2', 20)).toBeUndefined();
  });
});
