import type { Target } from '@aws-sdk/client-eventbridge';
import { InputTransformError, transformInputText } from '#language/transformers/index.ts';
import type { BusEvent, Cloud, Principal } from '../../cloud.ts';
import { sendToDeadLetterQueue } from '../../delivery/dead-letter.ts';
import { type DeliveryEnd, deliver } from '../../delivery/deliver.ts';
import { send } from '../../delivery/send.ts';
import { redact } from '../../journal-call.ts';
import type { Random } from '../../random.ts';
import type { Rule, RuleStore } from './store.ts';

/** An event with its envelope, as targets receive it. */
export type Envelope = BusEvent & { version: string; id: string; account: string; time: string; region: string; resources: string[] };

/** The default bus: fills the envelope, finds the rules and delivers to their targets. */
export class Bus {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #rules: RuleStore;
  /** Copies of one event keep its id and time, so that receivers can know them as the same. */
  readonly #envelopes = new WeakMap<BusEvent, Envelope>();

  constructor(cloud: Cloud, random: Random, rules: RuleStore) {
    this.#cloud = cloud;
    this.#random = random;
    this.#rules = rules;
  }

  /** The envelope of an event; the same for each copy of it. */
  envelopeOf(event: BusEvent, timeMs = this.#cloud.clock.nowMs): Envelope {
    const known = this.#envelopes.get(event);
    if (known) return known;
    const envelope: Envelope = {
      version: '0',
      id: this.#random.uuid(),
      'detail-type': event['detail-type'],
      source: event.source,
      account: this.#cloud.account,
      time: new Date(timeMs).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      region: this.#cloud.region,
      resources: event.resources ?? [],
      detail: event.detail,
    };
    this.#envelopes.set(event, envelope);
    return envelope;
  }

  /** Takes one copy of an event in. */
  take(event: BusEvent): void {
    const envelope = this.envelopeOf(event);
    const matching = [...this.#rules.rules.values()].filter((rule) => rule.enabled && rule.pattern.matches(envelope));
    this.#cloud.journal.write('event', {
      id: envelope.id,
      source: envelope.source,
      detailType: envelope['detail-type'],
      resources: envelope.resources,
      detail: redact(envelope.detail),
      rules: matching.map((rule) => rule.name),
    });
    for (const rule of matching) for (const target of rule.targets.values()) this.#schedule(rule, target, envelope);
  }

  #schedule(rule: Rule, target: Target, envelope: Envelope): void {
    const ingestionTimeMs = this.#cloud.clock.nowMs;
    const delayMs = this.#cloud.facts.drawMs('events.toLambda', this.#random);
    this.#cloud.clock.after(delayMs, `rule ${rule.name}`, () => this.#deliver(rule, target, envelope, ingestionTimeMs));
  }

  #deliver(rule: Rule, target: Target, envelope: Envelope, ingestionTimeMs: number): void {
    const principal: Principal = { kind: 'service', service: 'events.amazonaws.com', sourceArn: rule.arn };
    const ended = (end: DeliveryEnd): void => {
      if (!end.delivered) this.#bury(rule, target, envelope, principal, end);
    };
    let payload: string;
    try {
      payload = transformInputText({ ...inputOf(target), event: envelope, ruleArn: rule.arn, ruleName: rule.name, ingestionTimeMs });
    } catch (error) {
      if (!(error instanceof InputTransformError)) throw error;
      ended({ delivered: false, attempts: 0, failure: { code: 'INVALID_JSON', message: error.message, mayRetry: false } });
      return;
    }
    const role: Principal | undefined =
      target.RoleArn === undefined ? undefined : { kind: 'role', arn: target.RoleArn, sessionName: 'EventBridge' };
    const executionName = `${envelope.id}_${this.#random.uuid()}`;
    const group = target.SqsParameters?.MessageGroupId;
    deliver(
      this.#cloud,
      this.#random,
      rule.name,
      {
        maximumAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? this.#cloud.facts.value('events.retryAttempts'),
        maximumAgeMs: (target.RetryPolicy?.MaximumEventAgeInSeconds ?? this.#cloud.facts.valueMs('events.retryHours') / 1000) * 1000,
      },
      () =>
        send(this.#cloud, {
          targetArn: target.Arn as string,
          payload,
          principal,
          role,
          executionName,
          ...(group ? { messageGroupId: group } : {}),
        }),
      ended,
    );
  }

  #bury(rule: Rule, target: Target, envelope: Envelope, principal: Principal, end: DeliveryEnd & { delivered: false }): void {
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
