import type {
  CompleteLifecycleActionType,
  DeleteLifecycleHookType,
  DescribeLifecycleHooksAnswer,
  DescribeLifecycleHooksType,
  PutLifecycleHookType,
  RecordLifecycleActionHeartbeatType,
} from '@aws-sdk/client-auto-scaling';
import type { Operation } from '../../cloud.ts';
import { taking } from '../../refuse.ts';
import { type Context, groupNamed, validationError } from './context.ts';
import { putHook } from './create-group.ts';
import { describeHook } from './describe.ts';
import type { Member } from './group.ts';
import { longestWaitSeconds, recordHeartbeat } from './hooks.ts';

const ACTION = 'AutoScalingGroupName LifecycleHookName LifecycleActionToken InstanceId';

/** Lifecycle hooks and the actions that wait at them. */
export function hookOperations({ context }: { context: Context }): Record<string, Operation> {
  return {
    PutLifecycleHook: taking(
      'autoscaling:PutLifecycleHook',
      'AutoScalingGroupName LifecycleHookName LifecycleTransition HeartbeatTimeout DefaultResult NotificationMetadata NotificationTargetARN RoleARN',
      (input: PutLifecycleHookType) => {
        putHook(context, groupNamed(context, input.AutoScalingGroupName), input);
        return {};
      },
    ),
    DescribeLifecycleHooks: taking(
      'autoscaling:DescribeLifecycleHooks',
      'AutoScalingGroupName LifecycleHookNames',
      (input: DescribeLifecycleHooksType): DescribeLifecycleHooksAnswer => {
        const group = groupNamed(context, input.AutoScalingGroupName);
        const chosen = [...group.hooks.values()].filter(
          (hook) => !input.LifecycleHookNames || input.LifecycleHookNames.includes(hook.name),
        );
        return { LifecycleHooks: chosen.map((hook) => describeHook(group, hook, longestWaitSeconds(hook))) };
      },
    ),
    DeleteLifecycleHook: taking(
      'autoscaling:DeleteLifecycleHook',
      'AutoScalingGroupName LifecycleHookName',
      (input: DeleteLifecycleHookType) => {
        const group = groupNamed(context, input.AutoScalingGroupName);
        const hook = group.hooks.get(input.LifecycleHookName ?? '');
        if (!hook) throw validationError(`Lifecycle hook not found: ${input.LifecycleHookName}`);
        group.hooks.delete(hook.name);
        // Whoever waits at it goes on: a launch is abandoned, a termination continues.
        const result = hook.transition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? 'ABANDON' : 'CONTINUE';
        for (const member of group.members.values())
          if (member.wait?.hook === hook) member.wait.complete(result, 'The lifecycle hook was deleted');
        return {};
      },
    ),
    CompleteLifecycleAction: taking(
      'autoscaling:CompleteLifecycleAction',
      `${ACTION} LifecycleActionResult`,
      (input: CompleteLifecycleActionType) => {
        const result = input.LifecycleActionResult;
        if (result !== 'CONTINUE' && result !== 'ABANDON') throw validationError(`Invalid lifecycle action result ${result}`);
        waiting(context, input).wait?.complete(result, `Lifecycle Action Completed with ${result} Result`);
        return {};
      },
    ),
    RecordLifecycleActionHeartbeat: taking(
      'autoscaling:RecordLifecycleActionHeartbeat',
      ACTION,
      (input: RecordLifecycleActionHeartbeatType) => {
        recordHeartbeat(context, waiting(context, input));
        return {};
      },
    ),
  };
}

type ActionKey = Pick<CompleteLifecycleActionType, 'AutoScalingGroupName' | 'LifecycleHookName' | 'LifecycleActionToken' | 'InstanceId'>;

function waiting(context: Context, key: ActionKey): Member {
  const group = groupNamed(context, key.AutoScalingGroupName);
  const found = [...group.members.values()].find(
    ({ wait, instanceId }) =>
      wait?.hook.name === key.LifecycleHookName &&
      (key.LifecycleActionToken ? wait?.token === key.LifecycleActionToken : instanceId === key.InstanceId),
  );
  if (found) return found;
  throw validationError(
    key.LifecycleActionToken
      ? `No active Lifecycle Action found with token ${key.LifecycleActionToken}`
      : `No active Lifecycle Action found with instance ID ${key.InstanceId}`,
  );
}
