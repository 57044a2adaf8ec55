import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readRules } from '#cli/route-rules.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** An assembly of one stack with the given resources. */
function assemblyOf(resources: object, manifest?: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'nines-assembly-'));
  made.push(folder);
  const artifacts = { nines: { type: 'aws:cloudformation:stack', properties: { templateFile: 'n.json' } }, tree: { type: 'cdk:tree' } };
  writeFileSync(path.join(folder, 'manifest.json'), manifest ?? JSON.stringify({ artifacts }));
  writeFileSync(path.join(folder, 'n.json'), JSON.stringify({ Resources: resources }));
  return folder;
}

const rule = (properties: object = {}) => ({
  Type: 'AWS::Events::Rule',
  Properties: { Name: 'nines-told', EventPattern: { source: ['a'] }, Targets: [{ Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } }], ...properties },
});
const Fn = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'nines-hear' } };
const Machine = { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'nines-run' } };

describe('the rules of an assembly', () => {
  it('have the names that are deployed, and those of the files', () => {
    const [read] = readRules(assemblyOf({ Told: rule(), Fn }));

    expect(read).toMatchObject({ name: 'nines-told', targets: [{ name: 'nines-hear', ownName: 'hear' }] });
  });

  it.each([
    ['a machine', { Ref: 'Machine' }, 'nines-run'],
    ['a resource of another kind', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue'],
    ['an ARN as text', 'arn:aws:sqs:us-east-1:1:q', 'arn:aws:sqs:us-east-1:1:q'],
    ['an ARN that is put together', { 'Fn::Join': [':', ['arn', 'x']] }, '{"Fn::Join":[":",["arn","x"]]}'],
  ])('name %s as their target', (_, Arn, name) => {
    const [read] = readRules(assemblyOf({ Told: rule({ Targets: [{ Arn }] }), Machine, Queue: { Type: 'AWS::SQS::Queue' } }));

    expect(read?.targets).toMatchObject([{ name }]);
  });

  it.each([
    ['is switched off', { State: 'DISABLED' }],
    ['listens to another bus', { EventBusName: 'ours' }],
    ['is one of the clock', { EventPattern: undefined, ScheduleExpression: 'rate(1 hour)' }],
  ])('leave out one that %s', (_, properties) => {
    const read = readRules(assemblyOf({ Told: rule(), Other: rule({ Name: 'other', ...properties }), Fn }));

    expect(read.map(({ name }) => name)).toEqual(['nines-told']);
  });

  it('match by pattern whichever fields it has', () => {
    const [read] = readRules(assemblyOf({ Told: rule({ EventPattern: { account: ['1'], detail: { a: [1] } } }), Fn }));

    const matches = (event: object) => read?.upTo.map((pattern) => pattern.matches(event));

    expect(matches({ account: '1', detail: { a: 1 } })).toEqual([true, true, true]);
    expect(matches({ account: '2', detail: { a: 1 } })).toEqual([true, true, false]);
  });

  it.each(['Input', 'InputPath', 'InputTransformer'])('are refused by name when a target has %s', (key) => {
    const folder = assemblyOf({ Told: rule({ Targets: [{ Arn: 'x', [key]: {} }] }) });

    expect(() => readRules(folder)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ found: `a target with ${key}` })] }),
    );
  });

  it('are refused when a pattern is none', () => {
    expect(() => readRules(assemblyOf({ Told: rule({ EventPattern: { source: 'a' } }), Fn }))).toThrow('Event pattern is not valid');
  });

  it.each([
    ['no rule', () => assemblyOf({ Fn }), 'no rule'],
    ['a manifest that is no JSON', () => assemblyOf({ Fn }, '{'), 'no JSON'],
    ['no manifest', () => path.join(tmpdir(), 'nines-nowhere'), 'no readable file'],
  ])('are missed in an assembly with %s', (_, prepare, found) => {
    expect(() => readRules(prepare())).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ found })] }));
  });
});
