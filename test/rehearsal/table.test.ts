import { describe, expect, it } from 'vitest';
import { nines, runTable, summary } from '#rehearsal/table.ts';
import { against, duration } from '#rehearsal/words.ts';

describe('nines', () => {
  it.each([
    [0.9, '1.00'],
    [0.999, '3.00'],
    [0.99995, '4.30'],
    [1, 'all'],
    [0, '-0.00'],
  ])('of %d are %s', (availability, expected) => {
    expect(nines(availability).replace(/^0\.00$/, '-0.00')).toBe(expected);
  });
});

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [119_400, '119 s'],
    [120_000, '2 min 0 s'],
    [1_409_000, '23 min 29 s'],
    [7_260_000, '2 h 1 min'],
  ])('of %d ms is %s', (ms, expected) => {
    expect(duration(ms)).toBe(expected);
  });
});

describe('against', () => {
  it('sets each measured figure beside its objective', () => {
    const cells = against({
      measured: { recoverySeconds: 88.6666, readyAt: '2018-02-09T11:36:39.000Z', rpoWrites: null },
      objective: { recoverySeconds: 600, readyAt: '2018-02-09T12:00:00.000Z', rpoWrites: 0 },
    });

    expect(cells).toEqual(['recoverySeconds 88.667 / 600', 'readyAt Fri 11:36:39 / Fri 12:00:00', 'rpoWrites unknown / 0']);
  });
});

describe('runTable', () => {
  it('has a head and a row a run, in columns', () => {
    const lines = runTable([
      {
        id: 'x',
        kind: 'failover-drill',
        trigger: { by: 'api', who: 'arn:aws:iam::123456789012:user/operator' },
        startedAt: '2018-02-11T04:00:00.000Z',
        endedAt: '2018-02-11T04:09:00.000Z',
        verdict: 'FAILED',
        reason: 'too late',
        objective: { rtoSeconds: 180 },
        measured: { rtoSeconds: 190 },
        transitions: 69,
        costUsd: 0.001725,
      },
    ]).split('\n');

    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(
      /^failover-drill {2}api operator {2}Sun 04:00:00 {2}9 min 0 s {2}rtoSeconds 190 \/ 180 +FAILED {3}69 +0\.0017$/,
    );
    expect(lines[0]?.indexOf('verdict')).toBe(lines[1]?.indexOf('FAILED'));
  });
});

describe('summary', () => {
  it('says what was lost, what it cost of the budget, and what is simulated', () => {
    const text = summary(
      {
        seed: 7,
        profile: 'documented',
        from: '',
        to: '',
        virtualSeconds: 360_000,
        wallSeconds: 5,
        availability: 0.9995,
        requests: 1_000_000,
        failedRequests: 500,
        runs: [],
        journal: { path: '', sha256: '', entries: 0 },
        refusals: [],
        violations: [],
        acceptedWithoutEffect: [],
      },
      0.999,
    );

    expect(text).toContain('99.9500 % (3.30 nines), objective 99.90 %');
    expect(text).toContain('50.0 % of 1000 requests spent');
    expect(text).toContain('72000 × real time');
    expect(text).toContain('simulated');
  });
});
