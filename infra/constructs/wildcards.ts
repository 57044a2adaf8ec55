import { Stack, Validations } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** Resources that are said with a wildcard, and why they have to be. */
export type Reasoned = { resources: string[]; reason: string };

/** Says why resources hold a wildcard. */
export const because = (reason: string, resources: string[]): Reasoned => ({ resources, reason });

/** The CDK's statement has no place for a reason. */
const reasons = new WeakMap<PolicyStatement, string>();

/** Gives a statement the reason for its wildcards. */
export const withReason = (statement: PolicyStatement, reason: string | undefined): PolicyStatement => {
  if (reason !== undefined) reasons.set(statement, reason);
  return statement;
};

/**
 * Acknowledges each wildcard of these statements, and no other one, at the role or policy that holds them, with the statement's own
 * reason. A wildcard without a reason ends the synth.
 */
export const acknowledgeWildcards = (owner: IConstruct, statements: readonly PolicyStatement[]): void => {
  for (const statement of statements) {
    const reason = reasons.get(statement);
    for (const wildcard of wildcardsOf(owner, statement)) {
      if (reason === undefined) throw new Error(`${owner.node.path}: ${wildcard} is a wildcard without a reason: say it with because(…)`);
      acknowledgeWildcard(owner, wildcard, reason);
    }
  }
};

/** Acknowledges one wildcard, for statements that the CDK writes by itself. */
export const acknowledgeWildcard = (owner: IConstruct, wildcard: string, reason: string): void =>
  Validations.of(owner).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[${wildcard}]`, reason });

/** The wildcards of a statement, in cdk-nag's words. */
const wildcardsOf = (scope: IConstruct, statement: PolicyStatement): string[] => {
  const { Action, Resource } = Stack.of(scope).resolve(statement.toStatementJson()) as { Action?: unknown; Resource?: unknown };
  const texts = [
    ...[Action ?? []].flat().map((action) => `Action::${textOf(action)}`),
    ...[Resource ?? []].flat().map((resource) => `Resource::${textOf(resource)}`),
  ];
  return texts.filter((text) => text.includes('*'));
};

/** A value of a template as cdk-nag writes it: references in angle brackets, joins joined. */
const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value.replaceAll('${', '<').replaceAll('}', '>');
  const [[name, given] = ['', ''] as const] = Object.entries(value as object) as [string, unknown][];
  if (name === 'Ref') return `<${given}>`;
  if (name === 'Fn::GetAtt') return `<${(given as string[]).join('.')}>`;
  if (name === 'Fn::Sub') return textOf(given);
  if (name === 'Fn::Join') {
    const [separator, parts] = given as [string, unknown[]];
    return parts.map(textOf).join(separator);
  }
  throw new Error(`a policy holds ${name}, of which no text is known`);
};
