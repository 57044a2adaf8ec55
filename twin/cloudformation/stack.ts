import type { Output, Parameter, ResourceStatus, StackEvent, StackStatus, Tag } from '@aws-sdk/client-cloudformation';
import type { Principal, Properties } from '../cloud.ts';
import { tagRecord } from '../tags.ts';
import type { Dependencies } from './dependencies.ts';
import type { CreatedResource } from './scope.ts';
import type { DeletionPolicy, Template } from './template.ts';

/** One resource of a stack as it is now; `properties` are the resolved ones that it was made with. */
export type ResourceRecord = CreatedResource & {
  readonly logicalId: string;
  ref: unknown;
  attributes: Properties;
  properties: Properties;
  tags: Readonly<Record<string, string>>;
  physicalId: string | undefined;
  deletionPolicy: DeletionPolicy;
  status: ResourceStatus;
  reason: string | undefined;
  changedMs: number;
};

/** What happens when a creation fails. */
export type OnFailure = 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';

/** A stack as it is now, with its history. */
export type Stack = {
  readonly id: string;
  readonly name: string;
  readonly createdMs: number;
  updatedMs: number | undefined;
  deletedMs: number | undefined;
  status: StackStatus;
  reason: string | undefined;
  template: Template | undefined;
  parameters: Parameter[];
  /** As CloudFormation keeps them, with the values behind NoEcho, for UsePreviousValue. */
  rawParameters: Parameter[];
  tags: Tag[];
  capabilities: string[];
  roleArn: string | undefined;
  principal: Principal;
  notificationArns: string[];
  onFailure: OnFailure;
  terminationProtection: boolean;
  clientRequestToken: string | undefined;
  dependencies: Dependencies;
  outputs: Output[];
  /** Names of other stacks' exports that this one imports. */
  imports: Set<string>;
  readonly resources: Map<string, ResourceRecord>;
  /** Oldest first. */
  readonly events: StackEvent[];
};

/** Statuses in which CloudFormation takes no further operation. */
export const isBusy = (stack: Stack): boolean => stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS';

/** The stack's tags as a map. */
export const tagsOf = (stack: Pick<Stack, 'tags'>): Record<string, string> => tagRecord(stack.tags);
