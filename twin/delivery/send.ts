import type { Cloud, MaybePromise, Principal } from '../cloud.ts';
import { NotInTwinError } from '../errors.ts';

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
};

export const TARGET_KINDS = ['lambda', 'states', 'sqs', 'sns'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** What kind of target an ARN names; refuses the kinds that the twin does not deliver to. */
export function targetKindOf(targetArn: string): TargetKind {
  const service = targetArn.split(':')[2] ?? '';
  const found = TARGET_KINDS.find((kind) => kind === service);
  if (!found) throw new NotInTwinError(`the target ${targetArn}`);
  return found;
}

/** Delivers once; throws, or rejects, with the target's error. */
export function send(cloud: Cloud, message: Message): MaybePromise<object> {
  const { targetArn, payload } = message;
  const kind = targetKindOf(targetArn);
  switch (kind) {
    case 'lambda': {
      const input = { FunctionName: targetArn, InvocationType: 'Event', Payload: new TextEncoder().encode(payload) };
      return cloud.call('lambda', 'Invoke', input, message.role ?? message.principal);
    }
    case 'states': {
      const input = { stateMachineArn: targetArn, input: payload, ...(message.executionName ? { name: message.executionName } : {}) };
      return cloud.call('states', 'StartExecution', input, message.role ?? message.principal);
    }
    case 'sqs':
      return cloud.call(
        'sqs',
        'SendMessage',
        sqsInput(cloud, targetArn, payload, message.messageGroupId),
        message.role ?? message.principal,
      );
    case 'sns':
      return cloud.call('sns', 'Publish', { TopicArn: targetArn, Message: payload }, message.role ?? message.principal);
    default:
      return kind satisfies never;
  }
}

/** The URL of a queue in this account. */
export function queueUrlOf(cloud: Pick<Cloud, 'region'>, queueArn: string): string {
  const [, , , , account, name] = queueArn.split(':');
  return `https://sqs.${cloud.region}.amazonaws.com/${account}/${name}`;
}

function sqsInput(cloud: Cloud, queueArn: string, payload: string, messageGroupId: string | undefined): object {
  return { QueueUrl: queueUrlOf(cloud, queueArn), MessageBody: payload, ...(messageGroupId ? { MessageGroupId: messageGroupId } : {}) };
}
