import type { Cloud, Principal, ServiceName } from '../../cloud.ts';
import { sendToDeadLetterQueue } from '../../delivery/dead-letter.ts';
import { type DeliveryEnd, deliver } from '../../delivery/deliver.ts';
import type { DeliveryFailure } from '../../delivery/failure.ts';
import { sdkService } from '../../integrations/sdk-services.ts';
import type { Random } from '../../random.ts';
import { modelOf } from '../../wire/model.ts';
import { type Invocation, invocationOf, isoSeconds, type Occurrence } from './invocation.ts';
import { removeSchedule } from './schedules.ts';
import { keyOf, type ScheduleRecord, type SchedulerStore } from './store.ts';
import { universalTarget } from './targets.ts';

const MINUTE_MS = 60_000;
const EXECUTION_ID_DIGITS = 16;

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
    const atMs = scheduledMs + this.#lateness(record);
    record.timer = this.#cloud.clock.at(atMs, `schedule ${record.name}`, () => this.#fire(record, scheduledMs));
  }

  /** Somewhere in its window, or in the minute that AWS documents as its precision. */
  #lateness({ settings: { window } }: ScheduleRecord): number {
    if (window.Mode === 'FLEXIBLE') return this.#random.integer((window.MaximumWindowInMinutes ?? 0) * MINUTE_MS);
    return this.#cloud.facts.drawMs('scheduler.precision', this.#random);
  }

  #fire(record: ScheduleRecord, scheduledMs: number): void {
    const executionId = this.#random.hex(EXECUTION_ID_DIGITS);
    const occurrence: Occurrence = { scheduledMs, executionId, defaultInput: this.#defaultInput(record, scheduledMs) };
    this.#cloud.journal.write('event', { schedule: record.name, scheduledTime: isoSeconds(scheduledMs), executionId });
    this.arm(record, scheduledMs);
    const isLast = record.timer === undefined;
    this.#invoke(record, occurrence, () => {
      if (isLast && record.settings.afterCompletion === 'DELETE') this.#forget(record);
    });
  }

  /** What a target without an Input of its own is handed; its detail is a string, as seen in logs of real accounts. */
  #defaultInput(record: ScheduleRecord, scheduledMs: number): string {
    if (record.settings.target.Input !== undefined) return '';
    return JSON.stringify({
      version: '0',
      id: this.#random.uuid(),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: this.#cloud.account,
      time: isoSeconds(scheduledMs),
      region: this.#cloud.region,
      resources: [record.arn],
      detail: '{}',
    });
  }

  #forget(record: ScheduleRecord): void {
    if (this.#store.schedules.get(keyOf(record.group, record.name)) !== record) return;
    removeSchedule(this.#store, record);
    this.#cloud.journal.write('activity', { what: 'schedule', id: record.name, from: 'ENABLED', to: 'DELETED', reason: 'completed' });
  }

  #invoke(record: ScheduleRecord, occurrence: Occurrence, onDone: () => void): void {
    const { RetryPolicy: policy, RoleArn: roleArn } = record.settings.target;
    const { facts } = this.#cloud;
    const role: Principal = { kind: 'role', arn: roleArn as string, sessionName: 'EventBridgeScheduler' };
    const retry = {
      maximumAttempts: policy?.MaximumRetryAttempts ?? facts.value('scheduler.retryAttempts'),
      maximumAgeMs: (policy?.MaximumEventAgeInSeconds ?? facts.value('scheduler.retryAge')) * 1000,
    };
    let attempts = 0;
    let last: Invocation | undefined;
    const attempt = () => {
      attempts++;
      last = invocationOf(this.#cloud, record, occurrence, attempts, role);
      return last.invoke();
    };
    deliver(this.#cloud, this.#random, record.name, retry, attempt, (end) => {
      if (!end.delivered && last !== undefined) this.#bury(record, occurrence, last, role, end);
      onDone();
    });
  }

  /** A dead letter holds the request and the API's own error (Scheduler User Guide: configuring-schedule-dlq). */
  #bury(record: ScheduleRecord, occurrence: Occurrence, last: Invocation, role: Principal, end: DeliveryEnd & { delivered: false }): void {
    const { failure } = end;
    sendToDeadLetterQueue(this.#cloud, record.settings.target.DeadLetterConfig?.Arn, role, last.body(), {
      ERROR_CODE: errorCode(failure, last.targetArn),
      ERROR_MESSAGE: failure.message,
      EXECUTION_ID: occurrence.executionId,
      EXHAUSTED_RETRY_CONDITION: end.exhausted,
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: String(end.attempts),
      SCHEDULED_TIME: isoSeconds(occurrence.scheduledMs),
      SCHEDULE_ARN: record.arn,
      TARGET_ARN: last.targetArn,
    });
  }
}

/** The code that the target's API gives an error, which the query protocols name otherwise than its shape. */
function errorCode(failure: DeliveryFailure, targetArn: string): string {
  const service: ServiceName = sdkService(universalTarget(targetArn)?.service ?? '').service;
  return modelOf(service).error(failure.shape)?.code ?? failure.shape;
}
