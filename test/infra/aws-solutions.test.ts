import { App, Fn, Stack, Validations } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { appSettings } from '#infra/app-settings.ts';
import { checkAwsSolutions } from '#infra/aws-solutions.ts';
import { allow } from '#infra/constructs/layer-statements/allow.ts';
import { acknowledgeWildcards, because } from '#infra/constructs/wildcards.ts';
import { projectWith, removeTemporaryFolders } from './support/project.ts';

afterEach(removeTemporaryFolders);

/** An app of one stack that is checked when it is synthesized. */
const synthesizing = (fill: (stack: Stack) => void) => {
  const outdir = projectWith({}).layers;
  const app = new App({ ...appSettings, outdir, autoSynth: false, builtinCloudFormationValidation: false });
  fill(new Stack(app, 'small'));
  checkAwsSolutions(app);
  return () => app.synth();
};
const policyOf = (stack: Stack, statements: PolicyStatement[]): ManagedPolicy => new ManagedPolicy(stack, 'Policy', { statements });

describe('a finding of AwsSolutions', () => {
  test('that is an error ends the synth', () => {
    const synth = synthesizing((stack) => new CfnBucket(stack, 'Bucket'));

    expect(synth).toThrow('AwsSolutions-S1');
  });

  test('that is only a warning ends the synth too', () => {
    const table = {
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
      attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
    };
    const synth = synthesizing((stack) => new CfnTable(stack, 'Table', table));

    expect(synth).toThrow('AwsSolutions-DDB3');
  });

  test('is passed over only where it was acknowledged', () => {
    const reason = 'nobody reads it';
    const synth = synthesizing((stack) => {
      for (const id of ['Acknowledged', 'Forgotten']) new CfnBucket(stack, id);
      for (const rule of ['S1', 'S10']) {
        Validations.of(stack.node.findChild('Acknowledged')).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
      }
    });

    expect(synth).toThrow('small/Forgotten');
  });
});

describe('the wildcards of a statement', () => {
  const patterns = ['*', 'arn:${AWS::Partition}:s3:::nines-*', `${Fn.ref('AWS::Region')}/*`, `${Fn.getAtt('Bucket', 'Arn')}/*`];

  test.each(patterns)('%s is no finding with a reason', (pattern) => {
    const synth = synthesizing((stack) => {
      const statements = [allow(['s3:GetObject'], because('any of them', [pattern]))];
      acknowledgeWildcards(policyOf(stack, statements), statements);
      new CfnBucket(stack, 'Bucket');
      for (const rule of ['S1', 'S2', 'S10'])
        Validations.of(stack).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason: 'made for a test' });
    });

    expect(synth).not.toThrow();
  });

  test('do not excuse one of another statement', () => {
    const synth = synthesizing((stack) => {
      const excused = allow(['s3:GetObject'], because('any of them', ['arn:aws:s3:::nines-*']));
      const other = allow(['s3:GetObject'], ['arn:aws:s3:::*']);
      acknowledgeWildcards(policyOf(stack, [excused, other]), [excused]);
    });

    expect(synth).toThrow('AwsSolutions-IAM5[Resource::arn:aws:s3:::*]');
  });

  test('end the synth without a reason', () => {
    const stack = new Stack();
    const statements = [allow(['s3:GetObject'], ['arn:aws:s3:::nines-*'])];

    const act = () => acknowledgeWildcards(policyOf(stack, statements), statements);

    expect(act).toThrow('Policy: Resource::arn:aws:s3:::nines-* is a wildcard without a reason');
  });

  test('are no findings in a denial', () => {
    const synth = synthesizing((stack) =>
      policyOf(stack, [new PolicyStatement({ effect: Effect.DENY, actions: ['s3:*'], resources: ['*'] })]),
    );

    expect(synth).not.toThrow();
  });
});
