import { Aws, CfnCondition, type CfnResource, Fn, type ICfnConditionExpression, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Holds when a parameter that may be empty is not. */
export const isGiven = (scope: Construct, id: string, value: string): CfnCondition =>
  new CfnCondition(scope, id, { expression: Fn.conditionNot(Fn.conditionEquals(value, '')) });

/** Holds for a parameter that is `true` or `false`. */
export const isTrue = (scope: Construct, id: string, value: string): CfnCondition =>
  new CfnCondition(scope, id, { expression: Fn.conditionEquals(value, 'true') });

/** Holds when both do; of a part that is always there, the other decides alone. */
export const both = (scope: Construct, id: string, one: CfnCondition, other: ICfnConditionExpression | undefined): CfnCondition =>
  other === undefined ? one : new CfnCondition(scope, id, { expression: Fn.conditionAnd(one, other) });

/** One value or another. */
export const either = (condition: CfnCondition, value: string, otherwise: string): string =>
  Token.asString(Fn.conditionIf(condition.logicalId, value, otherwise));

/** A value that is left out where its condition does not hold. */
export const ifHolds = (condition: CfnCondition | undefined, value: string): string =>
  condition === undefined ? value : either(condition, value, Aws.NO_VALUE);

/** The ids of those resources that are there; `known` holds wherever the list is read. */
export const idsOf = (resources: readonly CfnResource[], known?: CfnCondition): string[] =>
  resources.map(({ ref, cfnOptions: { condition } }) => ifHolds(condition === known ? undefined : condition, ref));

/** Makes a resource only where a condition holds; undefined is always. */
export const onlyIf = <Resource extends CfnResource>(condition: CfnCondition | undefined, resource: Resource): Resource => {
  if (condition !== undefined) resource.cfnOptions.condition = condition;
  return resource;
};
