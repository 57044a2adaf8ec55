import type {
  CreateActivityInput,
  DeleteActivityInput,
  DescribeActivityInput,
  GetActivityTaskInput,
  ListActivitiesInput,
} from '@aws-sdk/client-sfn';
import type { Operation } from '../../cloud.ts';
import { taking } from '../../refuse.ts';
import type { Activities, ActivityRecord } from './activities.ts';
import { page } from './page.ts';
import { tagMap } from './tags.ts';

/** Activities, and how workers get their tasks. */
export function activityOperations(activities: Activities): Record<string, Operation> {
  return {
    CreateActivity: taking('states:CreateActivity', 'name tags', (input: CreateActivityInput) => {
      const { arn, createdMs } = activities.create(input.name, tagMap(input.tags));
      return { activityArn: arn, creationDate: new Date(createdMs) };
    }),
    DeleteActivity: (input: DeleteActivityInput) => {
      activities.delete(input.activityArn);
      return {};
    },
    DescribeActivity: (input: DescribeActivityInput) => describe(activities.require(input.activityArn)),
    ListActivities: (input: ListActivitiesInput) => {
      const { items, next } = page(activities.all(), input.nextToken, input.maxResults);
      return { activities: items.map(describe), ...(next ? { nextToken: next } : {}) };
    },
    GetActivityTask: (input: GetActivityTaskInput) => activities.poll(activities.require(input.activityArn), input.workerName),
  };
}

const describe = ({ arn, name, createdMs }: ActivityRecord): object => ({ activityArn: arn, name, creationDate: new Date(createdMs) });
