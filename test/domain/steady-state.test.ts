import { describe, expect, it } from 'vitest';
import { judgeSteadyDatabase, judgeSteadyWeb } from '#domain/steady-state.ts';
import { inServiceCount, servingNodes } from '#domain/web-state.ts';
import { node, webOf } from './web-support.ts';

const DATABASE = { status: 'available', multiAz: true, zone: 'us-east-1a', secondaryZone: 'us-east-1b' };

describe('judgeSteadyWeb', () => {
  it('proceeds when all that is wanted is in service and healthy', () => {
    expect(judgeSteadyWeb(webOf(8))).toEqual({ action: 'proceed', reason: '8 of 8 nodes are in service and healthy.' });
  });

  it('is never steady without a healthy target', () => {
    expect(judgeSteadyWeb(webOf(0)).action).toBe('refuse');
  });
});

describe('judgeSteadyDatabase', () => {
  it('proceeds with a standby in another zone', () => {
    expect(judgeSteadyDatabase(DATABASE).action).toBe('proceed');
  });

  it.each([
    ['there is none', undefined, 'no database'],
    ['it has no standby', { ...DATABASE, multiAz: false }, 'no standby'],
    ['it is rebooting', { ...DATABASE, status: 'rebooting' }, 'rebooting'],
    ['its zone is not known', { ...DATABASE, zone: undefined }, 'not known'],
    ['its standby is not known', { ...DATABASE, secondaryZone: undefined }, 'not known'],
    ['both are in one zone', { ...DATABASE, secondaryZone: 'us-east-1a' }, 'both in us-east-1a'],
  ])('refuses when %s', (_, database, reason) => {
    const decision = judgeSteadyDatabase(database);

    expect(decision.action).toBe('refuse');
    expect(decision.reason).toContain(reason);
  });
});

describe('the state of the web tier', () => {
  it('tells nodes that serve from nodes that are only in service', () => {
    const web = webOf(3, [node('i-0', { targetHealth: 'draining' }), node('i-1', { lifecycleState: 'Pending' })]);

    expect(servingNodes(web).map(({ instanceId }) => instanceId)).toEqual(['i-2']);
    expect(inServiceCount(web)).toBe(2);
  });
});
