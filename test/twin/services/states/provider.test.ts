// biome-ignore-all lint/suspicious/noTemplateCurlyInString: definitions write their substitutions so.
import { describe, expect, it } from 'vitest';
import { createCloudFormation } from '#twin/services/cloudformation/index.ts';
import { createStates } from '#twin/services/states/index.ts';
import { openAccount, ROLE_ARN } from '../account.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:nines-demo';
const definition = (word: string) => JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Result: word, End: true } } });
const machine = (properties: object) => ({
  Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'nines-demo', RoleArn: ROLE_ARN, ...properties } },
});

function openStates() {
  const account = openAccount([createCloudFormation, createStates]);
  const stack = (operation: 'CreateStack' | 'UpdateStack', resources: object) =>
    account.call('cloudformation', operation, { StackName: 'demo', TemplateBody: JSON.stringify({ Resources: resources }) });
  const look = () => account.call('states', 'DescribeStateMachine', { stateMachineArn: ARN });
  const status = () => account.call('cloudformation', 'DescribeStacks', { StackName: 'demo' }).Stacks[0].StackStatus;
  return { ...account, stack, look, status };
}

describe('a state machine in a stack', () => {
  it('has its substitutions filled in and the others left', async () => {
    const { stack, play, look } = openStates();

    stack(
      'CreateStack',
      machine({ DefinitionString: definition('${Word} ${Other}'), DefinitionSubstitutions: { Word: { Ref: 'AWS::Region' } } }),
    );
    await play();

    expect(look().definition).toBe(definition('us-east-1 ${Other}'));
  });

  it('changes in place for executions that start later', async () => {
    const { stack, play, look, call } = openStates();
    stack('CreateStack', machine({ DefinitionString: definition('one') }));
    await play();
    const { revisionId } = look();

    stack('UpdateStack', machine({ DefinitionString: definition('two') }));
    await play();
    const { executionArn } = call('states', 'StartExecution', { stateMachineArn: ARN });
    await play();

    expect(look().revisionId).not.toBe(revisionId);
    expect(call('states', 'DescribeExecution', { executionArn }).output).toBe('"two"');
  });

  it.each([
    ['a definition that the language refuses', { DefinitionString: '{"StartAt":"A","States":{}}' }],
    ['an asset that nobody published', { DefinitionS3Location: { Bucket: 'none', Key: 'none' } }],
    ['a name that is taken', { DefinitionString: definition('x'), StateMachineName: 'taken' }],
  ])('fails the stack with %s', async (_case, properties) => {
    const { stack, play, status, call } = openStates();
    call('states', 'CreateStateMachine', { name: 'taken', definition: definition('y'), roleArn: ROLE_ARN });

    stack('CreateStack', machine(properties));
    await play();

    expect(status()).toBe('ROLLBACK_COMPLETE');
  });

  it('carries the tags of its stack', async () => {
    const { stack, play, call } = openStates();
    stack('CreateStack', machine({ DefinitionString: definition('x'), Tags: [{ Key: 'part', Value: 'control' }] }));
    await play();

    expect(call('states', 'ListTagsForResource', { resourceArn: ARN }).tags).toContainEqual({ key: 'part', value: 'control' });
  });
});
