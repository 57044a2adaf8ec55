import type { Cloud, MaybePromise, Principal } from '../../cloud.ts';
import { sendToDeadLetterQueue } from '../../delivery/dead-letter.ts';
import { type DeliveryEnd, deliver } from '../../delivery/deliver.ts';
import { send } from '../../delivery/send.ts';
import { AwsError } from '../../errors.ts';
import { callSdk, type Integrated } from '../../integrations/sdk-call.ts';
import type { Random } from '../../random.ts';
import { universalTarget } from './settings.ts';
import { keyOf, type ScheduleRecord, type SchedulerStore } from './store.ts';

const MINUTE_MS = 60_000;
const EXECUTION_ID_DIGITS = 16;

type Occurrence = { readonly scheduledMs: number; readonly executionId: string };

/** Arms schedules on the clock, invokes their targets and deletes those that are complete. */
export class ScheduleRunner {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #store: SchedulerStore;

  constructor(cloud: Cloud, random: Random, store: SchedulerStore) {
    this.#cloud = cloud;
    this.#random = random;
    this.#store = store;
  }

  /** Sets the timer of the first occurrence after `afterMs`; none is set for what is disabled or has ended. */
  arm(record: ScheduleRecord, afterMs = this.#cloud.clock.nowMs): void {
    record.timer?.cancel();
    record.timer = undefined;
    if (record.settings.state !== 'ENABLED') return;
    const scheduledMs = record.occurrences.next(afterMs);
    if (scheduledMs === undefined) return;
    const { window } = record.settings;
    const spreadMs = window.Mode === 'FLEXIBLE' ? this.#random.integer((window.MaximumWindowInMinutes ?? 0) * MINUTE_MS) : 0;
    const atMs = scheduledMs + spreadMs + this.#cloud.facts.drawMs('scheduler.precision', this.#random);
    record.timer = this.#cloud.clock.at(atMs, `schedule ${record.name}`, () => this.#fire(record, scheduledMs));
  }

  #fire(record: ScheduleRecord, scheduledMs: number): void {
    const occurrence: Occurrence = { scheduledMs, executionId: this.#random.hex(EXECUTION_ID_DIGITS) };
    this.#cloud.journal.write('event', {
      schedule: record.name,
      scheduledTime: isoSeconds(scheduledMs),
      executionId: occurrence.executionId,
    });
    this.arm(record, scheduledMs);
    const isLast = record.timer === undefined;
    this.#invoke(record, occurrence, () => {
      if (isLast && record.settings.afterCompletion === 'DELETE') this.#forget(record);
    });
  }

  #forget(record: ScheduleRecord): void {
    const key = keyOf(record.group, record.name);
    if (this.#store.schedules.get(key) !== record) return;
    this.#store.schedules.delete(key);
    this.#cloud.journal.write('activity', { what: 'schedule', id: record.name, from: 'ENABLED', to: 'DELETED', reason: 'completed' });
  }

  #invoke(record: ScheduleRecord, occurrence: Occurrence, onDone: () => void): void {
    const { target } = record.settings;
    const { facts } = this.#cloud;
    const principal: Principal = { kind: 'role', arn: target.RoleArn as string, sessionName: 'EventBridgeScheduler' };
    let attempt = 0;
    let payload = '';
    const ended = (end: DeliveryEnd): void => {
      if (!end.delivered) this.#bury(record, occurrence, payload, principal, end);
      onDone();
    };
    deliver(
      this.#cloud,
      this.#random,
      record.name,
      {
        maximumAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? facts.value('scheduler.retryAttempts'),
        maximumAgeMs: (target.RetryPolicy?.MaximumEventAgeInSeconds ?? facts.value('scheduler.retryAge')) * 1000,
      },
      () => {
        attempt++;
        payload = fillContext(target.Input ?? '{}', record, occurrence, attempt);
        return this.#attempt(record, payload, principal);
      },
      ended,
    );
  }

  #attempt(record: ScheduleRecord, payload: string, principal: Principal): MaybePromise<unknown> {
    const { target } = record.settings;
    const targetArn = target.Arn as string;
    const universal = universalTarget(targetArn);
    if (!universal) {
      const group = target.SqsParameters?.MessageGroupId;
      return send(this.#cloud, { targetArn, payload, principal, role: principal, ...(group ? { messageGroupId: group } : {}) });
    }
    const answer = callSdk(this.#cloud, this.#random, universal, JSON.parse(payload), principal, 'service');
    return answer instanceof Promise ? answer.then(throwFailure) : throwFailure(answer);
  }

  #bury(
    record: ScheduleRecord,
    occurrence: Occurrence,
    payload: string,
    principal: Principal,
    end: DeliveryEnd & { delivered: false },
  ): void {
    sendToDeadLetterQueue(this.#cloud, record.settings.target.DeadLetterConfig?.Arn, principal, payload, {
      SCHEDULE_ARN: record.arn,
      TARGET_ARN: record.settings.target.Arn,
      EXECUTION_ID: occurrence.executionId,
      SCHEDULED_TIME: isoSeconds(occurrence.scheduledMs),
      ERROR_CODE: end.failure.code,
      ERROR_MESSAGE: end.failure.message,
      EXHAUSTED_RETRY_CONDITION: end.exhausted,
      RETRY_ATTEMPTS: String(end.attempts),
    });
  }
}

/** Errors of a universal target are named as Step Functions names them; the part after the service decides on a retry. */
function throwFailure(integrated: Integrated): void {
  if ('error' in integrated) throw new AwsError(integrated.error.slice(integrated.error.indexOf('.') + 1), integrated.cause);
}

function fillContext(input: string, record: ScheduleRecord, occurrence: Occurrence, attempt: number): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', record.arn)
    .replaceAll('<aws.scheduler.scheduled-time>', isoSeconds(occurrence.scheduledMs))
    .replaceAll('<aws.scheduler.execution-id>', occurrence.executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(attempt));
}

const isoSeconds = (atMs: number): string => new Date(atMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
