import { describe, expect, it } from 'vitest';
import { judgeProbe, judgeRedundancy, recheckSite } from '#domain/failover-gates.ts';
import { node, webOf } from './web-support.ts';

const NOW = Date.parse('2018-02-11T04:02:00Z');
const BEFORE = { zone: 'us-east-1a', secondaryZone: 'us-east-1b', nodes: ['i-0', 'i-1'] };
const DATABASE = { status: 'available', multiAz: true, zone: 'us-east-1a', secondaryZone: 'us-east-1b' };
const SWAPPED = { status: 'available', multiAz: true, zone: 'us-east-1b', secondaryZone: 'us-east-1a' };

describe('judgeProbe', () => {
  it.each([
    [true, NOW - 1, 'ready'],
    [true, NOW + 1, 'ready'],
    [false, NOW - 1, 'wait'],
    [false, NOW, 'blocked'],
  ])('with a ready probe %s at %i is %s', (isReady, nowMs, action) => {
    expect(judgeProbe(isReady, nowMs, NOW).action).toBe(action);
  });
});

describe('recheckSite', () => {
  it('proceeds while nothing has changed', () => {
    expect(recheckSite(webOf(2), DATABASE, BEFORE).action).toBe('proceed');
  });

  it.each([
    ['a node is gone', webOf(1), DATABASE, BEFORE, 'i-1'],
    ['a node is sick', webOf(2, [node('i-0', { targetHealth: 'unhealthy' })]), DATABASE, BEFORE, 'i-0'],
    ['no node served at the start', webOf(0), DATABASE, { ...BEFORE, nodes: [] }, 'No node'],
    ['the database is gone', webOf(2), undefined, BEFORE, 'no database'],
    ['the database is busy', webOf(2), { ...DATABASE, status: 'backing-up' }, BEFORE, 'backing-up'],
    ['the database has failed over by itself', webOf(2), SWAPPED, BEFORE, 'moved'],
    ['the standby is elsewhere', webOf(2), { ...DATABASE, secondaryZone: 'us-east-1c' }, BEFORE, 'moved'],
  ])('refuses when %s', (_, web, database, before, reason) => {
    const decision = recheckSite(web, database, before);

    expect(decision.action).toBe('refuse');
    expect(decision.reason).toContain(reason);
  });
});

describe('judgeRedundancy', () => {
  const minutes = (count: number) => NOW + count * 60_000;

  it('is redundant when the zones have swapped, however late', () => {
    expect(judgeRedundancy(SWAPPED, BEFORE, NOW, minutes(5)).action).toBe('redundant');
    expect(judgeRedundancy(SWAPPED, BEFORE, NOW, minutes(30)).action).toBe('redundant');
  });

  it.each([
    ['available in the old zones', DATABASE],
    ['still rebooting', { ...SWAPPED, status: 'rebooting' }],
    ['without a standby', { ...SWAPPED, secondaryZone: undefined }],
    ['no longer Multi-AZ', { ...SWAPPED, multiAz: false }],
    ['not to be found', undefined],
  ])('waits, and gives up after 20 minutes, while the database is %s', (_, database) => {
    expect(judgeRedundancy(database, BEFORE, NOW, minutes(20) - 1).action).toBe('wait');
    expect(judgeRedundancy(database, BEFORE, NOW, minutes(20)).action).toBe('overdue');
  });

  it('says where the database is, and what is not known of it', () => {
    expect(judgeRedundancy(DATABASE, BEFORE, NOW, NOW).reason).toContain('available, in us-east-1a, standby us-east-1b');
    expect(judgeRedundancy({ status: 'rebooting', multiAz: true }, BEFORE, NOW, NOW).reason).toContain(
      'in an unknown zone, standby absent',
    );
  });
});
