// Goal: a schedule, a machine, a token, an event and a rule work together as deployed.
// Method: one stack makes them all; nothing is started by hand but the clock.
import { describe, expect, it } from 'vitest';
import { createCloudFormation } from '#twin/services/cloudformation/index.ts';
import { createEvents } from '#twin/services/events/index.ts';
import { createIam } from '#twin/services/iam/index.ts';
import { createScheduler } from '#twin/services/scheduler/index.ts';
import { createStates } from '#twin/services/states/index.ts';
import { createFunctions, functionArn, openAccount } from './account.ts';

const MACHINE_ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:drill';
const DEFINITION = {
  QueryLanguage: 'JSONata',
  StartAt: 'Wait for the answer',
  States: {
    'Wait for the answer': {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'hold', Payload: { token: '{% $states.context.Task.Token %}', run: '{% $states.input.run %}' } },
      TimeoutSeconds: 600,
      HeartbeatSeconds: 300,
      Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Say so' }],
      End: true,
    },
    'Say so': { Type: 'Fail', Error: 'Wait.Failed' },
  },
};
const role = (service: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] } },
});
const TEMPLATE = {
  Resources: {
    MachineRole: role('states.amazonaws.com'),
    SchedulerRole: role('scheduler.amazonaws.com'),
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'drill',
        RoleArn: { 'Fn::GetAtt': ['MachineRole', 'Arn'] },
        DefinitionString: JSON.stringify(DEFINITION),
      },
    },
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: 'once',
        ScheduleExpression: 'at(2018-02-08T10:00:00)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: { Ref: 'Machine' },
          RoleArn: { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] },
          Input: '{"run":"<aws.scheduler.execution-id>"}',
        },
      },
    },
    Ended: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'ended',
        EventPattern: { source: ['aws.states'], detail: { stateMachineArn: [MACHINE_ARN], status: [{ 'anything-but': ['RUNNING'] }] } },
        Targets: [{ Id: '1', Arn: functionArn('undo') }],
      },
    },
  },
};

/** The account after ten o'clock: the schedule has started the machine, which waits for its token. */
async function afterTheHour(lostDetailType?: string) {
  const functions = createFunctions({ hold: () => null, undo: () => null }, ['arn:aws:events:us-east-1:123456789012:rule/ended']);
  const account = openAccount([functions.module, createIam, createCloudFormation, createStates, createEvents, createScheduler], {
    onEmit: (event) => ({ delayMs: 0, copies: event['detail-type'] === lostDetailType ? 0 : 1 }),
  });
  account.call('cloudformation', 'CreateStack', {
    StackName: 'all',
    TemplateBody: JSON.stringify(TEMPLATE),
    Capabilities: ['CAPABILITY_IAM'],
  });
  await account.play(3700);
  const held = functions.invocations.find((invocation) => invocation.name === 'hold')?.payload as { token: string; run: string };
  const undone = () =>
    functions.invocations
      .filter((invocation) => invocation.name === 'undo')
      .map((invocation) => (invocation.payload as { detail: object }).detail);
  return { ...account, held, undone };
}

describe('a drill on a schedule', () => {
  it('is started by the schedule, answered by its token, and its end is heard', async () => {
    const { call, play, held, undone } = await afterTheHour();

    call('states', 'SendTaskSuccess', { taskToken: held.token, output: '"done"' });
    await play(60);

    expect(held.run).toMatch(/^[0-9a-f]{16}$/);
    expect(undone()).toEqual([expect.objectContaining({ status: 'SUCCEEDED', output: '"done"' })]);
  });

  it('ends by its missed heartbeat when nobody answers', async () => {
    const { play, undone } = await afterTheHour();

    await play(400);

    expect(undone()).toEqual([expect.objectContaining({ status: 'FAILED', error: 'Wait.Failed' })]);
  });

  it('is heard of by nobody when its event is lost', async () => {
    const { call, play, held, undone } = await afterTheHour('Step Functions Execution Status Change');

    call('states', 'SendTaskSuccess', { taskToken: held.token, output: '"done"' });
    await play(60);

    expect(undone()).toEqual([]);
  });
});
