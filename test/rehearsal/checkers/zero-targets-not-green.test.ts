import { describe, expect, it } from 'vitest';
import { activity, ended, inserted, instead, NEWCOMER, saysOf, soundRun, without } from './planted.ts';

const CHECKER = 'zero-targets-not-green';
const endedWith = (changes: object, given = 'PASSED') => instead(soundRun(), 'ended', ended('run-1', given, changes));

describe(CHECKER, () => {
  it.each([
    ['healthy targets', { kind: 'provision-site', measured: { healthyTargets: 0 } }, 'healthyTargets'],
    ['nodes that followed', { kind: 'failover-drill', details: { nodes: [] } }, 'nodes'],
    ['healthy targets before the act', { details: { before: { healthyTargets: 0 } } }, 'healthyTargets'],
  ])('finds a PASSED run that counted no %s', (_, changes, told) => {
    expect(saysOf(CHECKER, endedWith(changes))).toEqual([expect.stringContaining(told)]);
  });

  it('finds a PASSED run after which no target is healthy', () => {
    const gone = activity('gone', { what: 'target-health', id: NEWCOMER, from: 'healthy', to: 'unhealthy' });

    expect(saysOf(CHECKER, inserted(soundRun(), 'act', gone))).toEqual([expect.stringContaining('while no target is healthy')]);
  });

  it('finds a PASSED run in a journal that never saw a target', () => {
    expect(saysOf(CHECKER, without(soundRun(), 'healthy'))).toHaveLength(1);
  });

  it('bears a FAILED run that counted none', () => {
    expect(saysOf(CHECKER, endedWith({ measured: { healthyTargets: 0 } }, 'FAILED'))).toEqual([]);
  });

  it('bears a teardown, which is green when nothing is left', () => {
    expect(saysOf(CHECKER, without(endedWith({ kind: 'teardown-site', measured: { leftBehind: 0 } }), 'healthy'))).toEqual([]);
  });
});
