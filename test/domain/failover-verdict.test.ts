import { describe, expect, it } from 'vitest';
import { judgeFailover } from '#domain/failover-verdict.ts';
import { BEFORE, bad, database, evidence, good } from './failover-support.ts';

const OBJECTIVES = { rtoSeconds: 180, rpoWrites: 0 };

describe('judgeFailover', () => {
  it('passes a failover within its objectives', () => {
    const judged = judgeFailover(evidence(), OBJECTIVES);

    expect(judged).toMatchObject({
      verdict: 'PASSED',
      objective: { rtoSeconds: 180, rpoWrites: 0, nodesNotFollowed: 0 },
      measured: { rtoSeconds: 60.1, rpoWrites: 0, nodesNotFollowed: 0 },
    });
    expect(judged.reason).toContain('us-east-1b');
  });

  it('passes at the objective to the tenth of a second, and fails beyond', () => {
    expect(judgeFailover(evidence(), { ...OBJECTIVES, rtoSeconds: 60.1 }).verdict).toBe('PASSED');
    expect(judgeFailover(evidence(), { ...OBJECTIVES, rtoSeconds: 60 })).toMatchObject({
      verdict: 'FAILED',
      measured: { rtoSeconds: 60.1 },
    });
  });

  describe('when the site misses something', () => {
    it('never passes a database that did not move, with or without errors', () => {
      const calm = judgeFailover(
        evidence({}, (second) => good(second, 'db-a')),
        OBJECTIVES,
      );
      const back = judgeFailover(
        evidence({}, (second) => (second >= 106 ? good(second, 'db-a') : undefined)),
        OBJECTIVES,
      );

      for (const judged of [calm, back]) {
        expect(judged.verdict).toBe('FAILED');
        expect(judged.reason).toContain('did not move');
      }
    });

    it('fails a pinned node by its name, before anything that follows from it', () => {
      const judged = judgeFailover(
        evidence({}, (second) => (second >= 46 && second % 2 === 1 ? bad(second) : undefined)),
        OBJECTIVES,
      );

      expect(judged).toMatchObject({ verdict: 'FAILED', measured: { rtoSeconds: null, nodesNotFollowed: 1 } });
      expect(judged.reason).toMatch(/^The node i-1 did not follow/);
      expect(judged.reason).toContain('until the end');
    });

    it('fails lost writes with the first of them', () => {
      const told = evidence();
      const sequences = told.rows?.sequences.filter((sequence) => sequence !== 45) ?? [];

      const judged = judgeFailover({ ...told, rows: { from: 0, to: 339, sequences } }, OBJECTIVES);

      expect(judged).toMatchObject({ verdict: 'FAILED', measured: { rpoWrites: 1 } });
      expect(judged.reason).toContain('number 45');
    });

    it('allows the writes that the objective allows to be lost', () => {
      const told = evidence();
      const sequences = told.rows?.sequences.filter((sequence) => sequence !== 45) ?? [];

      expect(judgeFailover({ ...told, rows: { from: 0, to: 339, sequences } }, { ...OBJECTIVES, rpoWrites: 1 }).verdict).toBe('PASSED');
    });

    it('fails a database whose standby does not come back', () => {
      const judged = judgeFailover(evidence({ database: database(999) }), OBJECTIVES);

      expect(judged.verdict).toBe('FAILED');
      expect(judged.reason).toContain('standby');
    });

    it('fails a failover that never ends, whose numbers nobody can read back either', () => {
      const told = evidence({ rows: undefined, database: database(999) }, (second) => (second >= 46 ? bad(second) : undefined));

      const judged = judgeFailover(told, OBJECTIVES);

      expect(judged).toMatchObject({ verdict: 'FAILED', measured: { rtoSeconds: null, rpoWrites: null, nodesNotFollowed: 2 } });
      expect(judged.reason).toBe('Nobody took over from db-a: errors lasted until the end of the drill.');
    });

    it('is never green over no nodes at all', () => {
      expect(judgeFailover(evidence({ before: { ...BEFORE, nodes: [] } }), OBJECTIVES).verdict).toBe('FAILED');
    });
  });

  describe('when the probe is blind', () => {
    const nothing = { status: undefined, failure: 'unreachable', milliseconds: 1 } as const;
    const deaf = (second: number) => ({ ...bad(second, { ...nothing, node: undefined }), page: nothing });

    it.each([
      ['has nothing from before the reboot', evidence({}, (second) => (second < 30 ? null : undefined)), 'no good sample'],
      ['has nothing good from before the reboot', evidence({}, (second) => (second < 30 ? bad(second) : undefined)), 'no good sample'],
      ['has no sample at all', evidence({ samples: [] }), 'no good sample'],
      ['has nothing from after the reboot', evidence({}, (second) => (second >= 30 ? null : undefined)), 'heard nothing'],
      ['heard nothing after the reboot', evidence({}, (second) => (second >= 30 ? deaf(second) : undefined)), 'heard nothing'],
      [
        'was silent for 11 s',
        evidence({}, (second) => (second >= 50 && second < 60 ? null : undefined)),
        'silent until 2018-02-11T04:01:00',
      ],
      ['could not reach the load balancer', evidence({}, (second) => (second >= 60 && second < 65 ? deaf(second) : undefined)), '04:01:00'],
      ['could not read the numbers back', evidence({ rows: undefined }), 'read back'],
    ])('is ERRORED and measures nothing if it %s', (_, told, reason) => {
      const judged = judgeFailover(told, OBJECTIVES);

      expect(judged).toMatchObject({ verdict: 'ERRORED', measured: { rtoSeconds: null, rpoWrites: null, nodesNotFollowed: null } });
      expect(judged.reason).toContain(reason);
    });

    it('bears a short hole', () => {
      const told = evidence({}, (second) => (second >= 50 && second < 59 ? null : second >= 60 && second < 64 ? deaf(second) : undefined));

      expect(judgeFailover(told, OBJECTIVES).verdict).toBe('PASSED');
    });
  });
});
