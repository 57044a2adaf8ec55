import { DescribeStackEventsCommand, DescribeStacksCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { judgeStackEnd, whyStackFailed } from '#domain/stack-end.ts';
import { cloudFormation } from '../shared/clients/cloud-formation.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';

const checkStackSchema = z.strictObject({
  stackId: z.string().min(1),
  /** When the stack was last changed before this run changed it; absent of one that the run made. */
  before: z.string().optional(),
});

/** Looks whether a stack has become what its change set asked for and, if not, what failed in it. Called by build-layer after its wait. */
async function checkStack({ stackId, before }: z.output<typeof checkStackSchema>) {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }));
  const stack = Stacks?.[0];
  const updatedAt = (stack?.LastUpdatedTime ?? stack?.CreationTime)?.toISOString();
  const decision = judgeStackEnd({ status: stack?.StackStatus ?? 'unknown', updatedAt }, before);
  logger.info('A stack was looked at.', { stackId, ...decision });
  if (decision.action !== 'fail') return decision;
  const why = await whyOf(stackId);
  return why === undefined ? decision : { ...decision, reason: `${decision.reason} ${why}` };
}

/** The first page holds the last hundred events: enough for what failed last. */
async function whyOf(stackId: string): Promise<string | undefined> {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackId }));
  return whyStackFailed(StackEvents.map(lineOf));
}

const lineOf = ({ LogicalResourceId = '', PhysicalResourceId, ResourceStatus, ResourceStatusReason, StackId }: StackEvent) => ({
  id: LogicalResourceId,
  status: ResourceStatus ?? 'unknown',
  reason: ResourceStatusReason,
  ofStack: PhysicalResourceId === StackId,
});

export const handler = handlerOf(checkStackSchema, checkStack);
