import { Stack } from 'aws-cdk-lib';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { describe, expect, test } from 'vitest';
import { layerStatements } from '#infra/constructs/layer-statements/index.ts';

/** What IAM takes: characters of a managed policy without blanks, and policies on a role unless AWS grants more. */
const MAX_POLICY_CHARACTERS = 6_144;
const MAX_POLICIES = 10;
/** As long as the values may be in an account of the region with the longest name. */
const VALUES: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'ap-southeast-1',
  'AWS::AccountId': '123456789012',
};

/** The text that IAM sees: references and joins replaced. */
const written = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(written);
  if (value === null || typeof value !== 'object') return value;
  if ('Ref' in value) return VALUES[String(value.Ref)];
  if ('Fn::Join' in value) {
    const [separator, parts] = value['Fn::Join'] as [string, unknown[]];
    return parts.map(written).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, written(member)]));
};
const policyOf = (name: keyof typeof layerStatements): string =>
  JSON.stringify(written(new Stack().resolve(new PolicyDocument({ statements: layerStatements[name]() }))));

describe('what CloudFormation may do for the layers', () => {
  test.each(Object.keys(layerStatements) as (keyof typeof layerStatements)[])('for %s fits into one policy', (name) => {
    expect(policyOf(name).length).toBeLessThanOrEqual(MAX_POLICY_CHARACTERS);
  });

  test('fits onto one role', () => {
    expect(Object.keys(layerStatements).length).toBeLessThanOrEqual(MAX_POLICIES);
  });

  test('passes a role on to one service only', () => {
    const statements = Object.values(layerStatements).flatMap((make) => make());
    const passing = statements
      .map((statement) => statement.toStatementJson())
      .filter(({ Action }) => [Action].flat().includes('iam:PassRole'));

    expect(passing.length).toBeGreaterThan(0);
    for (const { Condition } of passing) expect(Condition?.StringEquals?.['iam:PassedToService']).toBeTypeOf('string');
  });
});
