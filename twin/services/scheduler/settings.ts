import type { CreateScheduleInput, Target } from '@aws-sdk/client-scheduler';
import { compileSchedule, InvalidScheduleError, type Schedule } from '#language/schedules/index.ts';
import type { Cloud } from '../../cloud.ts';
import { targetKindOf } from '../../delivery/send.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { sdkOperation } from '../../integrations/sdk-call.ts';
import type { ScheduleSettings } from './store.ts';

const TARGET_KEYS = new Set(['Arn', 'RoleArn', 'Input', 'DeadLetterConfig', 'RetryPolicy', 'SqsParameters']);
const KNOWN = new Set([
  'Name',
  'GroupName',
  'ClientToken',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'StartDate',
  'EndDate',
  'FlexibleTimeWindow',
  'Target',
  'Description',
  'State',
  'ActionAfterCompletion',
]);
const MAX_WINDOW_MINUTES = 1440;
const UNIVERSAL = /^arn:aws:scheduler:::aws-sdk:([a-z0-9]+):([A-Za-z0-9]+)$/;

/** The service and action of a universal target, or undefined for a templated one. */
export function universalTarget(targetArn: string): { service: string; action: string } | undefined {
  const [, service, action] = UNIVERSAL.exec(targetArn) ?? [];
  return service === undefined || action === undefined ? undefined : { service, action };
}

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/** Checks a request as the service does and answers what it asks, with its occurrences. */
export function readSettings(
  cloud: Cloud,
  input: CreateScheduleInput,
  createdMs: number,
): { settings: ScheduleSettings; occurrences: Schedule } {
  for (const [key, value] of Object.entries(input))
    if (value !== undefined && !KNOWN.has(key)) throw new NotInTwinError(`the parameter scheduler ${key}`);
  const { Target: target, FlexibleTimeWindow: window, ScheduleExpression: expression } = input;
  if (!expression || !target || !window?.Mode) throw invalid('ScheduleExpression, Target and FlexibleTimeWindow are required');
  const minutes = window.MaximumWindowInMinutes;
  if (window.Mode === 'FLEXIBLE' && !(minutes !== undefined && minutes >= 1 && minutes <= MAX_WINDOW_MINUTES)) {
    throw invalid(`MaximumWindowInMinutes must be from 1 to ${MAX_WINDOW_MINUTES}`);
  }
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
  // A moment that has passed would never come: the service says so instead of waiting for ever.
  if (expression.startsWith('at(') && occurrences.next(cloud.clock.nowMs) === undefined) {
    throw invalid(`Invalid Schedule Expression ${expression}. The time is in the past.`);
  }
  return { settings, occurrences };
}

function compile(settings: ScheduleSettings, createdMs: number): Schedule {
  const { expression, timezone, startMs, endMs } = settings;
  try {
    return compileSchedule(expression, {
      timezone,
      createdMs,
      ...(startMs === undefined ? {} : { startMs }),
      ...(endMs === undefined ? {} : { endMs }),
    });
  } catch (error) {
    if (error instanceof InvalidScheduleError) throw invalid(error.message);
    throw error;
  }
}

function checkTarget(cloud: Cloud, target: Target): void {
  for (const [key, value] of Object.entries(target))
    if (value !== undefined && !TARGET_KEYS.has(key)) throw new NotInTwinError(`the target parameter scheduler ${key}`);
  if (!target.Arn || !target.RoleArn) throw invalid('A target needs its Arn and the RoleArn of its execution role');
  const universal = universalTarget(target.Arn);
  if (universal) sdkOperation(universal.service, universal.action);
  else targetKindOf(target.Arn);
  if (target.Input !== undefined && (universal || target.Arn.includes(':states:'))) checkJson(target.Input);
  checkRole(cloud, target.RoleArn);
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = target.RetryPolicy ?? {};
  if (attempts !== undefined && (attempts < 0 || attempts > cloud.facts.value('scheduler.retryAttempts')))
    throw invalid(`MaximumRetryAttempts ${attempts} is out of range`);
  if (age !== undefined && (age < 60 || age > cloud.facts.value('scheduler.retryAge')))
    throw invalid(`MaximumEventAgeInSeconds ${age} is out of range`);
}

/** Context attributes stand in strings, so the input is JSON with them and without. */
function checkJson(input: string): void {
  try {
    JSON.parse(input);
  } catch {
    throw invalid('Invalid request provided: the Input of the target must be valid JSON');
  }
}

/** The service must be allowed to take the role on, or the schedule is refused at once. */
function checkRole(cloud: Cloud, roleArn: string): void {
  const refused = invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  let trust: string;
  try {
    trust = cloud.callNow('iam', 'GetRole', { RoleName: roleArn.slice(roleArn.lastIndexOf('/') + 1) }).Role.AssumeRolePolicyDocument;
  } catch (error) {
    if (error instanceof AwsError) throw refused;
    throw error;
  }
  if (!decodeURIComponent(trust).includes('scheduler.amazonaws.com')) throw refused;
}
