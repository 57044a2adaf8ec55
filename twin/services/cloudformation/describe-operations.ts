import type {
  DescribeStackEventsInput,
  DescribeStackResourcesInput,
  DescribeStacksInput,
  GetTemplateInput,
  ListStackResourcesInput,
  ValidateTemplateInput,
} from '@aws-sdk/client-cloudformation';
import type { Operation } from '../../cloud.ts';
import type { ResourceRecord, Stack } from '../../cloudformation/stack.ts';
import { invalid, readTemplate } from '../../cloudformation/template.ts';
import { driftInformation } from './drift-operations.ts';
import { page } from './page.ts';
import { requireStack, type StackStore } from './stack-store.ts';
import { fetchTemplate } from './template-url.ts';

const STACKS_A_PAGE = 100;
const EVENTS_A_PAGE = 100;

/** What only looks. */
export function describeOperations(store: StackStore): Record<string, Operation> {
  return {
    DescribeStacks: (input: DescribeStacksInput) => {
      const found =
        input.StackName === undefined
          ? [...store.stacks.values()].filter((stack) => stack.deletedMs === undefined)
          : [requireStack(store, input.StackName)];
      const { items, next } = page(found, input.NextToken, STACKS_A_PAGE);
      return { Stacks: items.map((stack) => describeStack(store, stack)), ...(next ? { NextToken: next } : {}) };
    },
    DescribeStackEvents: (input: DescribeStackEventsInput) => {
      const newestFirst = [...requireStack(store, input.StackName).events].reverse();
      const { items, next } = page(newestFirst, input.NextToken, EVENTS_A_PAGE);
      return { StackEvents: items, ...(next ? { NextToken: next } : {}) };
    },
    DescribeStackResources: (input: DescribeStackResourcesInput) => {
      const stack = requireStack(store, input.StackName);
      const wanted = [...stack.resources.values()].filter(
        (record) => input.LogicalResourceId === undefined || record.logicalId === input.LogicalResourceId,
      );
      return {
        StackResources: wanted.map((record) => ({
          StackId: stack.id,
          StackName: stack.name,
          ...describeResource(record),
          Timestamp: new Date(record.changedMs),
        })),
      };
    },
    ListStackResources: (input: ListStackResourcesInput) => {
      const records = [...requireStack(store, input.StackName).resources.values()];
      const { items, next } = page(records, input.NextToken, STACKS_A_PAGE);
      const summaries = items.map((record) => ({ ...describeResource(record), LastUpdatedTimestamp: new Date(record.changedMs) }));
      return { StackResourceSummaries: summaries, ...(next ? { NextToken: next } : {}) };
    },
    GetTemplate: (input: GetTemplateInput) => {
      const { template } = requireStack(store, input.StackName);
      if (!template) throw invalid(`Template for stack ${input.StackName} does not exist`);
      return { TemplateBody: template.body, StagesAvailable: ['Original', 'Processed'] };
    },
    ValidateTemplate: (input: ValidateTemplateInput) => {
      const body = input.TemplateBody ?? (input.TemplateURL === undefined ? undefined : fetchTemplate(store.cloud, input.TemplateURL));
      if (body === undefined) throw invalid('Either Template URL or Template Body must be specified.');
      const template = readTemplate(body);
      const usesIam = Object.values(template.resources).some((resource) => resource.type.startsWith('AWS::IAM::'));
      return {
        ...(template.description ? { Description: template.description } : {}),
        Parameters: Object.entries(template.parameters).map(([name, parameter]) => ({
          ParameterKey: name,
          ...(parameter.Default === undefined ? {} : { DefaultValue: String(parameter.Default) }),
          NoEcho: parameter.NoEcho === true,
        })),
        ...(usesIam ? { Capabilities: ['CAPABILITY_NAMED_IAM'], CapabilitiesReason: 'The template contains IAM resources' } : {}),
      };
    },
  };
}

function describeStack(store: StackStore, stack: Stack): object {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...(stack.template?.description ? { Description: stack.template.description } : {}),
    Parameters: stack.parameters,
    CreationTime: new Date(stack.createdMs),
    ...(stack.updatedMs === undefined ? {} : { LastUpdatedTime: new Date(stack.updatedMs) }),
    ...(stack.deletedMs === undefined ? {} : { DeletionTime: new Date(stack.deletedMs) }),
    StackStatus: stack.status,
    ...(stack.reason ? { StackStatusReason: stack.reason } : {}),
    DisableRollback: stack.onFailure === 'DO_NOTHING',
    NotificationARNs: stack.notificationArns,
    Capabilities: stack.capabilities,
    Outputs: stack.outputs,
    ...(stack.roleArn ? { RoleARN: stack.roleArn } : {}),
    Tags: stack.tags,
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: driftInformation(store, stack),
  };
}

function describeResource(record: ResourceRecord): object {
  return {
    LogicalResourceId: record.logicalId,
    ...(record.physicalId === undefined ? {} : { PhysicalResourceId: record.physicalId }),
    ResourceType: record.type,
    ResourceStatus: record.status,
    ...(record.reason ? { ResourceStatusReason: record.reason } : {}),
  };
}
