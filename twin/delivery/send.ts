import type { Cloud, MaybePromise, Principal, ServiceName } from '../cloud.ts';
import { AwsError, NotInTwinError } from '../errors.ts';

/** One message to a target, by its ARN. */
export type Message = {
  readonly targetArn: string;
  readonly payload: string;
  /** Who asks: a service for a resource (Lambda, SQS, SNS by their resource policies), or the role of the target. */
  readonly principal: Principal;
  readonly role: Principal | undefined;
  readonly messageGroupId?: string;
  /** The name of the execution that a state machine starts. */
  readonly executionName?: string;
  /** What an event bus is to know of an event whose detail is the payload. */
  readonly event?: { readonly source: string; readonly detailType: string };
};

export const TARGET_KINDS = ['lambda', 'states', 'sqs', 'sns', 'events'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** What kind of target an ARN names; refuses the kinds that the twin does not deliver to. */
export function targetKindOf(targetArn: string): TargetKind {
  const service = targetArn.split(':')[2] ?? '';
  const found = TARGET_KINDS.find((kind) => kind === service);
  if (!found) throw new NotInTwinError(`the target ${targetArn}`);
  return found;
}

/** An operation and its input: what a delivery asks of its target's API. */
export type Request = { readonly service: ServiceName; readonly operation: string; readonly input: object };

/** The call that delivers a message. */
export function requestFor(cloud: Pick<Cloud, 'region'>, message: Message): Request {
  const { targetArn, payload } = message;
  const kind = targetKindOf(targetArn);
  switch (kind) {
    case 'lambda': {
      const Payload = new TextEncoder().encode(payload);
      return { service: 'lambda', operation: 'Invoke', input: { FunctionName: targetArn, InvocationType: 'Event', Payload } };
    }
    case 'states': {
      const name = message.executionName ? { name: message.executionName } : {};
      return { service: 'states', operation: 'StartExecution', input: { stateMachineArn: targetArn, input: payload, ...name } };
    }
    case 'sqs': {
      const group = message.messageGroupId ? { MessageGroupId: message.messageGroupId } : {};
      const input = { QueueUrl: queueUrlOf(cloud, targetArn), MessageBody: payload, ...group };
      return { service: 'sqs', operation: 'SendMessage', input };
    }
    case 'sns':
      return { service: 'sns', operation: 'Publish', input: { TopicArn: targetArn, Message: payload } };
    case 'events': {
      const { source: Source, detailType: DetailType } = message.event ?? {};
      const entry = { Source, DetailType, Detail: payload, EventBusName: targetArn };
      return { service: 'events', operation: 'PutEvents', input: { Entries: [entry] } };
    }
    default:
      return kind satisfies never;
  }
}

/** Delivers once; throws, or rejects, with the target's error. */
export function send(cloud: Cloud, message: Message): MaybePromise<object> {
  const { service, operation, input } = requestFor(cloud, message);
  const answer = cloud.call(service, operation, input, message.role ?? message.principal);
  return answer instanceof Promise ? answer.then(refusedEntry) : refusedEntry(answer);
}

/** PutEvents answers that it took nothing, instead of failing. */
function refusedEntry(answer: { FailedEntryCount?: number; Entries?: { ErrorCode?: string; ErrorMessage?: string }[] }): object {
  const refused = answer.Entries?.find((entry) => entry.ErrorCode !== undefined);
  if (refused) throw new AwsError(refused.ErrorCode as string, refused.ErrorMessage ?? '');
  return answer;
}

/** The URL of a queue in this account. */
export function queueUrlOf(cloud: Pick<Cloud, 'region'>, queueArn: string): string {
  const [, , , , account, name] = queueArn.split(':');
  return `https://sqs.${cloud.region}.amazonaws.com/${account}/${name}`;
}
