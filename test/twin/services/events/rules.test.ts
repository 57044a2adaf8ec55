import { describe, expect, it } from 'vitest';
import { functionArn } from '../account.ts';
import { openBus, QUEUE_ARN, RULE_ARN } from './open-bus.ts';

describe('rules', () => {
  it('are described, listed and deleted without their targets', () => {
    const { call } = openBus();

    expect(call('events', 'DescribeRule', { Name: 'on-change' })).toMatchObject({ Arn: RULE_ARN, State: 'ENABLED' });
    expect(call('events', 'ListTargetsByRule', { Rule: 'on-change' }).Targets).toHaveLength(1);
    expect(() => call('events', 'DeleteRule', { Name: 'on-change' })).toThrow('has targets');
    call('events', 'RemoveTargets', { Rule: 'on-change', Ids: ['1'] });
    call('events', 'DeleteRule', { Name: 'on-change' });

    expect(call('events', 'ListRules', {}).Rules).toEqual([]);
  });

  it.each([
    ['a pattern that AWS refuses', { Name: 'r', EventPattern: '{"source": "aws.rds"}' }, 'InvalidEventPatternException'],
    ['a pattern that is no JSON', { Name: 'r', EventPattern: 'source' }, 'InvalidEventPatternException'],
    ['no pattern', { Name: 'r' }, 'ValidationException'],
    ['a name that is none', { Name: 'a b', EventPattern: '{"source":["x"]}' }, 'ValidationException'],
  ])('are refused with %s', (_case, input, shape) => {
    const { call } = openBus();

    expect(() => call('events', 'PutRule', input)).toThrow(expect.objectContaining({ shape }));
  });

  it.each([
    ['a state machine without a role', { Id: '2', Arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:x' }, 'RoleArn is required'],
    ['two inputs', { Id: '2', Arn: functionArn('react'), Input: '{}', InputPath: '$' }, 'Only one of Input'],
    ['a kind that the twin lacks', { Id: '2', Arn: 'arn:aws:kinesis:us-east-1:123456789012:stream/x' }, 'the target arn:aws:kinesis'],
    ['a parameter that the twin lacks', { Id: '2', Arn: functionArn('react'), EcsParameters: {} }, 'a target of a rule with EcsParameters'],
    [
      'a template with an unknown variable',
      { Id: '2', Arn: functionArn('react'), InputTransformer: { InputPathsMap: {}, InputTemplate: '<x>' } },
      'InputTemplate for target 2 contains invalid placeholder x.',
    ],
    ['an input that is no JSON', { Id: '2', Arn: functionArn('react'), Input: 'hello' }, 'JSON syntax error in input for target 2'],
    ['no ARN', { Id: '2' }, 'Parameter Arn of target 2 must be specified.'],
    ['an id that is none', { Id: 'a b', Arn: functionArn('react') }, "Value 'a b' at 'targets.1.member.id' failed"],
    ['an id that is too long', { Id: 'x'.repeat(65), Arn: functionArn('react') }, 'length less than or equal to 64'],
    ['a FIFO queue for its dead letters', { Id: '2', Arn: functionArn('react'), DeadLetterConfig: { Arn: `${QUEUE_ARN}.fifo` } }, 'FIFO'],
    ['too many attempts', { Id: '2', Arn: functionArn('react'), RetryPolicy: { MaximumRetryAttempts: 186 } }, 'out of range'],
    ['too little time', { Id: '2', Arn: functionArn('react'), RetryPolicy: { MaximumEventAgeInSeconds: 59 } }, 'out of range'],
  ])('refuse a target with %s', (_case, target, message) => {
    const { call } = openBus();

    expect(() => call('events', 'PutTargets', { Rule: 'on-change', Targets: [target] })).toThrow(message);
  });

  it('have five targets at most', () => {
    const { call } = openBus();
    const targets = ['2', '3', '4', '5', '6'].map((Id) => ({ Id, Arn: functionArn('react') }));

    expect(() => call('events', 'PutTargets', { Rule: 'on-change', Targets: targets })).toThrow(
      'The requested resource exceeds the maximum number allowed.',
    );
  });

  it('take ten targets in one request at most', () => {
    const { call } = openBus();
    const targets = Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, Arn: functionArn('react') }));

    expect(() => call('events', 'PutTargets', { Rule: 'on-change', Targets: targets })).toThrow('less than or equal to 10');
  });

  it('are found by their target, page by page', () => {
    const { call } = openBus();
    for (const name of ['b', 'a', 'c']) {
      call('events', 'PutRule', { Name: name, EventPattern: '{"source":["x"]}' });
      call('events', 'PutTargets', { Rule: name, Targets: [{ Id: '1', Arn: functionArn('other') }] });
    }
    const ask = (input: object) => call('events', 'ListRuleNamesByTarget', { TargetArn: functionArn('other'), ...input });

    const first = ask({ Limit: 2 });
    const second = ask({ Limit: 2, NextToken: first.NextToken });

    expect([first.RuleNames, second.RuleNames, second.NextToken]).toEqual([['a', 'b'], ['c'], undefined]);
    expect(ask({ TargetArn: functionArn('nobody') }).RuleNames).toEqual([]);
    expect(() => ask({ NextToken: 'x' })).toThrow('Parameter NextToken is not valid.');
  });

  it('say their state as it was put, and keep their targets when they are put again', () => {
    const { call } = openBus();
    const State = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

    call('events', 'PutRule', { Name: 'on-change', EventPattern: '{"source":["y"]}', State });

    expect(call('events', 'DescribeRule', { Name: 'on-change' })).toMatchObject({
      State,
      CreatedBy: '123456789012',
      EventBusName: 'default',
    });
    expect(call('events', 'ListTargetsByRule', { Rule: 'on-change' }).Targets).toHaveLength(1);
  });

  it('have tags of their creation and later ones, and none of a later PutRule', () => {
    const { call } = openBus();
    const rule = { Name: 'tagged', EventPattern: '{"source":["y"]}', Tags: [{ Key: 'a', Value: '1' }] };
    const { RuleArn: arn } = call('events', 'PutRule', rule);

    call('events', 'PutRule', { ...rule, Tags: [{ Key: 'ignored', Value: '1' }] });
    call('events', 'TagResource', { ResourceARN: arn, Tags: [{ Key: 'b', Value: '2' }] });
    call('events', 'UntagResource', { ResourceARN: arn, TagKeys: ['a'] });

    expect(call('events', 'ListTagsForResource', { ResourceARN: arn }).Tags).toEqual([{ Key: 'b', Value: '2' }]);
    expect(() => call('events', 'ListTagsForResource', { ResourceARN: `${arn}x` })).toThrow(
      'Rule taggedx does not exist on EventBus default.',
    );
    expect(() => call('events', 'ListTagsForResource', { ResourceARN: 'arn:aws:sqs:::q' })).toThrow('is not valid');
  });

  it('are three hundred a bus at most', () => {
    const { call } = openBus();
    const put = (name: string) => call('events', 'PutRule', { Name: name, EventPattern: '{"source":["x"]}' });
    for (let index = 1; index < 300; index++) put(`rule-${index}`);

    expect(() => put('one-more')).toThrow('exceeds the maximum number');
    expect(put('rule-1').RuleArn).toMatch(/rule-1$/);
  });
});

describe('TestEventPattern', () => {
  const event = { id: '1', account: '1', source: 'x', time: 't', region: 'r', resources: [], 'detail-type': 'd', detail: { n: 1 } };
  const test = (pattern: string, given: string) =>
    openBus().call('events', 'TestEventPattern', { EventPattern: pattern, Event: given }).Result;

  it.each([
    ['{"detail":{"n":[1]}}', true],
    ['{"detail":{"n":[2]}}', false],
  ])('says whether %s matches: %s', (pattern, expected) => {
    expect(test(pattern, JSON.stringify(event))).toBe(expected);
  });

  it.each([
    ['an event that is no JSON', '{"source":["x"]}', '{', 'it is not valid JSON'],
    ['an event that is no object', '{"source":["x"]}', '[]', 'it is not a JSON object'],
    ['an event without its envelope', '{"source":["x"]}', '{"source":"x"}', 'it has no id, account, time, region, resources, detail-type'],
    ['a pattern that is none', '{"source":"x"}', JSON.stringify(event), '"source" must be an object or an array'],
    [
      'a number that loses digits',
      '{"n":[{"numeric":["=",9007199254740993]}]}',
      JSON.stringify(event),
      'Cannot compare number : 9007199254740993',
    ],
    ['a pattern that is too long', `{"source":["${'x'.repeat(2048)}"]}`, JSON.stringify(event), 'exceeds the maximum number'],
  ])('refuses %s', (_case, pattern, given, message) => {
    expect(() => test(pattern, given)).toThrow(message);
  });
});
