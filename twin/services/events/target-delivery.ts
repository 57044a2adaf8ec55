import type { Target } from '@aws-sdk/client-eventbridge';
import { InputTransformError, transformInputText } from '#language/transformers/index.ts';
import type { Cloud, MaybePromise, Principal } from '../../cloud.ts';
import { sendToDeadLetterQueue } from '../../delivery/dead-letter.ts';
import { type DeliveryEnd, deliver } from '../../delivery/deliver.ts';
import { UndeliverableError } from '../../delivery/failure.ts';
import { send, targetKindOf } from '../../delivery/send.ts';
import type { Random } from '../../random.ts';
import type { ArchiveKeeper } from './archives.ts';
import type { Passage } from './envelope.ts';
import type { Forwarding } from './forwarding.ts';
import type { Rule } from './rules.ts';

/** Carries events from rules to their targets, with retries and dead letters. */
export class TargetDelivery {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #forwarding: Forwarding;
  readonly #archives: ArchiveKeeper;

  constructor(cloud: Cloud, random: Random, forwarding: Forwarding, archives: ArchiveKeeper) {
    this.#cloud = cloud;
    this.#random = random;
    this.#forwarding = forwarding;
    this.#archives = archives;
  }

  /** The target has the event a moment later. */
  schedule(rule: Rule, target: Target, passage: Passage): void {
    if (rule.managedBy !== undefined) {
      this.#archives.keep(rule, passage.envelope);
      return;
    }
    const ingestionTimeMs = this.#cloud.clock.nowMs;
    const delayMs = this.#cloud.facts.drawMs('events.toLambda', this.#random);
    this.#cloud.clock.after(delayMs, `rule ${rule.name}`, () => this.#deliver(rule, target, passage, ingestionTimeMs));
  }

  #deliver(rule: Rule, target: Target, passage: Passage, ingestionTimeMs: number): void {
    const principal: Principal = { kind: 'service', service: 'events.amazonaws.com', sourceArn: rule.arn };
    const ended = (end: DeliveryEnd): void => {
      if (!end.delivered) this.#bury(rule, target, passage, principal, end);
    };
    const attempt = this.#attempt(rule, target, passage, principal, ingestionTimeMs);
    const { facts } = this.#cloud;
    const retry = {
      maximumAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? facts.value('events.retryAttempts'),
      maximumAgeMs: (target.RetryPolicy?.MaximumEventAgeInSeconds ?? facts.valueMs('events.retryHours') / 1000) * 1000,
    };
    deliver(this.#cloud, this.#random, rule.name, retry, attempt, ended);
  }

  /** What is tried each time; what the event becomes for its target is made once. */
  #attempt(rule: Rule, target: Target, passage: Passage, principal: Principal, ingestionTimeMs: number): () => MaybePromise<unknown> {
    const targetArn = target.Arn as string;
    const role: Principal | undefined =
      target.RoleArn === undefined ? undefined : { kind: 'role', arn: target.RoleArn, sessionName: 'EventBridge' };
    if (targetKindOf(targetArn) === 'events') return () => this.#forwarding.forward(passage, targetArn, role ?? principal);
    let payload: string;
    try {
      payload = payloadOf(rule, target, passage, ingestionTimeMs);
    } catch (error) {
      if (!(error instanceof InputTransformError)) throw error;
      return () => {
        throw new UndeliverableError('INVALID_JSON', error.message);
      };
    }
    const group = target.SqsParameters?.MessageGroupId;
    const executionName = `${passage.envelope.id}_${this.#random.uuid()}`;
    const options = group ? { messageGroupId: group } : {};
    return () => send(this.#cloud, { targetArn, payload, principal, role, executionName, ...options });
  }

  #bury(rule: Rule, target: Target, { envelope }: Passage, principal: Principal, end: DeliveryEnd & { delivered: false }): void {
    sendToDeadLetterQueue(this.#cloud, target.DeadLetterConfig?.Arn, principal, JSON.stringify(envelope), {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: end.failure.code,
      ERROR_MESSAGE: end.failure.message,
      EXHAUSTED_RETRY_CONDITION: end.exhausted,
      RETRY_ATTEMPTS: String(end.attempts),
    });
  }
}

function payloadOf(rule: Rule, target: Target, { envelope }: Passage, ingestionTimeMs: number): string {
  return transformInputText({ ...inputOf(target), event: envelope, ruleArn: rule.arn, ruleName: rule.name, ingestionTimeMs });
}

type InputOptions = {
  input?: string;
  inputPath?: string;
  inputTransformer?: { inputPathsMap: Record<string, string>; inputTemplate: string };
};

function inputOf(target: Target): InputOptions {
  if (target.InputTransformer) {
    return {
      inputTransformer: {
        inputPathsMap: target.InputTransformer.InputPathsMap ?? {},
        inputTemplate: target.InputTransformer.InputTemplate ?? '',
      },
    };
  }
  if (target.InputPath !== undefined) return { inputPath: target.InputPath };
  return target.Input === undefined ? {} : { input: target.Input };
}
