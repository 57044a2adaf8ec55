import type { CreateOrUpdateTagsType, DescribeTagsType, ScalingProcessQuery, TagsType } from '@aws-sdk/client-auto-scaling';
import type { Operation } from '../../cloud.ts';
import { taking } from '../../refuse.ts';
import type { Capacity } from './capacity.ts';
import { type Context, groupNamed, validationError } from './context.ts';
import { tagOf } from './create-group.ts';
import { describeTag } from './describe.ts';
import type { Health } from './health.ts';
import type { Refreshes } from './refreshes.ts';

/** Processes that can be suspended and that the twin acts on (A35). */
const PROCESSES = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
  'AZRebalance',
];

/** Suspended processes and tags. */
export function settingOperations({
  context,
  capacity,
  health,
  refreshes,
}: {
  context: Context;
  capacity: Capacity;
  health: Health;
  refreshes: Refreshes;
}): Record<string, Operation> {
  const processes = (input: ScalingProcessQuery): string[] => {
    const asked = input.ScalingProcesses?.length ? input.ScalingProcesses : PROCESSES;
    for (const name of asked) if (!PROCESSES.includes(name)) throw validationError(`Unknown scaling process ${name}`);
    return asked;
  };
  return {
    SuspendProcesses: taking('autoscaling:SuspendProcesses', 'AutoScalingGroupName ScalingProcesses', (input: ScalingProcessQuery) => {
      const group = groupNamed(context, input.AutoScalingGroupName);
      for (const name of processes(input)) group.suspended.add(name);
      return {};
    }),
    ResumeProcesses: taking('autoscaling:ResumeProcesses', 'AutoScalingGroupName ScalingProcesses', (input: ScalingProcessQuery) => {
      const group = groupNamed(context, input.AutoScalingGroupName);
      for (const name of processes(input)) group.suspended.delete(name);
      capacity.setDesired(group, group.desired, '');
      health.judgeAll(group);
      refreshes.look(group);
      return {};
    }),
    CreateOrUpdateTags: taking('autoscaling:CreateOrUpdateTags', 'Tags', (input: CreateOrUpdateTagsType) => {
      for (const tag of input.Tags ?? []) {
        const group = groupNamed(context, tag.ResourceId);
        group.tags = [...group.tags.filter((known) => known.Key !== tag.Key), tagOf(tag)];
      }
      return {};
    }),
    DescribeTags: taking('autoscaling:DescribeTags', 'Filters', (input: DescribeTagsType): TagsType => {
      const all = [...context.groups.values()].flatMap((group) => group.tags.map((tag) => describeTag(group, tag)));
      const fields = { 'auto-scaling-group': 'ResourceId', key: 'Key', value: 'Value' } as const;
      return {
        Tags: all.filter((tag) =>
          (input.Filters ?? []).every((filter) => {
            const field = fields[filter.Name as keyof typeof fields];
            if (!field) throw validationError(`Unknown tag filter ${filter.Name}`);
            return filter.Values?.includes(tag[field] ?? '') ?? true;
          }),
        ),
      };
    }),
  };
}
