import type {
  CreateStateMachineInput,
  DeleteStateMachineInput,
  DescribeStateMachineInput,
  ListStateMachinesInput,
  ListTagsForResourceInput,
  TagResourceInput,
  UntagResourceInput,
  UpdateStateMachineInput,
} from '@aws-sdk/client-sfn';
import type { Cloud, Operation } from '../../cloud.ts';
import type { Random } from '../../random.ts';
import { addMachine, changeMachine } from './machines.ts';
import { page } from './page.ts';
import { requireMachine, type StatesStore } from './store.ts';

/** What is done with machines rather than with executions. */
export function machineOperations(cloud: Cloud, random: Random, store: StatesStore): Record<string, Operation> {
  return {
    CreateStateMachine: (input: CreateStateMachineInput) => {
      const record = addMachine(cloud, random, store, {
        name: input.name ?? '',
        definition: input.definition ?? '',
        roleArn: input.roleArn ?? '',
        type: input.type ?? 'STANDARD',
        tags: tagMap(input.tags),
      });
      return { stateMachineArn: record.arn, creationDate: new Date(record.createdMs) };
    },
    UpdateStateMachine: (input: UpdateStateMachineInput) => {
      const record = requireMachine(store, input.stateMachineArn);
      changeMachine(random, record, {
        ...(input.definition ? { definition: input.definition } : {}),
        ...(input.roleArn ? { roleArn: input.roleArn } : {}),
      });
      return { updateDate: new Date(cloud.clock.nowMs), revisionId: record.revisionId };
    },
    DeleteStateMachine: (input: DeleteStateMachineInput) => {
      store.machines.delete(input.stateMachineArn ?? '');
      return {};
    },
    DescribeStateMachine: (input: DescribeStateMachineInput) => {
      const record = requireMachine(store, input.stateMachineArn);
      return {
        stateMachineArn: record.arn,
        name: record.name,
        status: 'ACTIVE',
        definition: record.definition,
        roleArn: record.roleArn,
        type: record.type,
        creationDate: new Date(record.createdMs),
        revisionId: record.revisionId,
      };
    },
    ListStateMachines: (input: ListStateMachinesInput) => {
      const { items, next } = page([...store.machines.values()], input.nextToken, input.maxResults);
      const stateMachines = items.map((record) => ({
        stateMachineArn: record.arn,
        name: record.name,
        type: record.type,
        creationDate: new Date(record.createdMs),
      }));
      return { stateMachines, ...(next ? { nextToken: next } : {}) };
    },
    TagResource: (input: TagResourceInput) => {
      Object.assign(requireMachine(store, input.resourceArn).tags, tagMap(input.tags));
      return {};
    },
    UntagResource: (input: UntagResourceInput) => {
      const { tags } = requireMachine(store, input.resourceArn);
      for (const key of input.tagKeys ?? []) delete tags[key];
      return {};
    },
    ListTagsForResource: (input: ListTagsForResourceInput) => ({
      tags: Object.entries(requireMachine(store, input.resourceArn).tags).map(([key, value]) => ({ key, value })),
    }),
  };
}

const tagMap = (tags: { key?: string | undefined; value?: string | undefined }[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map((tag) => [tag.key ?? '', tag.value ?? '']));
