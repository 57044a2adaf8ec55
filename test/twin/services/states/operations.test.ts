import { describe, expect, it } from 'vitest';
import { createStates } from '#twin/services/states/index.ts';
import { modelOf } from '#twin/wire/model.ts';
import { openAccount, ROLE_ARN } from '../account.ts';
import { openMachine } from './machine.ts';

describe('the service', () => {
  it('has every operation of the API', () => {
    const { cloud } = openAccount([]);
    const known = Object.keys(createStates(cloud).operations).sort();

    expect(known).toEqual(
      modelOf('states')
        .operations()
        .map(({ name }) => name)
        .sort(),
    );
  });

  it.each<[operation: string, input: object, refusal: string]>([
    [
      'CreateStateMachine',
      { name: 'x', encryptionConfiguration: { type: 'AWS_OWNED_KEY' } },
      'states:CreateStateMachine with encryptionConfiguration',
    ],
    ['CreateStateMachine', { name: 'x', tracingConfiguration: { enabled: true } }, 'states:CreateStateMachine with tracingConfiguration'],
    ['UpdateStateMachine', { loggingConfiguration: { level: 'ALL' } }, 'states:UpdateStateMachine with loggingConfiguration'],
    ['StartExecution', { traceHeader: 'Root=1' }, 'states:StartExecution with traceHeader'],
    [
      'CreateActivity',
      { name: 'x', encryptionConfiguration: { type: 'AWS_OWNED_KEY' } },
      'states:CreateActivity with encryptionConfiguration',
    ],
  ])('refuses by name what %s is given and it does not act upon: %j', (operation, input, refusal) => {
    const { call, cloud } = openMachine({ Go: { Type: 'Succeed' } });

    expect(() => call('states', operation, input)).toThrow(refusal);
    expect(cloud.refusals()).toContain(refusal);
  });
});

describe('a machine', () => {
  const definition = (type: string) => JSON.stringify({ StartAt: 'A', States: { A: { Type: type } } });

  it('that is created again as it is, is the same; another of its name is refused', () => {
    const { call } = openAccount([createStates]);
    const create = (input: object) =>
      call('states', 'CreateStateMachine', { name: 'm', definition: definition('Succeed'), roleArn: ROLE_ARN, ...input });
    const first = create({});

    expect(create({ roleArn: 'arn:aws:iam::123456789012:role/other' })).toEqual(first);
    expect(() => create({ definition: definition('Fail') })).toThrow(expect.objectContaining({ shape: 'StateMachineAlreadyExists' }));
  });

  it('is described without its definition when only the metadata are wanted', () => {
    const { call, stateMachineArn } = openMachine({ Go: { Type: 'Succeed' } });

    expect(call('states', 'DescribeStateMachine', { stateMachineArn, includedData: 'METADATA_ONLY' })).toMatchObject({
      definition: '{}',
      status: 'ACTIVE',
    });
  });

  it('and an activity carry tags, fifty at most', () => {
    const { call, stateMachineArn } = openMachine({ Go: { Type: 'Succeed' } });
    const { activityArn } = call('states', 'CreateActivity', { name: 'work', tags: [{ key: 'a', value: '1' }] });
    const tags = (resourceArn: string) => call('states', 'ListTagsForResource', { resourceArn }).tags;

    call('states', 'TagResource', { resourceArn: stateMachineArn, tags: [{ key: 'b', value: '2' }] });
    call('states', 'UntagResource', { resourceArn: activityArn, tagKeys: ['a'] });

    expect([tags(stateMachineArn), tags(activityArn)]).toEqual([[{ key: 'b', value: '2' }], []]);
    const many = Array.from({ length: 50 }, (_, i) => ({ key: `k${i}`, value: '' }));
    expect(() => call('states', 'TagResource', { resourceArn: stateMachineArn, tags: many })).toThrow(
      expect.objectContaining({ shape: 'TooManyTags' }),
    );
    expect(() => tags(`${stateMachineArn}x`)).toThrow(expect.objectContaining({ shape: 'ResourceNotFound' }));
  });
});

describe('ValidateStateMachineDefinition', () => {
  const validate = (definition: object | string, more: object = {}) =>
    openAccount([createStates]).call('states', 'ValidateStateMachineDefinition', {
      definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
      ...more,
    });
  const machine = (state: object) => ({ StartAt: 'A', States: { A: { End: true, ...state } } });

  it('finds nothing in what can be created', () => {
    expect(validate(machine({ Type: 'Pass' }))).toEqual({ result: 'OK', diagnostics: [], truncated: false });
  });

  it.each<[what: string, definition: object | string, code: string]>([
    ['text that is no JSON', '{', 'INVALID_JSON_DESCRIPTION'],
    ['a target that is not there', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } }, 'MISSING_TRANSITION_TARGET'],
    [
      'a parameter that the integration does not take',
      machine({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { queueUrl: 'x' } }),
      'SCHEMA_VALIDATION_FAILED',
    ],
  ])('fails %s', (_what, definition, code) => {
    const { result, diagnostics } = validate(definition);

    expect(result).toBe('FAIL');
    expect(diagnostics.map((one: { code: string; severity: string }) => [one.severity, one.code])).toContainEqual(['ERROR', code]);
  });

  it('tells warnings where they are asked for, and passes with them', () => {
    const odd = machine({ Type: 'Pass', Parameters: { a: '$.path' } });

    expect(validate(odd)).toMatchObject({ result: 'OK', diagnostics: [] });
    const { result, diagnostics } = validate(odd, { severity: 'WARNING' });
    expect([result, diagnostics[0]?.severity]).toEqual(['OK', 'WARNING']);
  });

  it('says so when it tells less than it found', () => {
    const bad = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'X' }, B: { Type: 'Pass', Next: 'Y' } } };

    expect(validate(bad, { maxResults: 1 })).toMatchObject({ result: 'FAIL', truncated: true, diagnostics: [expect.anything()] });
    expect(() => validate(bad, { maxResults: 101 })).toThrow(expect.objectContaining({ shape: 'ValidationException' }));
  });
});
