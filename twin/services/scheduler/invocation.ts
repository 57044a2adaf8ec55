import type { Cloud, MaybePromise, Principal } from '../../cloud.ts';
import { type Message, type Request, requestFor, send } from '../../delivery/send.ts';
import { sdkRequest } from '../../integrations/sdk-call.ts';
import { SDK_SERVICES } from '../../integrations/sdk-services.ts';
import { toSpelled } from '../../integrations/spelling.ts';
import { modelOf } from '../../wire/model.ts';
import type { ScheduleRecord } from './store.ts';
import { universalTarget } from './targets.ts';

/** One start of a schedule. */
export type Occurrence = { readonly scheduledMs: number; readonly executionId: string; readonly defaultInput: string };

/** One attempt at a target: the call that makes it, and how a dead letter would tell of it. */
export type Invocation = {
  invoke(): MaybePromise<unknown>;
  /** The target in the form of a universal one, whatever form it was given in. */
  readonly targetArn: string;
  /** The request, as a universal target spells it. */
  body(): string;
};

/** What an attempt asks of its target. */
export function invocationOf(cloud: Cloud, record: ScheduleRecord, occurrence: Occurrence, attempt: number, role: Principal): Invocation {
  const { target } = record.settings;
  const targetArn = target.Arn as string;
  const payload = fillContext(target.Input ?? occurrence.defaultInput, record, occurrence, attempt);
  const universal = universalTarget(targetArn);
  if (universal) {
    const { sdk, operation, request } = sdkRequest(universal, JSON.parse(payload));
    return { invoke: () => cloud.call(sdk.service, operation, request, role), targetArn, body: () => payload };
  }
  const group = target.SqsParameters?.MessageGroupId;
  const { Source: source = '', DetailType: detailType = '' } = target.EventBridgeParameters ?? {};
  const message: Message = {
    targetArn,
    payload,
    principal: role,
    role,
    event: { source, detailType },
    ...(group ? { messageGroupId: group } : {}),
  };
  const request = requestFor(cloud, message);
  return { invoke: () => send(cloud, message), targetArn: universalArn(request), body: () => spelledRequest(request) };
}

function universalArn({ service, operation }: Request): string {
  const name = SDK_SERVICES.find((row) => row.service === service)?.name;
  return `arn:aws:scheduler:::aws-sdk:${name}:${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
}

function spelledRequest({ service, operation, input }: Request): string {
  return JSON.stringify(toSpelled(modelOf(service).operation(operation).input, input));
}

function fillContext(input: string, record: ScheduleRecord, occurrence: Occurrence, attempt: number): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', record.arn)
    .replaceAll('<aws.scheduler.scheduled-time>', isoSeconds(occurrence.scheduledMs))
    .replaceAll('<aws.scheduler.execution-id>', occurrence.executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(attempt));
}

export const isoSeconds = (atMs: number): string => new Date(atMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
