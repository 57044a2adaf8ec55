// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates and definitions write their variables so.
import { describe, expect, it } from 'vitest';
import type { ServiceModule } from '#twin/cloud.ts';
import { prepare, thing } from './thing-service.ts';

const A = { A: thing({ Name: 'a', Size: 3 }) };

/** The value that an output with this expression has. */
async function evaluated(expression: unknown, more: object = {}, input: object = {}): Promise<string | undefined> {
  const { create, play, outputs, stack } = prepare(() => [parameterStore]);
  create(A, { ...more, Outputs: { Out: { Value: expression } } }, input);
  await play();
  expect(stack().StackStatus).toBe('CREATE_COMPLETE');
  return outputs().Out;
}

const parameterStore: ServiceModule = {
  name: 'ssm',
  operations: { GetParameter: ({ Name }: { Name: string }) => ({ Parameter: { Value: `value of ${Name}` } }) },
};

describe('intrinsic functions', () => {
  it.each([
    ['Ref', { Ref: 'A' }, 'a'],
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['GetAtt', { 'Fn::GetAtt': ['A', 'Arn'] }, 'arn:thing:a'],
    ['GetAtt with a path, as text', { 'Fn::GetAtt': 'A.Detail.Size' }, '3'],
    ['Join', { 'Fn::Join': ['-', ['x', { Ref: 'A' }, 1]] }, 'x-a-1'],
    ['Sub', { 'Fn::Sub': '${A}/${A.Arn}/${AWS::AccountId}/${!Literal}' }, 'a/arn:thing:a/123456789012/${Literal}'],
    ['Sub with variables', { 'Fn::Sub': ['${X}!', { X: { Ref: 'A' } }] }, 'a!'],
    ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': [',', 'p,q,r'] }] }, 'q'],
    ['Base64', { 'Fn::Base64': { Ref: 'A' } }, 'YQ=='],
    ['GetAZs', { 'Fn::Join': [',', { 'Fn::GetAZs': '' }] }, 'us-east-1a,us-east-1b'],
    ['Cidr', { 'Fn::Join': [',', { 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }] }, '10.0.0.0/24,10.0.1.0/24,10.0.2.0/24'],
    ['a reference into Parameter Store', '{{resolve:ssm:/a/b}}', 'value of /a/b'],
  ])('%s', async (_name, expression, expected) => {
    const found = await evaluated(expression);

    expect(found).toBe(expected);
  });

  it('choose by conditions over parameters and mappings', async () => {
    const more = {
      Parameters: { Count: { Type: 'Number', Default: 2 }, Cache: { Type: 'String', Default: '' } },
      Mappings: { Sizes: { small: { Nodes: 'one' }, large: { Nodes: 'many' } } },
      Conditions: {
        HasCache: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Cache' }, ''] }] },
        Two: { 'Fn::Equals': [{ Ref: 'Count' }, '2'] },
        Both: { 'Fn::And': [{ Condition: 'HasCache' }, { Condition: 'Two' }] },
        Either: { 'Fn::Or': [{ Condition: 'HasCache' }, { Condition: 'Two' }] },
      },
    };
    const found = await evaluated(
      { 'Fn::If': ['Both', 'both', { 'Fn::If': ['Either', { 'Fn::FindInMap': ['Sizes', 'large', 'Nodes'] }, 'none'] }] },
      more,
    );

    expect(found).toBe('many');
  });

  it('leave out a resource, an output and a property by condition', async () => {
    const { create, play, things, outputs } = prepare();

    create(
      {
        A: thing({ Name: 'a', Size: { 'Fn::If': ['Never', 9, { Ref: 'AWS::NoValue' }] } }),
        B: { ...thing({ Name: 'b' }), Condition: 'Never' },
      },
      {
        Conditions: { Never: { 'Fn::Equals': ['1', '2'] } },
        Outputs: { B: { Value: { Ref: 'B' }, Condition: 'Never' }, A: { Value: { Ref: 'A' } } },
      },
    );
    await play();

    expect([...things.values()].map(({ name, size }) => [name, size])).toEqual([['a', 1]]);
    expect(outputs()).toEqual({ A: 'a' });
  });

  it('fail the stack over an attribute that the resource does not have', async () => {
    const { create, play, stack } = prepare();

    create({ ...A, B: thing({ Of: { 'Fn::GetAtt': ['A', 'Colour'] } }) });
    await play();

    expect(stack().StackStatus).toBe('ROLLBACK_COMPLETE');
  });

  it.each([
    ['an unknown function', { 'Fn::Transform': {} }, 'the intrinsic function Fn::Transform'],
    ['a missing mapping', { 'Fn::FindInMap': ['None', 'a', 'b'] }, 'Unable to get mapping for None::a::b'],
    ['an export that nobody makes', { 'Fn::ImportValue': 'nothing' }, 'No export named nothing found.'],
    ['a selection beyond the end', { 'Fn::Select': [4, ['a']] }, 'cannot select nonexistent value at index 4'],
    ['a block without room', { 'Fn::Select': [0, { 'Fn::Cidr': ['10.0.0.0/24', 9, 7] }] }, 'has no room for 9 blocks'],
  ])('%s fails the resource, with the reason', async (_name, expression, message) => {
    const { create, play, call, stack } = prepare();

    create({ B: thing({ Of: expression }) });
    await play();

    const events: { ResourceStatus: string; ResourceStatusReason?: string }[] = call('DescribeStackEvents', {
      StackName: 'demo',
    }).StackEvents;
    expect(events.find((event) => event.ResourceStatus === 'CREATE_FAILED')?.ResourceStatusReason).toContain(message);
    expect(stack().StackStatus).toBe('ROLLBACK_COMPLETE');
  });
});

describe('parameters', () => {
  const declared = (definition: object) => ({ Parameters: { P: definition } });

  it('are read from Parameter Store where their type says so', async () => {
    const found = await evaluated({ Ref: 'P' }, declared({ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' }));

    expect(found).toBe('value of /x');
  });

  it('of a list type are lists', async () => {
    const found = await evaluated({ 'Fn::Select': [1, { Ref: 'P' }] }, declared({ Type: 'CommaDelimitedList' }), {
      Parameters: [{ ParameterKey: 'P', ParameterValue: 'a, b' }],
    });

    expect(found).toBe('b');
  });

  it.each([
    ['missing', { Type: 'String' }, [], 'Parameters: [P] must have values'],
    [
      'not declared',
      { Type: 'String', Default: 'x' },
      [{ ParameterKey: 'Q', ParameterValue: '1' }],
      'Parameters: [Q] do not exist in the template',
    ],
    ['not allowed', { Type: 'String', AllowedValues: ['a'], Default: 'b' }, [], "Parameter 'P' must be one of AllowedValues"],
    ['not of the pattern', { Type: 'String', AllowedPattern: '[a-z]+', Default: 'A1' }, [], 'must match pattern [a-z]+'],
    ['not a number', { Type: 'Number', Default: 'x' }, [], 'must be a number'],
    ['too small', { Type: 'Number', Default: 1, MinValue: 2 }, [], 'not less than 2'],
    ['of an unknown type', { Type: 'AWS::Nowhere', Default: 'x' }, [], 'the parameter type AWS::Nowhere'],
  ])('%s are refused', (_case, definition, given, message) => {
    const { create } = prepare();

    expect(() => create(A, declared(definition), { Parameters: given })).toThrow(message);
  });

  it('are hidden when they are secret', async () => {
    const { create, play, stack } = prepare();

    create(A, declared({ Type: 'String', NoEcho: true, Default: 'secret' }));
    await play();

    expect(stack().Parameters).toEqual([{ ParameterKey: 'P', ParameterValue: '****' }]);
  });
});

describe('rules', () => {
  it('refuse the stack with their description', () => {
    const { create } = prepare();
    const rule = {
      Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], { Ref: 'V' }] }] }, AssertDescription: 'bootstrap again' }],
    };

    expect(() => create(A, { Parameters: { V: { Type: 'String', Default: '2' } }, Rules: { Check: rule } })).toThrow('bootstrap again');
  });
});
