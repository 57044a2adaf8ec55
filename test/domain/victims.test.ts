import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shuffled } from '#domain/draw.ts';
import { chooseVictims, floorOf, recheckFloor } from '#domain/victims.ts';
import { node, webOf } from './web-support.ts';

describe('shuffled', () => {
  it('keeps every item, and orders by the seed alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
        const order = shuffled(items, seed);

        expect([...order].sort()).toEqual([...items].sort());
        expect(shuffled(items, seed)).toEqual(order);
      }),
    );
  });

  it('comes out otherwise for another seed', () => {
    const items = Array.from({ length: 8 }, (_, place) => place);
    const orders = new Set(Array.from({ length: 20 }, (_, seed) => shuffled(items, seed).join()));

    expect(orders.size).toBeGreaterThan(15);
  });
});

describe('floorOf', () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 2],
    [8, 4],
    [9, 5],
  ])('of %i wanted keeps %i', (desired, floor) => {
    expect(floorOf({ desired })).toBe(floor);
  });
});

describe('chooseVictims', () => {
  it('draws the same victims for the same seed, however AWS lists the nodes', () => {
    const web = webOf(8);
    const turned = { ...web, nodes: [...web.nodes].reverse() };

    const choice = chooseVictims(web, 2, 7);

    expect(choice.action).toBe('proceed');
    expect(chooseVictims(turned, 2, 7)).toEqual(choice);
    expect(choice.victims).toHaveLength(2);
    expect(choice.passedOver).toHaveLength(6);
    expect(choice.victims[0]?.reason).toContain('seed 7');
    expect(choice.before).toEqual({ healthyTargets: 8, inService: 8 });
  });

  it('draws other victims for other seeds', () => {
    const drawn = new Set(Array.from({ length: 30 }, (_, seed) => chooseVictims(webOf(8), 1, seed).victims[0]?.instanceId));

    expect(drawn.size).toBeGreaterThan(4);
  });

  it('passes over nodes that are protected', () => {
    const web = webOf(2, [node('i-0', { isProtected: true })]);

    const choice = chooseVictims(web, 1, 7);

    expect(choice.victims.map(({ instanceId }) => instanceId)).toEqual(['i-1']);
    expect(choice.passedOver).toEqual([{ instanceId: 'i-0', zone: 'us-east-1a', reason: 'Protected from scale-in by its owner.' }]);
  });

  it('takes as many as the floor allows and not one more', () => {
    expect(chooseVictims(webOf(8), 4, 7)).toMatchObject({ action: 'proceed', floor: 4 });
    expect(chooseVictims(webOf(8), 5, 7)).toMatchObject({ action: 'refuse', victims: [] });
  });

  it.each([
    ['nothing at all', webOf(0), 'Not one target'],
    ['only one node', webOf(1), '1 must stay'],
    [
      'no target healthy',
      webOf(2, [node('i-0', { targetHealth: 'unhealthy' }), node('i-1', { targetHealth: 'initial' })]),
      'Not one target',
    ],
    ['a sick node', webOf(4, [node('i-0', { targetHealth: 'unhealthy' })]), 'i-0 is unhealthy'],
    ['a node that is no target', webOf(4, [node('i-0', { targetHealth: undefined })]), 'i-0 is no target'],
    ['a node on its way out', webOf(4, [node('i-0', { lifecycleState: 'Terminating:Wait' })]), 'i-0 is Terminating:Wait'],
    ['fewer nodes than wanted', { ...webOf(4), desired: 5 }, 'wants 5'],
    ['replacing suspended', { ...webOf(4), suspended: ['Launch', 'AZRebalance'] }, 'Launch suspended'],
    ['everybody protected', webOf(2, [node('i-0', { isProtected: true }), node('i-1', { isProtected: true })]), 'Only 0 of 2'],
  ])('refuses with %s', (_, web, reason) => {
    const choice = chooseVictims(web, 1, 7);

    expect(choice).toMatchObject({ action: 'refuse', victims: [], passedOver: [] });
    expect(choice.reason).toContain(reason);
  });

  it('does not mind a suspended process that replaces nothing', () => {
    expect(chooseVictims({ ...webOf(4), suspended: ['AZRebalance', 'ScheduledActions'] }, 1, 7).action).toBe('proceed');
  });

  it('never goes below the floor, whatever is asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 10 }), fc.nat(), (size, count, seed) => {
        const { victims, floor } = chooseVictims(webOf(size), count, seed);

        if (victims.length > 0) expect(size - victims.length).toBeGreaterThanOrEqual(floor);
        expect(floor).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

describe('recheckFloor', () => {
  it('proceeds while nothing has changed', () => {
    expect(recheckFloor(webOf(8), ['i-0'], 4)).toEqual({ action: 'proceed', reason: '7 healthy targets stay, and 4 must.' });
  });

  it.each([
    ['nobody was chosen', webOf(8), [], 4, 'Nobody'],
    ['a victim is gone', webOf(8), ['i-9'], 4, 'No longer serving: i-9'],
    ['a victim is sick', webOf(8, [node('i-0', { targetHealth: 'unhealthy' })]), ['i-0'], 4, 'No longer serving: i-0'],
    ['others were lost', webOf(4), ['i-0'], 4, 'Only 3'],
    ['the group has grown without its nodes', { ...webOf(8), desired: 16 }, ['i-0'], 4, '8 must'],
  ])('refuses when %s', (_, web, victims, floor, reason) => {
    const decision = recheckFloor(web, victims, floor);

    expect(decision.action).toBe('refuse');
    expect(decision.reason).toContain(reason);
  });
});
