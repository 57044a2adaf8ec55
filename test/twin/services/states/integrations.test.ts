import { describe, expect, it } from 'vitest';
import type { Cloud, ServiceModule } from '#twin/cloud.ts';
import { AwsError } from '#twin/errors.ts';
import { createEvents } from '#twin/services/events/index.ts';
import { createSns } from '#twin/services/sns/index.ts';
import { createSqs } from '#twin/services/sqs/index.ts';
import { functionArn } from '../account.ts';
import { invoke, openMachine, task } from './machine.ts';

/** A database service with one database, as far as these tests ask it. */
const databases = (_: Cloud): ServiceModule => ({
  name: 'rds',
  operations: {
    DescribeDBInstances: ({ DBInstanceIdentifier: id }: { DBInstanceIdentifier: string }) => {
      if (id !== 'myapp-db') throw new AwsError('DBInstanceNotFoundFault', `DBInstance ${id} not found.`, { statusCode: 404 });
      return {
        DBInstances: [
          {
            DBInstanceIdentifier: id,
            MultiAZ: true,
            InstanceCreateTime: new Date(0),
            TagList: [{ Key: 'nines:site', Value: 'myapp' }],
            DBSubnetGroup: { VpcId: 'vpc-1' },
          },
        ],
      };
    },
    RebootDBInstance: () => {
      throw new AwsError(
        'InvalidParameterCombination',
        'ForceFailover cannot be specified since the instance is not configured for either Multi-AZ or High Availability.',
      );
    },
  },
});

async function run(
  states: Record<string, object>,
  options: Parameters<typeof openMachine>[2] = {},
  handlers: Parameters<typeof openMachine>[1] = {},
) {
  const twin = openMachine(states, handlers, options);
  twin.start();
  await twin.play();
  const { status, output, error, cause } = twin.look();
  return { ...twin, status, error, cause, output: output === undefined ? undefined : JSON.parse(output) };
}

describe('lambda:invoke', () => {
  it('wraps the answer', async () => {
    const { output } = await run(
      { Go: invoke('double', { n: 4 }) },
      {},
      { double: (payload) => ({ n: (payload as { n: number }).n * 2 }) },
    );

    expect(output).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { n: 8 },
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
    expect(output.SdkResponseMetadata.RequestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('fails with the type of the function’s error and its JSON as the cause', async () => {
    const { status, error, cause } = await run({ Go: invoke('bad') }, {}, { bad: () => Promise.reject(new TypeError('broken')) });

    expect([status, error]).toEqual(['FAILED', 'TypeError']);
    expect(JSON.parse(cause)).toEqual({ errorType: 'TypeError', errorMessage: 'broken', trace: [] });
  });

  it('fails with Lambda’s own error when there is no such function', async () => {
    const { error, cause } = await run({ Go: invoke('nobody') });

    expect(error).toBe('Lambda.ResourceNotFoundException');
    expect(cause).toMatch(/^Function not found: nobody \(Service: Lambda, Status Code: 404, Request ID: /);
  });

  it('is tried again by its retrier on a throttle', async () => {
    let throttles = 2;
    const faults = {
      onCall: (service: string) =>
        service === 'lambda' && throttles-- > 0
          ? new AwsError('TooManyRequestsException', 'Rate Exceeded.', { statusCode: 429 })
          : undefined,
    };
    const retry = { Retry: [{ ErrorEquals: ['Lambda.TooManyRequestsException'], IntervalSeconds: 2, MaxAttempts: 3 }] };

    const { status, invocations } = await run({ Go: invoke('go', {}, retry) }, { faults }, { go: () => 1 });

    expect(status).toBe('SUCCEEDED');
    expect(invocations).toHaveLength(1);
  });

  it('refuses a field that it does not take, at run time too', async () => {
    const { error, cause } = await run(
      { Go: task('arn:aws:states:::lambda:invoke', { FunctionName: 'go', TaskToken: 'x' }) },
      {},
      { go: () => 1 },
    );

    expect(error).toBe('States.Runtime');
    expect(cause).toContain('The field "TaskToken" is not supported by Step Functions');
  });

  it('takes a function’s own ARN with the bare payloads', async () => {
    const { output } = await run(
      { Go: { Type: 'Task', Resource: functionArn('double'), Arguments: { n: 3 }, End: true } },
      {},
      { double: (payload) => (payload as { n: number }).n * 2 },
    );

    expect(output).toBe(6);
  });
});

describe('aws-sdk integrations', () => {
  it('take and give Step Functions’ own spelling', async () => {
    const { output } = await run(
      { Go: task('arn:aws:states:::aws-sdk:rds:describeDBInstances', { DbInstanceIdentifier: 'myapp-db' }) },
      { modules: [databases] },
    );

    expect(output.DbInstances[0]).toEqual({
      DbInstanceIdentifier: 'myapp-db',
      MultiAZ: true,
      InstanceCreateTime: '1970-01-01T00:00:00Z',
      TagList: [{ Key: 'nines:site', Value: 'myapp' }],
      DbSubnetGroup: { VpcId: 'vpc-1' },
    });
  });

  it('name the service’s errors as the SDK for Java does', async () => {
    const { error, cause } = await run(
      { Go: task('arn:aws:states:::aws-sdk:rds:describeDBInstances', { DbInstanceIdentifier: 'other' }) },
      { modules: [databases] },
    );

    expect(error).toBe('Rds.DbInstanceNotFoundException');
    expect(cause).toMatch(/^DBInstance other not found\. \(Service: Rds, Status Code: 404, Request ID: /);
  });

  it('give errors without a model the service’s general name', async () => {
    const { error } = await run(
      { Go: task('arn:aws:states:::aws-sdk:rds:rebootDBInstance', { DbInstanceIdentifier: 'myapp-db', ForceFailover: true }) },
      { modules: [databases] },
    );

    expect(error).toBe('Rds.RdsException');
  });

  it('refuse the other spelling when an expression brings it', async () => {
    const { error, cause } = await run(
      { Go: task('arn:aws:states:::aws-sdk:rds:describeDBInstances', '{% {"DBInstanceIdentifier": "myapp-db"} %}' as unknown as object) },
      { modules: [databases] },
    );

    expect(error).toBe('States.Runtime');
    expect(cause).toContain('The field "DBInstanceIdentifier" is not supported by Step Functions');
  });

  it('refuse a value of the wrong type', async () => {
    const { cause } = await run(
      { Go: task('arn:aws:states:::aws-sdk:rds:rebootDBInstance', { DbInstanceIdentifier: 'myapp-db', ForceFailover: 'yes' }) },
      { modules: [databases] },
    );

    expect(cause).toContain("The value for the field 'ForceFailover' must be a BOOLEAN");
  });
});

describe('optimized integrations', () => {
  it('publish and send JSON as text', async () => {
    const twin = openMachine(
      {
        Send: {
          ...task('arn:aws:states:::sqs:sendMessage', {
            QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/work',
            MessageBody: { job: 1 },
          }),
          End: undefined,
          Next: 'Put',
        },
        Put: task('arn:aws:states:::events:putEvents', { Entries: [{ Source: 'nines', DetailType: 'Run Ended', Detail: { id: 'x' } }] }),
      },
      {},
      { modules: [createSqs, createSns, createEvents] },
    );
    twin.call('sqs', 'CreateQueue', { QueueName: 'work' });
    twin.start();
    await twin.play();

    expect(twin.look().status).toBe('SUCCEEDED');
    expect(twin.call('sqs', 'ReceiveMessage', { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/work' }).Messages[0].Body).toBe(
      '{"job":1}',
    );
    const sent = twin.journal('event').find((entry) => entry.detailType === 'Run Ended');
    expect(sent.detail).toEqual({ id: 'x' });
    expect(sent.resources).toContain(twin.stateMachineArn);
  });

  it('fail when an event is refused', async () => {
    const { error } = await run(
      { Go: task('arn:aws:states:::events:putEvents', { Entries: [{ Source: 'aws.ec2', DetailType: 'x', Detail: {} }] }) },
      { modules: [createEvents] },
    );

    expect(error).toBe('EventBridge.FailedEntry');
  });
});

describe('a nested execution', () => {
  const nested = (pattern: string, machine: string) =>
    task(`arn:aws:states:::states:startExecution${pattern}`, {
      StateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:${machine}`,
      Input: { a: 1 },
    });

  async function runNested(pattern: string, child: object) {
    const twin = openMachine({ Go: nested(pattern, 'child') });
    twin.call('states', 'CreateStateMachine', {
      name: 'child',
      roleArn: 'arn:aws:iam::123456789012:role/child',
      definition: JSON.stringify({ StartAt: 'C', States: { C: child } }),
    });
    twin.start();
    await twin.play();
    return twin.look();
  }

  it('is waited for, and gives its output as JSON with .sync:2', async () => {
    const { status, output } = await runNested('.sync:2', { Type: 'Wait', Seconds: 30, End: true });

    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output)).toMatchObject({ Status: 'SUCCEEDED', Output: { a: 1 } });
  });

  it('gives its output as text with .sync', async () => {
    const { output } = await runNested('.sync', { Type: 'Pass', End: true });

    expect(JSON.parse(output).Output).toBe('{"a":1}');
  });

  it('fails the task when it fails', async () => {
    const { status, error, cause } = await runNested('.sync:2', { Type: 'Fail', Error: 'Child.Broke' });

    expect([status, error]).toEqual(['FAILED', 'States.TaskFailed']);
    expect(JSON.parse(cause)).toMatchObject({ Status: 'FAILED', Error: 'Child.Broke' });
  });

  it('of a machine that nobody made fails by its name', async () => {
    const { error } = await run({ Go: nested('', 'none') });

    expect(error).toBe('StepFunctions.StateMachineDoesNotExistException');
  });

  const openParent = (parent: Record<string, object>, child: object = { Type: 'Wait', Seconds: 600, End: true }) => {
    const twin = openMachine(parent);
    twin.call('states', 'CreateStateMachine', {
      name: 'child',
      roleArn: 'arn:aws:iam::123456789012:role/child',
      definition: JSON.stringify({ StartAt: 'C', States: { C: child } }),
    });
    const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:child';
    const childStatus = (): string => twin.call('states', 'ListExecutions', { stateMachineArn }).executions[0].status;
    return { ...twin, childStatus };
  };

  it.each(['.sync', '.sync:2'])('that is waited for with %s is stopped with its parent', async (pattern) => {
    const { start, play, call, childStatus } = openParent({ Go: nested(pattern, 'child') });
    const executionArn = start();
    await play(60);
    expect(childStatus()).toBe('RUNNING');

    call('states', 'StopExecution', { executionArn });

    expect(childStatus()).toBe('ABORTED');
  });

  it('is stopped when a branch beside its parent’s task fails', async () => {
    const { start, play, childStatus } = openParent({
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'N', States: { N: nested('.sync:2', 'child') } },
          { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 30, Next: 'F' }, F: { Type: 'Fail', Error: 'No' } } },
        ],
        End: true,
      },
    });
    start();
    await play(60);

    expect(childStatus()).toBe('ABORTED');
  });

  it.each<[what: string, state: object]>([
    ['that nobody waits for', nested('', 'child')],
    ['whose task timed out', { ...nested('.sync:2', 'child'), TimeoutSeconds: 30 }],
  ])('%s runs on', async (_what, state) => {
    const { start, play, childStatus } = openParent({ Go: state });
    start();
    await play(60);

    expect(childStatus()).toBe('RUNNING');
  });
});
