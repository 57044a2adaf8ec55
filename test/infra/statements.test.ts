import { Stack } from 'aws-cdk-lib';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { describe, expect, test } from 'vitest';
import { statementsOf } from '#infra/constructs/statements.ts';
import type { FunctionRow } from '#infra/rows.ts';
import { actionsOf, type Statement } from './support/policies.ts';

const tokens = {
  LedgerTableArn: 'arn:ledger',
  EvidenceBucketArn: 'arn:evidence',
  BusArn: 'arn:bus',
  LayerTemplateObjectsArn: 'arn:assets/*.json',
  Region: 'us-east-1',
  Account: '123456789012',
};

const written = (row: FunctionRow): Statement[] => {
  const document = new PolicyDocument({ statements: statementsOf(row, tokens, `function ${row.file}`) });
  return (new Stack().resolve(document) as { Statement: Statement[] } | undefined)?.Statement ?? [];
};

describe('the statements of a row', () => {
  test('are none for a row that uses nothing', () => {
    const statements = written({ file: 'runs/idle' });

    expect(statements).toEqual([]);
  });

  test('let a reader of the ledger change nothing', () => {
    const [statement] = written({ file: 'doors/read-site', uses: ['ledger-read'] });

    expect(actionsOf(statement!).sort()).toEqual(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']);
    expect(statement?.Resource).toBe('arn:ledger');
  });

  test('let nobody speak on the bus in the name of another source', () => {
    const [statement] = written({ file: 'runs/close-run', uses: ['bus'] });

    expect(statement?.Condition).toEqual({ StringEquals: { 'events:source': 'nines' } });
  });

  test('keep conditions, with tokens filled in', () => {
    const [statement] = written({
      file: 'chaos/act',
      statements: [{ actions: ['iam:PassRole'], resources: ['*'], conditions: { StringEquals: { 'aws:SourceAccount': '${Account}' } } }],
    });

    expect(statement?.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': '123456789012' } });
  });

  test('add the templates for whoever may create a stack', () => {
    const statements = written({
      file: 'sites/prepare-layer',
      statements: [
        { actions: ['cloudformation:CreateChangeSet'], resources: ['arn:aws:cloudformation:${Region}:${Account}:stack/nines-*'] },
      ],
    });

    expect(statements.flatMap(actionsOf)).toEqual(['cloudformation:CreateChangeSet', 's3:GetObject', 'ssm:GetParameters']);
  });

  test('end the synth at an unknown token', () => {
    const act = () => written({ file: 'chaos/act', statements: [{ actions: ['sns:Publish'], resources: ['${TopicArn}'] }] });

    expect(act).toThrow('function chaos/act: unknown token ${TopicArn}');
  });
});
