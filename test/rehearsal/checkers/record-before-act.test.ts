import { describe, expect, it } from 'vitest';
import { act, call, inserted, instead, put, saysOf, soundRun, without } from './planted.ts';

const CHECKER = 'record-before-act';
const TERMINATE = 'TerminateInstanceInAutoScalingGroup';

describe(CHECKER, () => {
  it.each([
    ['audit', 'no audit line'],
    ['undo', 'no open undo'],
    ['dead man', 'no dead man'],
  ])('finds an act without its %s', (missing, told) => {
    const found = saysOf(CHECKER, without(soundRun(), missing));

    expect(found).toEqual([expect.stringContaining(told)]);
  });

  it.each(['audit', 'undo', 'dead man'])('finds an act whose %s comes after it', (late) => {
    const steps = soundRun();
    const step = steps.find(({ name }) => name === late);

    const found = saysOf(CHECKER, inserted(without(steps, late), 'act', step as (typeof steps)[number]));

    expect(found).toHaveLength(1);
  });

  it('finds an act on another node than the audit line names', () => {
    const found = saysOf(CHECKER, instead(soundRun(), 'act', act(TERMINATE, { InstanceId: 'i-9' })));

    expect(found).toEqual([expect.stringContaining('i-9 has no audit line')]);
  });

  it('finds an act after the verdict of its run', () => {
    const found = saysOf(CHECKER, inserted(soundRun(), 'ended', act(TERMINATE, { InstanceId: 'i-0a' })));

    expect(found).toEqual([expect.stringContaining('after the verdict')]);
  });

  it('finds an act whose undo was closed before it', () => {
    const closing = call('closing', 'dynamodb', 'UpdateItem', { Key: { pk: { S: 'RUN#run-1' }, sk: { S: 'UNDO#none' } } });

    const found = saysOf(CHECKER, inserted(soundRun(), 'audit', closing));

    expect(found).toEqual([expect.stringContaining('no open undo')]);
  });

  it('finds the reboot of a database that nobody wrote down', () => {
    const found = saysOf(CHECKER, inserted(soundRun(), 'act', act('RebootDBInstance', { DBInstanceIdentifier: 'myapp-db' })));

    expect(found).toEqual([expect.stringContaining('RebootDBInstance of myapp-db has no audit line')]);
  });

  it('takes no record of one run for the act of another', () => {
    const borrowed = put('borrowed', { pk: 'RUN#run-2', sk: 'AUDIT#2018#0', what: 'terminate i-7', site: 'myapp' });

    const found = saysOf(CHECKER, inserted(soundRun(), 'audit', borrowed, act(TERMINATE, { InstanceId: 'i-7' })));

    expect(found).toEqual([expect.stringContaining('no open undo')]);
  });

  it('bears what other people do', () => {
    expect(saysOf(CHECKER, inserted(soundRun(), 'act', act(TERMINATE, { InstanceId: 'i-9' }, 'user/operator')))).toEqual([]);
  });
});
