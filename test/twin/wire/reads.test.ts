import { describe, expect, it } from 'vitest';
import { createCloud } from '#twin/create-cloud.ts';
import { inputShape } from '#twin/wire/model.ts';
import { ReadTracker } from '#twin/wire/reads.ts';

const shape = inputShape('autoscaling', 'CreateAutoScalingGroup');
const INPUT = {
  AutoScalingGroupName: 'g',
  MinSize: 1,
  LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' },
  Tags: [{ Key: 'a', Value: 'b', PropagateAtLaunch: true }],
};
type Input = typeof INPUT;

describe('the tracker of reads', () => {
  it('lists what was given and never read, to the members of structures', () => {
    const tracker = new ReadTracker();
    const watched = tracker.watch('autoscaling:CreateAutoScalingGroup', INPUT, shape) as Input;

    const used = [watched.AutoScalingGroupName, watched.LaunchTemplate.LaunchTemplateId, watched.Tags.map((tag) => tag.Key)];

    expect(used).toEqual(['g', 'lt-1', ['a']]);
    expect(tracker.unread()).toEqual([
      'autoscaling:CreateAutoScalingGroup.LaunchTemplate.Version',
      'autoscaling:CreateAutoScalingGroup.MinSize',
      'autoscaling:CreateAutoScalingGroup.Tags.PropagateAtLaunch',
      'autoscaling:CreateAutoScalingGroup.Tags.Value',
    ]);
  });

  it('counts a later read of what was stored', () => {
    const tracker = new ReadTracker();
    const stored = { ...(tracker.watch('x:Y', { Kept: { a: 1 } }, undefined) as { Kept: object }) };

    expect(stored.Kept).toEqual({ a: 1 });
    expect(tracker.unread()).toEqual([]);
  });

  it('leaves the values, their copies and their writing as they are', () => {
    const watched = new ReadTracker().watch('autoscaling:CreateAutoScalingGroup', INPUT, shape) as Input;

    watched.MinSize = 5;

    expect(structuredClone(watched)).toEqual({ ...INPUT, MinSize: 5 });
    expect(JSON.parse(JSON.stringify(watched))).toEqual({ ...INPUT, MinSize: 5 });
  });

  it('watches callers from outside and not the services among themselves', () => {
    const cloud = createCloud({ seed: 1, startMs: 0 });
    cloud.add({ name: 'sts', operations: { GetCallerIdentity: () => ({}) } });
    const by = { kind: 'anonymous' } as const;

    cloud.call('sts', 'GetCallerIdentity', { Inner: 1 }, by, 'service');
    cloud.call('sts', 'GetCallerIdentity', { Outer: 1 }, by, 'person');

    expect(cloud.acceptedWithoutEffect()).toEqual(['sts:GetCallerIdentity.Outer']);
  });

  it('is not fooled by the journal, which looks at everything', () => {
    const cloud = createCloud({ seed: 1, startMs: 0 });
    cloud.add({ name: 'sts', operations: { GetSessionToken: ({ DurationSeconds }) => ({ DurationSeconds }) } });

    cloud.call('sts', 'GetSessionToken', { DurationSeconds: 900, TokenCode: '1' }, { kind: 'anonymous' }, 'person');

    expect(cloud.acceptedWithoutEffect()).toEqual(['sts:GetSessionToken.TokenCode']);
  });
});
