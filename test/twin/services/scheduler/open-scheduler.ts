import type { Cloud, Faults, ServiceModule } from '#twin/cloud.ts';
import { createIam } from '#twin/services/iam/index.ts';
import { createScheduler } from '#twin/services/scheduler/index.ts';
import { createSqs } from '#twin/services/sqs/index.ts';
import { createFunctions, functionArn, openAccount, START_MS } from '../account.ts';

export const ROLE_ARN = 'arn:aws:iam::123456789012:role/scheduler';
export const QUEUE_ARN = 'arn:aws:sqs:us-east-1:123456789012:dead';
const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/dead';
export const HOUR_MS = 3_600_000;
export const TARGET = {
  Arn: functionArn('act'),
  RoleArn: ROLE_ARN,
  Input: '{"id":"<aws.scheduler.execution-id>","at":"<aws.scheduler.scheduled-time>","n":<aws.scheduler.attempt-number>}',
};
export const ONCE = { Name: 'once', ScheduleExpression: 'at(2018-02-08T10:00:00)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: TARGET };
export const HOURLY = { ...ONCE, Name: 'hourly', ScheduleExpression: 'cron(0 * * * ? *)' };

/** An account with a function, a role that the scheduler may take on, and a queue for dead letters. */
export function openScheduler(options: { faults?: Partial<Faults>; trust?: string; modules?: ((cloud: Cloud) => ServiceModule)[] } = {}) {
  const functions = createFunctions({ act: () => null });
  const account = openAccount([functions.module, createSqs, createScheduler, ...(options.modules ?? [])], options.faults);
  const iam = createIam(account.cloud);
  account.cloud.add(iam);
  iam.store.roles.set('scheduler', {
    name: 'scheduler',
    arn: ROLE_ARN,
    id: 'AROA1',
    path: '/',
    createdMs: START_MS,
    description: undefined,
    maxSessionSeconds: 3600,
    trust: {
      Statement: [{ Effect: 'Allow', Principal: { Service: options.trust ?? 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    inline: new Map(),
    managed: new Set(),
    tags: {},
  });
  account.call('sqs', 'CreateQueue', { QueueName: 'dead' });
  return {
    ...account,
    ...functions,
    create: (input: object) => account.call('scheduler', 'CreateSchedule', input),
    times: (): string[] => functions.invocations.map(({ payload }) => (payload as { at: string }).at.slice(11, 16)),
    // biome-ignore lint/suspicious/noExplicitAny: a test reads only the members that it is about.
    dead: (): any[] => account.call('sqs', 'ReceiveMessage', { QueueUrl: QUEUE_URL, MessageAttributeNames: ['All'] }).Messages ?? [],
  };
}
