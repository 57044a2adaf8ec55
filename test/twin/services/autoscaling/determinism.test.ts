import { describe, expect, it } from 'vitest';
import { MINUTE, openWebTier } from '../web-tier.ts';

async function story(seed: number): Promise<string> {
  const web = await openWebTier({ seed, hooks: { terminate: { HeartbeatTimeout: 60 } } });
  web.call('PutScheduledUpdateGroupAction', {
    AutoScalingGroupName: 'web',
    ScheduledActionName: 'opens',
    Recurrence: '30 11 * * Fri',
    MinSize: 5,
  });
  await web.play(5 * MINUTE);
  const fromMs = web.cloud.clock.nowMs;
  web.elb.flows.attach(web.dnsName, [
    { atMs: fromMs, perSecond: 0 },
    { atMs: fromMs + 60 * MINUTE, perSecond: 33.3 },
  ]);
  await web.play(40 * MINUTE);
  web.call('TerminateInstanceInAutoScalingGroup', { InstanceId: web.members()[0], ShouldDecrementDesiredCapacity: false });
  await web.play(30 * MINUTE);
  return web.cloud.journal.text();
}

describe('a story of the web tier', () => {
  it('is the same twice with the same seed, byte for byte', async () => {
    expect(await story(7)).toBe(await story(7));
  });

  it('differs with another seed', async () => {
    expect(await story(7)).not.toBe(await story(8));
  });
});
