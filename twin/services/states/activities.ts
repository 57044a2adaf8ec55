import type { TaskDone, TaskRequest } from '#language/asl/index.ts';
import type { Cloud } from '../../cloud.ts';
import { serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { requireName } from './machines.ts';
import { invalidArn } from './store.ts';

/** A task of an activity that no worker has taken yet. */
type Scheduled = { readonly request: TaskRequest; readonly done: TaskDone };
/** A worker whose poll is held open. */
type Poll = (scheduled: Scheduled | undefined) => void;

/** A task that workers outside of Step Functions carry out. */
export type ActivityRecord = {
  readonly arn: string;
  readonly name: string;
  readonly createdMs: number;
  tags: Record<string, string>;
  readonly waiting: Scheduled[];
  readonly polls: Poll[];
};

/** How long the service holds a poll (API reference: GetActivityTask). */
const POLL_SECONDS = 60;

const ARN = /^arn:aws:states:[a-z0-9-]+:\d{12}:activity:[^:]+$/;

/** Whether a task's resource, or a tagged one, is an activity. */
export const isActivity = (resource: string): boolean => ARN.test(resource);

/** What a worker is given; nothing when no task came while it waited. */
export type ActivityTask = { taskToken?: string; input?: string };

/** The activities of one account: tasks wait for workers and workers for tasks, first come, first served. */
export class Activities {
  readonly #cloud: Cloud;
  readonly #records = new Map<string, ActivityRecord>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  all(): readonly ActivityRecord[] {
    return [...this.#records.values()];
  }

  /** Creating it again answers what is there; other tags are ignored (API reference: CreateActivity). */
  create(name: string | undefined, tags: Record<string, string>): ActivityRecord {
    const arn = serviceArn(this.#cloud, 'states', `activity:${requireName(name)}`);
    const known = this.#records.get(arn);
    if (known) return known;
    const record: ActivityRecord = { arn, name: name as string, createdMs: this.#cloud.clock.nowMs, tags, waiting: [], polls: [] };
    this.#records.set(arn, record);
    return record;
  }

  delete(arn: string | undefined): void {
    if (!isActivity(arn ?? '')) throw invalidArn(arn);
    this.#records.delete(arn as string);
  }

  require(arn: string | undefined): ActivityRecord {
    if (!isActivity(arn ?? '')) throw invalidArn(arn);
    const record = this.#records.get(arn as string);
    if (!record) throw new AwsError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
    return record;
  }

  /** Hands a task to the worker that waits longest, or keeps it for the next. Answers how to take it back; undefined without such an activity. */
  schedule(request: TaskRequest, done: TaskDone): (() => void) | undefined {
    const record = this.#records.get(request.resource);
    if (!record) return undefined;
    const scheduled: Scheduled = { request, done };
    const poll = record.polls.shift();
    if (poll) poll(scheduled);
    else record.waiting.push(scheduled);
    return () => {
      const at = record.waiting.indexOf(scheduled);
      if (at >= 0) record.waiting.splice(at, 1);
    };
  }

  /** Answers the task that waits longest, or holds the poll until one comes or a minute is over. */
  poll(record: ActivityRecord, workerName: string | undefined): Promise<ActivityTask> | ActivityTask {
    const take = ({ request, done }: Scheduled): ActivityTask => {
      done.started?.(workerName);
      return { taskToken: request.taskToken as string, input: JSON.stringify(request.input) };
    };
    const next = record.waiting.shift();
    if (next) return take(next);
    return new Promise((resolve) => {
      const held: Poll = (scheduled) => {
        timer.cancel();
        resolve(scheduled ? take(scheduled) : {});
      };
      const timer = this.#cloud.clock.after(POLL_SECONDS * 1000, `poll ${record.name}`, () => {
        record.polls.splice(record.polls.indexOf(held), 1);
        held(undefined);
      });
      record.polls.push(held);
    });
  }
}
