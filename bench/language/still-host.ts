import type { ExecutionContext, Host, Json } from '#language/asl/index.ts';

/** A host for machines that neither wait nor call anything: whatever they ask of it beyond the time is a mistake of the benchmark. */
export const stillHost: Host = {
  now: () => START_MS,
  after: () => ({ cancel: () => undefined }),
  random: () => 0.5,
  uuid: () => '00000000-0000-4000-8000-000000000000',
  newTaskToken: () => unexpected('a task token'),
  runTask: () => unexpected('a task'),
};

export const START_MS = Date.UTC(2018, 1, 9, 12);
const ARN = 'arn:aws:states:us-east-1:123456789012';

function unexpected(what: string): never {
  throw new Error(`the benchmark's machine asked for ${what}`);
}

/** The context object of an execution. */
export const contextOf = (input: Json): ExecutionContext => ({
  Execution: {
    Id: `${ARN}:execution:bench:one`,
    Name: 'one',
    RoleArn: 'arn:aws:iam::123456789012:role/bench',
    StartTime: new Date(START_MS).toISOString(),
    Input: input,
    RedriveCount: 0,
  },
  StateMachine: { Id: `${ARN}:stateMachine:bench`, Name: 'bench' },
});
