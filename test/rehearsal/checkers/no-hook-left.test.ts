import { describe, expect, it } from 'vitest';
import { activity, call, NEWCOMER, type Step, saysOf } from './planted.ts';

const CHECKER = 'no-hook-left';
const id = NEWCOMER;
const held = activity('held', { what: 'lifecycle', id, from: 'Pending', to: 'Pending:Wait', reason: 'nines-launch' });
const commanded = call('commanded', 'ssm', 'SendCommand', { InstanceIds: [id] });
const over = (reason: string, afterSeconds = 600): Step => ({
  ...activity('over', { what: 'lifecycle-hook', id, hook: 'nines-launch', to: 'ABANDON', reason }),
  afterSeconds,
});
const later: Step = { ...activity('later', { what: 'stack', id: 'nines' }), afterSeconds: 601 };
const lost: Step = {
  name: 'lost',
  kind: 'fault',
  fields: { lost: 'EC2 Command Invocation Status-change Notification', source: 'aws.ssm' },
};

describe(CHECKER, () => {
  it('finds a node that was commanded and then left to its heartbeat', () => {
    const found = saysOf(CHECKER, [held, commanded, over('Heartbeat Timeout')]);

    expect(found).toEqual([expect.stringContaining(`${id} was left at nines-launch`)]);
  });

  it('finds a node that waits longer than a heartbeat', () => {
    const found = saysOf(CHECKER, [held, later]);

    expect(found).toEqual([expect.stringContaining(`${id} waits at nines-launch since`)]);
  });

  it.each([
    ['completed', [held, commanded, over('Lifecycle Action Completed with CONTINUE Result', 60)]],
    ['ended by its heartbeat, since the event of its command was lost', [held, commanded, lost, over('Heartbeat Timeout')]],
    ['ended by its heartbeat, since nobody could command it', [held, over('Heartbeat Timeout')]],
    ['held at a hook of somebody else', [activity('other', { ...held.fields, reason: 'their-hook' }), later]],
    ['terminated while it was held', [held, activity('gone', { what: 'lifecycle', id, to: 'Terminating' }), later]],
  ])('bears a node that is %s', (_, steps) => {
    expect(saysOf(CHECKER, steps)).toEqual([]);
  });

  it('does not excuse what was lost before the node was held', () => {
    expect(saysOf(CHECKER, [lost, held, commanded, over('Heartbeat Timeout')])).toHaveLength(1);
  });
});
