import { describe, expect, it } from 'vitest';
import { createCloudFormation } from '#twin/services/cloudformation/index.ts';
import { createStates } from '#twin/services/states/index.ts';
import { openAccount, ROLE_ARN } from '../account.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:demo';
const definition = (word: string) => JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Result: word, End: true } } });

/** A machine whose output is the word that it was last told, with `words` published as versions 1, 2, … */
function openVersions(...words: string[]) {
  const account = openAccount([createCloudFormation, createStates]);
  const states = (operation: string, input: object = {}) => account.call('states', operation, input);
  states('CreateStateMachine', { name: 'demo', definition: definition('latest'), roleArn: ROLE_ARN });
  for (const word of words) states('UpdateStateMachine', { stateMachineArn: ARN, definition: definition(word), publish: true });
  const route = (...weights: [version: number, weight: number][]) =>
    weights.map(([version, weight]) => ({ stateMachineVersionArn: `${ARN}:${version}`, weight }));
  const run = async (stateMachineArn: string, name = 'run') => {
    const { executionArn } = states('StartExecution', { stateMachineArn, name });
    await account.play(10);
    return states('DescribeExecution', { executionArn });
  };
  return { ...account, states, route, run };
}

const shape = (name: string): unknown => expect.objectContaining({ shape: name });

describe('a version', () => {
  it('is numbered, lists newest first, and its number is never used again', () => {
    const { states } = openVersions('one', 'two');
    states('DeleteStateMachineVersion', { stateMachineVersionArn: `${ARN}:2` });
    states('UpdateStateMachine', { stateMachineArn: ARN, definition: definition('three') });

    const { stateMachineVersionArn } = states('PublishStateMachineVersion', { stateMachineArn: ARN, description: 'third' });

    expect(stateMachineVersionArn).toBe(`${ARN}:3`);
    expect(
      states('ListStateMachineVersions', { stateMachineArn: ARN }).stateMachineVersions.map(
        (one: { stateMachineVersionArn: string }) => one.stateMachineVersionArn,
      ),
    ).toEqual([`${ARN}:3`, `${ARN}:1`]);
    expect(states('DescribeStateMachine', { stateMachineArn: `${ARN}:3` })).toMatchObject({
      description: 'third',
      definition: definition('three'),
    });
  });

  it('of a revision is published once', () => {
    const { states } = openVersions('one');

    expect(states('PublishStateMachineVersion', { stateMachineArn: ARN }).stateMachineVersionArn).toBe(`${ARN}:1`);
  });

  it('stays what it was when the machine changes', async () => {
    const { run, states } = openVersions('one', 'two');
    states('UpdateStateMachine', { stateMachineArn: ARN, definition: definition('three') });

    expect(await run(`${ARN}:1`, 'a')).toMatchObject({ output: '"one"', stateMachineVersionArn: `${ARN}:1`, stateMachineArn: ARN });
    const unqualified = await run(ARN, 'b');
    expect(unqualified).toMatchObject({ output: '"three"' });
    expect(unqualified.stateMachineVersionArn).toBeUndefined();
  });

  it.each<[what: string, revisionId: string | undefined]>([
    ['the first revision by INITIAL', 'INITIAL'],
    ['whatever is there', undefined],
  ])('is published of %s', (_what, revisionId) => {
    const { states } = openVersions();

    expect(states('PublishStateMachineVersion', { stateMachineArn: ARN, ...(revisionId && { revisionId }) }).stateMachineVersionArn).toBe(
      `${ARN}:1`,
    );
    expect(states('DescribeStateMachine', { stateMachineArn: ARN }).revisionId).toBeUndefined();
  });

  it.each<[what: string, operation: string, input: object, error: string]>([
    [
      'publishing another revision than the current one',
      'PublishStateMachineVersion',
      { stateMachineArn: ARN, revisionId: 'INITIAL' },
      'ConflictException',
    ],
    ['publishing of a version', 'PublishStateMachineVersion', { stateMachineArn: `${ARN}:1` }, 'InvalidArn'],
    ['starting one that is not there', 'StartExecution', { stateMachineArn: `${ARN}:9` }, 'StateMachineDoesNotExist'],
    ['starting a Map’s label', 'StartExecution', { stateMachineArn: `${ARN}/M` }, 'ValidationException'],
    [
      'a description without publishing',
      'UpdateStateMachine',
      { stateMachineArn: ARN, roleArn: ROLE_ARN, versionDescription: 'x' },
      'ValidationException',
    ],
    ['an update of nothing', 'UpdateStateMachine', { stateMachineArn: ARN }, 'MissingRequiredParameter'],
  ])('refuses %s', (_what, operation, input, error) => {
    const { states } = openVersions('one');

    expect(() => states(operation, input)).toThrow(shape(error));
  });
});

describe('an alias', () => {
  it('starts the version that it leads to, and is told with it', async () => {
    const { states, route, run } = openVersions('one', 'two');
    const { stateMachineAliasArn } = states('CreateStateMachineAlias', { name: 'PROD', routingConfiguration: route([1, 100]) });
    expect(stateMachineAliasArn).toBe(`${ARN}:PROD`);
    const first = await run(stateMachineAliasArn, 'a');

    states('UpdateStateMachineAlias', { stateMachineAliasArn, routingConfiguration: route([2, 100]) });
    const second = await run(stateMachineAliasArn, 'b');

    expect(first).toMatchObject({ output: '"one"', stateMachineVersionArn: `${ARN}:1`, stateMachineAliasArn });
    expect(second).toMatchObject({ output: '"two"', stateMachineVersionArn: `${ARN}:2`, stateMachineAliasArn });
    const names = (stateMachineArn: string): string[] =>
      states('ListExecutions', { stateMachineArn }).executions.map((execution: { name: string }) => execution.name);
    expect([names(stateMachineAliasArn), names(`${ARN}:1`)]).toEqual([['b', 'a'], ['a']]);
    expect(states('GetExecutionHistory', { executionArn: first.executionArn }).events[0].executionStartedEventDetails).toMatchObject({
      stateMachineVersionArn: `${ARN}:1`,
      stateMachineAliasArn,
    });
  });

  it('shares executions between two versions by their weights, the same way for the same seed', async () => {
    const tally = async (): Promise<Record<string, number>> => {
      const { states, route, run } = openVersions('one', 'two');
      const { stateMachineAliasArn } = states('CreateStateMachineAlias', { name: 'PROD', routingConfiguration: route([1, 80], [2, 20]) });
      const counts: Record<string, number> = {};
      for (let i = 0; i < 300; i += 1) {
        const { output } = await run(stateMachineAliasArn, `run-${i}`);
        counts[output] = (counts[output] ?? 0) + 1;
      }
      return counts;
    };

    const counts = await tally();

    expect(counts['"two"']).toBeGreaterThan(40);
    expect(counts['"two"']).toBeLessThan(80);
    expect(await tally()).toEqual(counts);
  });

  it('keeps its version for a redrive', async () => {
    const { states, route, run, play } = openVersions();
    const fail = JSON.stringify({ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Old' } } });
    states('UpdateStateMachine', { stateMachineArn: ARN, definition: fail, publish: true });
    states('UpdateStateMachine', { stateMachineArn: ARN, definition: definition('new'), publish: true });
    const { stateMachineAliasArn } = states('CreateStateMachineAlias', { name: 'PROD', routingConfiguration: route([1, 100]) });
    const { executionArn } = await run(stateMachineAliasArn);
    states('UpdateStateMachineAlias', { stateMachineAliasArn, routingConfiguration: route([2, 100]) });

    states('RedriveExecution', { executionArn });
    await play(10);

    expect(states('DescribeExecution', { executionArn })).toMatchObject({
      status: 'FAILED',
      error: 'Old',
      stateMachineVersionArn: `${ARN}:1`,
    });
  });

  it('is created once, described, listed by version and deleted', () => {
    const { states, route } = openVersions('one', 'two');
    const request = { name: 'PROD', description: 'live', routingConfiguration: route([1, 100]) };
    const { stateMachineAliasArn } = states('CreateStateMachineAlias', request);
    states('CreateStateMachineAlias', { name: 'TEST', routingConfiguration: route([2, 100]) });

    expect(states('CreateStateMachineAlias', request).stateMachineAliasArn).toBe(stateMachineAliasArn);
    expect(() => states('CreateStateMachineAlias', { ...request, description: 'other' })).toThrow(shape('ConflictException'));
    expect(states('DescribeStateMachineAlias', { stateMachineAliasArn })).toMatchObject(request);
    const list = (stateMachineArn: string): string[] =>
      states('ListStateMachineAliases', { stateMachineArn }).stateMachineAliases.map(
        (one: { stateMachineAliasArn: string }) => one.stateMachineAliasArn,
      );
    expect([list(ARN), list(`${ARN}:2`)]).toEqual([[`${ARN}:TEST`, `${ARN}:PROD`], [`${ARN}:TEST`]]);
    states('DeleteStateMachineAlias', { stateMachineAliasArn });
    expect(() => states('DescribeStateMachineAlias', { stateMachineAliasArn })).toThrow(shape('ResourceNotFound'));
  });

  it('holds its versions', () => {
    const { states, route } = openVersions('one');
    states('CreateStateMachineAlias', { name: 'PROD', routingConfiguration: route([1, 100]) });

    expect(() => states('DeleteStateMachineVersion', { stateMachineVersionArn: `${ARN}:1` })).toThrow(shape('ConflictException'));
  });

  it.each<[what: string, input: (route: ReturnType<typeof openVersions>['route']) => object, error: string]>([
    ['a number as its name', (route) => ({ name: '7', routingConfiguration: route([1, 100]) }), 'InvalidName'],
    ['no version', () => ({ name: 'A', routingConfiguration: [] }), 'ValidationException'],
    ['weights that do not add up', (route) => ({ name: 'A', routingConfiguration: route([1, 50], [2, 40]) }), 'ValidationException'],
    ['the same version twice', (route) => ({ name: 'A', routingConfiguration: route([1, 50], [1, 50]) }), 'ValidationException'],
    ['a version that is not there', (route) => ({ name: 'A', routingConfiguration: route([9, 100]) }), 'ResourceNotFound'],
  ])('is refused with %s', (_what, input, error) => {
    const { states, route } = openVersions('one', 'two');

    expect(() => states('CreateStateMachineAlias', input(route))).toThrow(shape(error));
  });
});

describe('versions and aliases in a stack', () => {
  const template = (preference: object) => ({
    Version: { Type: 'AWS::StepFunctions::StateMachineVersion', Properties: { StateMachineArn: ARN, Description: 'by the stack' } },
    Alias: { Type: 'AWS::StepFunctions::StateMachineAlias', Properties: { Name: 'PROD', ...preference } },
  });
  const stack = (account: ReturnType<typeof openVersions>, resources: object) =>
    account.call('cloudformation', 'CreateStack', { StackName: 'demo', TemplateBody: JSON.stringify({ Resources: resources }) });
  const statusOf = (account: ReturnType<typeof openVersions>): string =>
    account.call('cloudformation', 'DescribeStacks', { StackName: 'demo' }).Stacks[0].StackStatus;

  it.each<[what: string, properties: object]>([
    ['routed by hand', { RoutingConfiguration: [{ StateMachineVersionArn: { Ref: 'Version' }, Weight: 100 }] }],
    ['moved at once', { DeploymentPreference: { Type: 'ALL_AT_ONCE', StateMachineVersionArn: { 'Fn::GetAtt': ['Version', 'Arn'] } } }],
  ])('are made, the alias %s', async (_what, properties) => {
    const account = openVersions();
    stack(account, template(properties));
    await account.play(600);

    expect(statusOf(account)).toBe('CREATE_COMPLETE');
    expect(await account.run(`${ARN}:PROD`)).toMatchObject({ stateMachineVersionArn: `${ARN}:1` });
  });

  it.each<[what: string, preference: object, refusal: string]>([
    [
      'a gradual deployment',
      { Type: 'LINEAR', Percentage: 20, Interval: 1 },
      'AWS::StepFunctions::StateMachineAlias with DeploymentPreference LINEAR',
    ],
    ['alarms', { Type: 'ALL_AT_ONCE', Alarms: ['a'] }, 'AWS::StepFunctions::StateMachineAlias DeploymentPreference with Alarms'],
  ])('refuse %s by name', async (_what, preference, refusal) => {
    const account = openVersions();
    stack(account, template({ DeploymentPreference: { StateMachineVersionArn: { Ref: 'Version' }, ...preference } }));
    await account.play(600);

    expect(statusOf(account)).toBe('ROLLBACK_COMPLETE');
    const reasons = account
      .call('cloudformation', 'DescribeStackEvents', { StackName: 'demo' })
      .StackEvents.map((event: { ResourceStatusReason?: string }) => event.ResourceStatusReason);
    expect(reasons.join(' ')).toContain(refusal);
  });
});
