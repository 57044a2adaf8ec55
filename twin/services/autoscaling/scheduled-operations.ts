import type {
  BatchDeleteScheduledActionAnswer,
  BatchDeleteScheduledActionType,
  DescribeScheduledActionsType,
  PutScheduledUpdateGroupActionType,
  ScheduledActionsType,
  ScheduledUpdateGroupAction,
} from '@aws-sdk/client-auto-scaling';
import type { Operation } from '../../cloud.ts';
import { taking } from '../../refuse.ts';
import { type Context, groupNamed, validationError } from './context.ts';
import type { Group } from './group.ts';
import type { ScheduledAction } from './scheduled-action.ts';
import type { Schedules } from './schedules.ts';

/** The group's own calendar: put, read and delete scheduled actions. */
export function scheduledOperations({ context, schedules }: { context: Context; schedules: Schedules }): Record<string, Operation> {
  const remove = (group: Group, name: string | undefined): void => {
    if (!schedules.remove(group, name ?? '')) throw validationError(`Scheduled action name not found: ${name}`);
  };
  return {
    PutScheduledUpdateGroupAction: taking(
      'autoscaling:PutScheduledUpdateGroupAction',
      'AutoScalingGroupName ScheduledActionName Time StartTime EndTime Recurrence MinSize MaxSize DesiredCapacity TimeZone',
      (input: PutScheduledUpdateGroupActionType) => {
        schedules.put(groupNamed(context, input.AutoScalingGroupName), input);
        return {};
      },
    ),
    DescribeScheduledActions: taking(
      'autoscaling:DescribeScheduledActions',
      'AutoScalingGroupName ScheduledActionNames StartTime EndTime NextToken MaxRecords',
      (input: DescribeScheduledActionsType): ScheduledActionsType => {
        const groups = input.AutoScalingGroupName ? [groupNamed(context, input.AutoScalingGroupName)] : [...context.groups.values()];
        const all = groups.flatMap((group) => [...group.scheduled.values()].map((action) => describe(group, action)));
        return {
          ScheduledUpdateGroupActions: all.filter(
            (action) =>
              (!input.ScheduledActionNames || input.ScheduledActionNames.includes(action.ScheduledActionName ?? '')) &&
              (!input.StartTime || (action.StartTime ?? new Date(0)) >= input.StartTime) &&
              (!input.EndTime || (action.StartTime ?? new Date(0)) <= input.EndTime),
          ),
        };
      },
    ),
    DeleteScheduledAction: taking('autoscaling:DeleteScheduledAction', 'AutoScalingGroupName ScheduledActionName', (input) => {
      remove(groupNamed(context, input.AutoScalingGroupName), input.ScheduledActionName);
      return {};
    }),
    BatchDeleteScheduledAction: taking(
      'autoscaling:BatchDeleteScheduledAction',
      'AutoScalingGroupName ScheduledActionNames',
      (input: BatchDeleteScheduledActionType): BatchDeleteScheduledActionAnswer => {
        const group = groupNamed(context, input.AutoScalingGroupName);
        const missing = (input.ScheduledActionNames ?? []).filter((name) => !schedules.remove(group, name));
        return {
          FailedScheduledActions: missing.map((ScheduledActionName) => ({
            ScheduledActionName,
            ErrorCode: 'ValidationError',
            ErrorMessage: `Scheduled action name not found: ${ScheduledActionName}`,
          })),
        };
      },
    ),
  };
}

function describe(group: Group, action: ScheduledAction): ScheduledUpdateGroupAction {
  const startMs = action.nextMs ?? action.startMs;
  return {
    AutoScalingGroupName: group.name,
    ScheduledActionName: action.name,
    ScheduledActionARN: action.arn,
    ...(startMs === undefined ? {} : { StartTime: new Date(startMs), Time: new Date(startMs) }),
    ...(action.endMs === undefined ? {} : { EndTime: new Date(action.endMs) }),
    ...(action.recurrence === undefined ? {} : { Recurrence: action.recurrence }),
    ...(action.timezone === undefined ? {} : { TimeZone: action.timezone }),
    ...(action.minSize === undefined ? {} : { MinSize: action.minSize }),
    ...(action.maxSize === undefined ? {} : { MaxSize: action.maxSize }),
    ...(action.desired === undefined ? {} : { DesiredCapacity: action.desired }),
  };
}
