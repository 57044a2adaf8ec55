import type { PutScheduledUpdateGroupActionType } from '@aws-sdk/client-auto-scaling';
import { compileRecurrence } from '#language/schedules/index.ts';
import { AwsError } from '../../errors.ts';
import { type Context, validationError } from './context.ts';
import type { Group } from './group.ts';
import type { Limits } from './limits.ts';
import type { ScheduledAction } from './scheduled-action.ts';

/** A group takes no more scheduled actions than this (A31). */
const MAX_SCHEDULED_ACTIONS = 125;

/** Arms scheduled actions on the clock and applies them when they are due (A27 to A30). */
export class Schedules {
  readonly #context: Context;
  readonly #limits: Limits;

  constructor(context: Context, limits: Limits) {
    this.#context = context;
    this.#limits = limits;
  }

  put(group: Group, input: PutScheduledUpdateGroupActionType): void {
    const action = this.#actionOf(group, input);
    // A recurrence that cannot be read is refused before anything changes.
    this.#next(action, this.#context.cloud.clock.nowMs);
    const others = [...group.scheduled.values()].filter((other) => other.name !== action.name);
    if (others.length >= MAX_SCHEDULED_ACTIONS)
      throw new AwsError('LimitExceededFault', `A group takes ${MAX_SCHEDULED_ACTIONS} scheduled actions`);
    const isOnce = action.recurrence === undefined;
    if (isOnce && others.some((other) => other.recurrence === undefined && other.startMs === action.startMs)) {
      throw new AwsError('AlreadyExistsFault', 'There already exists a scheduled action for this group at this time');
    }
    this.remove(group, action.name);
    group.scheduled.set(action.name, action);
    this.#arm(group, action);
  }

  remove(group: Group, name: string): boolean {
    group.scheduled.get(name)?.timer?.cancel();
    return group.scheduled.delete(name);
  }

  #actionOf(group: Group, input: PutScheduledUpdateGroupActionType): ScheduledAction {
    const { MinSize: minSize, MaxSize: maxSize, DesiredCapacity: desired } = input;
    if (!input.ScheduledActionName) throw validationError('ScheduledActionName must not be empty');
    if (minSize === undefined && maxSize === undefined && desired === undefined) {
      throw validationError('At least one of MinSize, MaxSize and DesiredCapacity must be given');
    }
    if ((minSize ?? 0) > (maxSize ?? Number.POSITIVE_INFINITY))
      throw validationError(`Max bound, ${maxSize}, must be greater than or equal to min bound, ${minSize}`);
    const startMs = (input.StartTime ?? input.Time)?.getTime();
    if (input.Recurrence === undefined && startMs === undefined) throw validationError('Either a StartTime or a Recurrence must be given');
    if (startMs !== undefined && startMs < this.#context.cloud.clock.nowMs) throw validationError('Given start time is in the past');
    const { account, region } = this.#context.cloud;
    const id = this.#context.random.uuid();
    return {
      name: input.ScheduledActionName,
      arn: `arn:aws:autoscaling:${region}:${account}:scheduledUpdateGroupAction:${id}:autoScalingGroupName/${group.name}:scheduledActionName/${input.ScheduledActionName}`,
      minSize,
      maxSize,
      desired,
      recurrence: input.Recurrence,
      timezone: input.TimeZone,
      startMs,
      endMs: input.EndTime?.getTime(),
    };
  }

  #arm(group: Group, action: ScheduledAction): void {
    const { clock, facts } = this.#context.cloud;
    action.nextMs = this.#next(action, clock.nowMs);
    if (action.nextMs === undefined) {
      // After its end an action is deleted by itself.
      group.scheduled.delete(action.name);
      return;
    }
    const latenessMs = facts.drawMs('autoscaling.scheduledLateness', this.#context.random);
    action.timer = clock.at(action.nextMs + latenessMs, `scheduled ${action.name}`, () => this.#run(group, action));
  }

  #next(action: ScheduledAction, afterMs: number): number | undefined {
    if (action.recurrence === undefined) return action.startMs !== undefined && action.startMs >= afterMs ? action.startMs : undefined;
    try {
      const { timezone, startMs, endMs } = action;
      const bounds = {
        ...(timezone ? { timezone } : {}),
        ...(startMs === undefined ? {} : { startMs }),
        ...(endMs === undefined ? {} : { endMs }),
      };
      return compileRecurrence(action.recurrence, bounds).next(afterMs);
    } catch (error) {
      throw validationError(error instanceof Error ? error.message : String(error));
    }
  }

  #run(group: Group, action: ScheduledAction): void {
    const dueMs = action.nextMs ?? 0;
    this.#context.cloud.journal.write('activity', {
      what: 'scheduled-action',
      id: action.name,
      group: group.name,
      due: new Date(dueMs).toISOString(),
    });
    if (!group.suspended.has('ScheduledActions') && !group.isDeleting) {
      try {
        this.#limits.change(group, action, 'a scheduled action update');
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        // The desired capacity lies outside the limits in force: this occurrence changes nothing (A27).
        this.#context.cloud.journal.write('activity', {
          what: 'scheduled-action',
          id: action.name,
          group: group.name,
          to: 'Failed',
          reason: error.message,
        });
      }
    }
    if (action.recurrence === undefined) group.scheduled.delete(action.name);
    else this.#arm(group, action);
  }
}
