import { describe, expect, it } from 'vitest';
import table from '#twin/facts.json' with { type: 'json' };
import { type Fact, Facts } from '#twin/facts.ts';
import { Random } from '#twin/random.ts';

describe.each(Object.entries(table.facts as Record<string, Fact>))('the fact %s', (name, fact) => {
  it('has a unit, a row, a source, a date, a mark and a figure', () => {
    for (const row of [fact, ...(fact.observed ? [fact.observed] : [])]) {
      expect(row.unit).toMatch(/^(ms|s|min|h|d|bytes|count|ratio|USD.*)$/);
      expect(row.source.length).toBeGreaterThan(5);
      expect(row.row).not.toBe('');
      expect(row.date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(['D', 'P', 'X', 'U']).toContain(row.mark);
      expect(row.value ?? row.p50 ?? row.low).toBeTypeOf('number');
      if (row.mark === 'U') expect(row.note, 'an assumed figure says so').toBeTypeOf('string');
    }
  });

  it('is drawn inside its range', () => {
    const random = new Random(7).split(name);
    const facts = new Facts('documented');

    for (let i = 0; i < 20; i++) {
      const drawn = facts.draw(name, random);
      expect(drawn).toBeGreaterThanOrEqual(fact.p50 === undefined ? (fact.low ?? fact.value ?? 0) : 0);
      if (fact.high !== undefined && fact.p50 === undefined) expect(drawn).toBeLessThanOrEqual(fact.high);
    }
  });
});

describe('Facts', () => {
  it('keeps documented and observed failovers apart', () => {
    expect(new Facts('documented').row('rds.failoverOutage')).toMatchObject({ low: 60, high: 120 });
    expect(new Facts('observed').row('rds.failoverOutage')).toMatchObject({ low: 16.8, high: 39.1 });
  });

  it('refuses a name that has no source', () => {
    expect(() => new Facts('documented').value('rds.guess')).toThrow(/no fact named rds.guess/);
  });

  it('refuses to read a count as a duration', () => {
    expect(() => new Facts('documented').valueMs('elb.healthyThreshold')).toThrow(/not a duration/);
  });
});
