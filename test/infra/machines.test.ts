import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { afterEach, describe, expect, test } from 'vitest';
import { appSettings } from '#infra/app-settings.ts';
import { Machines } from '#infra/constructs/machines.ts';
import { Rules } from '#infra/constructs/rules.ts';
import type { MachineRow } from '#infra/rows.ts';
import { projectWith, removeTemporaryFolders } from './support/project.ts';

afterEach(removeTemporaryFolders);

const machine = (text: object, row: Partial<MachineRow> = {}) => {
  const paths = projectWith({
    'statemachines/scale-site.asl.json': JSON.stringify(text),
    'events/patterns/window-due.json': '{"source":["nines"]}',
  });
  const stack = new Stack(new App({ ...appSettings, autoSynth: false }), 'test');
  const fn = (id: string) =>
    new LambdaFunction(stack, id, { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('0') });
  const functions = new Map([
    ['open-run', fn('OpenRun')],
    ['close-run', fn('CloseRun')],
  ]);
  const machines = new Machines(stack, 'Machines', {
    rows: [{ name: 'scale-site', ...row }],
    folder: paths.machines,
    functions,
    tokens: { LedgerTableName: 'ledger' },
  });
  return { stack, paths, functions, machines };
};

describe('a machine', () => {
  test('gets the substitutions that its file names and no others', () => {
    const { stack } = machine({ StartAt: '${OpenRunFunctionArn}', Comment: '${LedgerTableName}' });

    const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine'));

    expect(Object.keys(resource?.Properties.DefinitionSubstitutions)).toEqual(['LedgerTableName', 'OpenRunFunctionArn']);
  });

  test('that names an unknown function ends the synth', () => {
    const act = () => machine({ StartAt: '${OpenRunnFunctionArn}' });

    expect(act).toThrow('statemachines/scale-site.asl.json: unknown token ${OpenRunnFunctionArn}');
  });

  test('whose row and file disagree on the timeout ends the synth', () => {
    const act = () => machine({ TimeoutSeconds: 60 }, { timeoutSeconds: 90 });

    expect(act).toThrow('TimeoutSeconds is 60, its row says 90');
  });

  test('that is the target of a rule is started with a role for just that', () => {
    const { stack, paths, functions, machines } = machine({ StartAt: 'A' });
    const rows = [{ name: 'window-due', description: 'a window is due', machine: 'scale-site' }];

    new Rules(stack, 'Rules', { rows, patterns: paths.patterns, functions, machines: machines.byName });

    const template = Template.fromStack(stack);
    const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
    expect(rule?.Properties.Targets[0]).toHaveProperty('RoleArn');
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: 'states:StartExecution', Effect: 'Allow' }] },
    });
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  });
});
