import { describe, expect, it } from 'vitest';
import { recount } from '#rehearsal/recount.ts';
import { Journal } from '#twin/journal.ts';

const ACCEPTED = Date.parse('2018-02-11T04:00:00Z');

/** A journal of a failover that hurt from second 10 to 70, written as the twin writes it. */
function journalOf(bend: { lostSequence?: number; neverRecovers?: boolean; asksRows?: boolean } = {}): string[] {
  let nowMs = ACCEPTED - 5_000;
  const journal = new Journal(() => nowMs);
  const ask = (second: number, writer: string, isGood: boolean): void => {
    nowMs = ACCEPTED + second * 1000;
    journal.write('request', {
      from: 'nines-probe-site',
      path: `/nines/health?sequence=${1000 + second}`,
      status: isGood ? 200 : 504,
      answer: isGood ? JSON.stringify({ writer }) : '',
    });
  };
  for (let second = -5; second < 0; second++) ask(second, 'a', true);
  nowMs = ACCEPTED;
  journal.write('call', { service: 'rds', operation: 'RebootDBInstance', input: { ForceFailover: true }, outcome: 'ok' });
  for (let second = 1; second <= 100; second++) ask(second, second < 10 ? 'a' : 'b', second < 10 || (second > 70 && !bend.neverRecovers));
  if (bend.asksRows !== false) {
    const sequences = Array.from({ length: 201 }, (_, index) => 900 + index).filter((sequence) => sequence !== bend.lostSequence);
    journal.write('request', {
      from: 'nines-probe-site',
      path: '/nines/rows?from=900&to=1100',
      status: 200,
      answer: JSON.stringify({ sequences }),
    });
  }
  journal.write('flow', { requests: 900, failed: 9 });
  journal.write('flow', { requests: 100, failed: 1 });
  return journal.lines;
}

describe('recount', () => {
  it('adds up the visitors', () => {
    expect(recount(journalOf())).toMatchObject({ requests: 1000, failedRequests: 10, availability: 0.99 });
  });

  it('finds the phases of a failover in the probe’s own requests', () => {
    const [failover] = recount(journalOf()).failovers;

    expect(failover).toMatchObject({
      accepted: '2018-02-11T04:00:00.000Z',
      firstError: '2018-02-11T04:00:10.000Z',
      lastError: '2018-02-11T04:01:10.000Z',
      dnsMoved: '2018-02-11T04:01:11.000Z',
      firstWrite: '2018-02-11T04:01:11.000Z',
      outageSeconds: 61,
      lostWrites: 0,
    });
  });

  it('counts an acknowledged write that is gone', () => {
    expect(recount(journalOf({ lostSequence: 1005 })).failovers[0]?.lostWrites).toBe(1);
  });

  it('does not count a number that was never acknowledged', () => {
    expect(recount(journalOf({ lostSequence: 1030 })).failovers[0]?.lostWrites).toBe(0);
  });

  it('says that it does not know when the rows were never asked for', () => {
    expect(recount(journalOf({ asksRows: false })).failovers[0]?.lostWrites).toBeNull();
  });

  it('finds no first write in a failover that never ends', () => {
    expect(recount(journalOf({ neverRecovers: true })).failovers[0]).toMatchObject({ firstWrite: null, dnsMoved: null });
  });

  it('finds nothing in an empty journal', () => {
    expect(recount([])).toEqual({ requests: 0, failedRequests: 0, availability: 0, failovers: [] });
  });
});
