import type { Cloud, Properties } from '../cloud.ts';
import type { Template } from './template.ts';

/** What a created resource answers to Ref and GetAtt. */
export type CreatedResource = { readonly type: string; readonly ref: unknown; readonly attributes: Properties };

/** Everything that an intrinsic function may look at. */
export type Scope = {
  readonly cloud: Pick<Cloud, 'account' | 'region' | 'callNow'>;
  readonly template: Template;
  readonly stackName: string;
  readonly stackId: string;
  readonly notificationArns: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  /** A resource that has been created already; undefined while it has not. */
  resource(logicalId: string): CreatedResource | undefined;
  /** The value that another stack exports. */
  exported(name: string): unknown;
};

/** Stands for AWS::NoValue: the property that holds it is removed. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** The value of a pseudo parameter, or undefined when the name is none. */
export function pseudoParameter(name: string, scope: Scope): unknown {
  switch (name) {
    case 'AWS::AccountId':
      return scope.cloud.account;
    case 'AWS::Region':
      return scope.cloud.region;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return scope.stackName;
    case 'AWS::StackId':
      return scope.stackId;
    case 'AWS::NotificationARNs':
      return scope.notificationArns;
    case 'AWS::NoValue':
      return NO_VALUE;
    default:
      return undefined;
  }
}
