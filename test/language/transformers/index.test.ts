import { describe, expect, it } from 'vitest';
import { InputTransformError, inputTransformerProblems, transformInput, transformInputText } from '#language/transformers/index.ts';

const event = {
  version: '0',
  id: '7bf73129',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '123456789012',
  time: '2015-11-11T21:29:54Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111'],
  detail: {
    'instance-id': 'i-0123456789',
    state: 'RUNNING',
    count: 3,
    ready: true,
    quote: 'say "hi"',
    none: null,
    tags: [{ key: 'a', value: 1 }, { key: 'b' }],
    levels: ['LOW', 'HIGH'],
  },
};
const names = {
  ruleArn: 'arn:aws:events:us-east-1:123456789012:rule/example',
  ruleName: 'example',
  ingestionTimeMs: Date.parse('2015-11-11T21:29:55.250Z'),
};
const inputPathsMap = {
  instance: '$.detail.instance-id',
  state: '$.detail.state',
  count: '$.detail.count',
  ready: '$.detail.ready',
  quote: '$.detail.quote',
  none: '$.detail.none',
  missing: '$.detail.nothing.there',
  levels: '$.detail.levels',
  tag: '$.detail.tags[1]',
  keys: '$.detail.tags[*].key',
  bracketed: "$.detail['instance-id']",
  whole: '$',
};

const fill = (inputTemplate: string) => transformInputText({ event, ...names, inputTransformer: { inputPathsMap, inputTemplate } });

describe('a target without a transformation', () => {
  it('receives the event', () => {
    expect(transformInput({ event, ...names })).toEqual(event);
  });

  it('receives its constant input', () => {
    expect(transformInput({ event, ...names, input: '{"fixed": [1]}' })).toEqual({ fixed: [1] });
  });
});

describe('an input path', () => {
  it.each([
    ['$', event],
    ['$.detail.state', 'RUNNING'],
    ['$.detail.tags[0]', { key: 'a', value: 1 }],
    ['$.detail.tags[*].key', ['a', 'b']],
    ['$.detail.none', null],
    ['$["detail-type"]', 'EC2 Instance State-change Notification'],
  ])('%s picks its part', (inputPath, expected) => {
    expect(transformInput({ event, ...names, inputPath })).toEqual(expected);
  });

  it.each(['$.detail.nothing', '$.detail.tags[7]', '$.detail.state.deeper', '$.constructor', 'detail', '$..state', '$.a['])(
    '%s delivers nothing',
    (inputPath) => {
      expect(() => transformInput({ event, ...names, inputPath })).toThrow(InputTransformError);
    },
  );
});

describe('an input template', () => {
  it.each([
    ['a variable as a value', '{"instance": <instance>, "n": <count>}', '{"instance": "i-0123456789", "n": 3}'],
    ['a variable within a string', '{"path": "i/<instance>/<state>"}', '{"path": "i/i-0123456789/RUNNING"}'],
    ['a quoted variable', '{"state": "<state>"}', '{"state": "RUNNING"}'],
    ['values that are no strings', '[<ready>, <none>, <levels>, "<ready>"]', '[true, "", ["LOW","HIGH"], "true"]'],
    ['elements and wildcards', '{"tag": <tag>, "keys": <keys>}', '{"tag": {"key":"b"}, "keys": ["a","b"]}'],
    ['brackets with names', '{"id": <bracketed>}', '{"id": "i-0123456789"}'],
    ['a missing value', '{"a": <missing>, "b": "x<missing>y"}', '{"a": "", "b": "xy"}'],
    ['a variable alone', '<levels>', '["LOW","HIGH"]'],
    ['a string with a quotation mark as a value', '{"q": <quote>}', '{"q": "say \\"hi\\""}'],
    ['text', '"instance <instance> is <state>"', '"instance i-0123456789 is RUNNING"'],
    ['text with escaped quotation marks', '"i \\"<instance>\\""', '"i \\"i-0123456789\\""'],
    ['text with objects', '"<tag> and <levels>"', '"{key:b} and [LOW,HIGH]"'],
    ['several lines of text', '"<state>"\n"of <instance>"', '"RUNNING"\n"of i-0123456789"'],
    ['text of reserved variables', '"<aws.events.rule-name> <aws.events.event.ingestion-time>"', '"example 2015-11-11T21:29:55Z"'],
    ['the rule', '{"rule": <aws.events.rule-arn>}', `{"rule": "${names.ruleArn}"}`],
    ['what is no variable', '{"a": "1 < 2 and <b c>"}', '{"a": "1 < 2 and <b c>"}'],
  ])('fills %s', (_title, template, expected) => {
    expect(fill(template)).toBe(expected);
  });

  it('holds the event without its detail, in the spelling of the service', () => {
    const { detail: _detail, 'detail-type': detailType, ...rest } = event;

    expect(JSON.parse(fill('{"event": <aws.events.event>}'))).toEqual({ event: { ...rest, detailType } });
  });

  it('holds the whole event', () => {
    expect(JSON.parse(fill('{"event": <aws.events.event.json>}'))).toEqual({ event });
  });

  it('gives text that is not JSON as a string', () => {
    const inputTransformer = { inputPathsMap, inputTemplate: '"a"\n"b"' };

    expect(transformInput({ event, ...names, inputTransformer })).toBe('"a"\n"b"');
  });

  it.each([
    ['an object within a string', '{"tag": "<tag>"}'],
    ['a list within a string', '{"levels": "<levels>"}'],
    ['a quotation mark within a string', '{"q": "<quote>"}'],
    ['bare text', '<levels> and more'],
    ['broken JSON', '{"a": <state>'],
    ['a variable that nobody defined', '{"a": <nobody>}'],
  ])('delivers nothing for %s', (_title, template) => {
    expect(() => fill(template)).toThrow(InputTransformError);
  });
});

describe('an input transformer that PutTargets refuses', () => {
  it.each([
    ['an undefined placeholder', {}, '"<who>"', 'invalid placeholder who.'],
    ['a reserved name', { 'aws.events.rule-arn': '$.a' }, '"x"', 'the reserved variable aws.events.rule-arn.'],
    ['a bad path', { a: 'detail' }, '"<a>"', 'an invalid path for a.'],
    ['a long template', {}, `"${'x'.repeat(8200)}"`, 'longer than 8192'],
    ['many variables', Object.fromEntries(Array.from({ length: 101 }, (_unused, index) => [`v${index}`, '$'])), '"x"', 'more than 100'],
  ])('names %s', (_title, paths, inputTemplate, reason) => {
    const problems = inputTransformerProblems({ inputPathsMap: paths, inputTemplate });

    expect(problems).toEqual([expect.stringContaining(reason)]);
  });

  it('finds nothing in a good one', () => {
    expect(inputTransformerProblems({ inputPathsMap, inputTemplate: '"<state> <aws.events.rule-name>"' })).toEqual([]);
  });
});
