import type { CreateScheduleInput, FlexibleTimeWindow } from '@aws-sdk/client-scheduler';
import { compileSchedule, InvalidScheduleError, type Schedule } from '#language/schedules/index.ts';
import type { Cloud } from '../../cloud.ts';
import { refuseUnknown } from '../../refuse.ts';
import { invalid, type ScheduleSettings } from './store.ts';
import { checkTarget } from './targets.ts';

const KNOWN = [
  ...['Name', 'GroupName', 'ClientToken', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'StartDate', 'EndDate'],
  ...['FlexibleTimeWindow', 'Target', 'Description', 'State', 'ActionAfterCompletion'],
  // Nothing is encrypted here; nobody reads the key.
  'KmsKeyArn',
];
const MAX_WINDOW_MINUTES = 1440;
/** How far in the past a start may lie (the service's own message says so). */
const START_TOLERANCE_MS = 300_000;

/** Checks a request as the service does and answers what it asks, with its occurrences. */
export function readSettings(
  cloud: Cloud,
  input: CreateScheduleInput,
  createdMs: number,
): { settings: ScheduleSettings; occurrences: Schedule } {
  refuseUnknown('a schedule', input, KNOWN);
  const { Target: target, FlexibleTimeWindow: window, ScheduleExpression: expression } = input;
  if (!expression || !target || !window?.Mode) throw invalid('ScheduleExpression, Target and FlexibleTimeWindow are required');
  checkWindow(window);
  checkTarget(cloud, target);
  const settings: ScheduleSettings = {
    expression,
    timezone: input.ScheduleExpressionTimezone ?? 'UTC',
    startMs: input.StartDate?.getTime(),
    endMs: input.EndDate?.getTime(),
    window,
    target,
    description: input.Description,
    state: input.State ?? 'ENABLED',
    afterCompletion: input.ActionAfterCompletion ?? 'NONE',
  };
  const occurrences = compile(settings, createdMs);
  checkTimes(settings, occurrences, createdMs, cloud.clock.nowMs);
  return { settings, occurrences };
}

function checkWindow({ Mode: mode, MaximumWindowInMinutes: minutes }: FlexibleTimeWindow): void {
  const refuse = (constraint: string): never => {
    const problem = `Value '${minutes}' at 'flexibleTimeWindow.maximumWindowInMinutes' failed to satisfy constraint`;
    throw invalid(`1 validation error detected: ${problem}: Member must have value ${constraint}`);
  };
  if (minutes === undefined && mode === 'FLEXIBLE') throw invalid('A flexible time window needs MaximumWindowInMinutes');
  if (minutes !== undefined && minutes < 1) refuse('greater than or equal to 1');
  if (minutes !== undefined && minutes > MAX_WINDOW_MINUTES) refuse(`less than or equal to ${MAX_WINDOW_MINUTES}`);
}

function checkTimes({ expression, startMs, endMs }: ScheduleSettings, occurrences: Schedule, createdMs: number, nowMs: number): void {
  if (expression.startsWith('at(')) {
    // A moment that has passed would never come: the service says so instead of waiting for ever.
    if (occurrences.next(nowMs) === undefined) throw invalid(`Invalid Schedule Expression ${expression}. The time is in the past.`);
    return;
  }
  if (startMs !== undefined && startMs < createdMs - START_TOLERANCE_MS)
    throw invalid('The StartDate you specify cannot be earlier than 5 minutes ago.');
  if (endMs !== undefined && endMs <= (startMs ?? nowMs))
    throw invalid('The EndDate you specify must be later than the StartDate and now.');
}

function compile({ expression, timezone, startMs, endMs }: ScheduleSettings, createdMs: number): Schedule {
  const bounds = { ...(startMs === undefined ? {} : { startMs }), ...(endMs === undefined ? {} : { endMs }) };
  try {
    return compileSchedule(expression, { timezone, createdMs, ...bounds });
  } catch (error) {
    if (error instanceof InvalidScheduleError) throw invalid(error.message);
    throw error;
  }
}
