import type { Entry } from '#twin/journal.ts';
import type { Story } from './story.ts';

/** What an operator would look up in the account; all of it is asked through the AWS API or read from the journal. */

export const GROUP = 'myapp-asg';

type Group = {
  MinSize: number;
  MaxSize: number;
  DesiredCapacity: number;
  Instances: { InstanceId: string; LifecycleState: string; AvailabilityZone: string }[];
};

/** The web group of the site, or undefined when there is none. */
export function groupOf(story: Story): Group | undefined {
  return story.world.cloud.callNow('autoscaling', 'DescribeAutoScalingGroups', { AutoScalingGroupNames: [GROUP] }).AutoScalingGroups[0];
}

/** The group's limits as they are now. */
export function limitsOf(story: Story): { min: number; max: number; desired: number } {
  const group = groupOf(story);
  if (!group) throw new Error(`there is no group ${GROUP}`);
  return { min: group.MinSize, max: group.MaxSize, desired: group.DesiredCapacity };
}

/** How many targets the site's load balancer calls healthy. */
export function healthyTargets(story: Story): number {
  const { TargetGroups } = story.world.cloud.callNow('elasticloadbalancing', 'DescribeTargetGroups', {});
  const { TargetHealthDescriptions } = story.world.cloud.callNow('elasticloadbalancing', 'DescribeTargetHealth', {
    TargetGroupArn: TargetGroups[0].TargetGroupArn,
  });
  return TargetHealthDescriptions.filter((target: { TargetHealth: { State: string } }) => target.TargetHealth.State === 'healthy').length;
}

/** The stacks of sites, without those that are gone, as `name: status`. */
export function siteStacks(story: Story): string[] {
  const { Stacks } = story.world.cloud.callNow<{ Stacks: { StackName: string; StackStatus: string }[] }>(
    'cloudformation',
    'DescribeStacks',
    {},
  );
  const ofSites = Stacks.filter(({ StackName, StackStatus }) => StackName !== 'nines' && StackStatus !== 'DELETE_COMPLETE');
  return ofSites.map(({ StackName, StackStatus }) => `${StackName}: ${StackStatus}`).sort();
}

/** The names of our schedules. */
export function scheduleNames(story: Story): string[] {
  const { Schedules } = story.world.cloud.callNow<{ Schedules: { Name: string }[] }>('scheduler', 'ListSchedules', { GroupName: 'nines' });
  return Schedules.map(({ Name }) => Name).sort();
}

/** The ARNs of everything tagged with the site. */
export function taggedArns(story: Story): string[] {
  const { ResourceTagMappingList } = story.world.cloud.callNow('tag', 'GetResources', {
    TagFilters: [{ Key: 'nines:site', Values: ['myapp'] }],
  });
  return ResourceTagMappingList.map(({ ResourceARN }: { ResourceARN: string }) => ResourceARN).sort();
}

type Attributes = Record<string, { S?: string; N?: string; BOOL?: boolean; M?: Attributes; L?: { S?: string }[] }>;

/** The rows of the ledger under one partition key, in order; only strings and numbers are unpacked. */
export function ledgerRows(story: Story, pk: string): Record<string, string | number>[] {
  const { cloud } = story.world;
  const TableName = cloud.callNow('dynamodb', 'ListTables', {}).TableNames.find((name: string) => name.includes('Ledger'));
  const { Items } = cloud.callNow<{ Items: Attributes[] }>('dynamodb', 'Query', {
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
  });
  return Items.map((item) =>
    Object.fromEntries(Object.entries(item).map(([name, { S, N }]) => [name, N === undefined ? (S ?? '') : Number(N)])),
  );
}

/** Who holds the site; undefined when it is free. */
export function leaseOf(story: Story): { holder: string; untilMs: number } | undefined {
  const row = ledgerRows(story, 'SITE#myapp').find(({ sk }) => sk === 'LEASE');
  return row && { holder: String(row.holder), untilMs: Number(row.untilMs) };
}

/** The audit lines of a run, or of a door. */
export function auditOf(story: Story, id: string): { what: string; who: string; reason: string }[] {
  const lines = ledgerRows(story, `RUN#${id}`).filter(({ sk }) => String(sk).startsWith('AUDIT#'));
  return lines.map(({ what, who, reason }) => ({ what: String(what), who: String(who), reason: String(reason) }));
}

/** The executions that were started of a machine. */
export function executionsOf(story: Story, kind: string): Entry[] {
  return story.entries('state').filter(({ machine, status }) => machine === `nines-${kind}` && status === 'RUNNING');
}

/** The starts of a function. */
export function invocationsOf(story: Story, name: string): Entry[] {
  return story.entries('invocation').filter((entry) => entry.function === `nines-${name}` && entry.phase === 'start');
}

/** The calls of an operation that AWS took. */
export function callsOf(story: Story, service: string, operation: string): Entry[] {
  return story.entries('call').filter((entry) => entry.service === service && entry.operation === operation && entry.outcome === 'ok');
}

/** How often the control plane told on the bus that a run ended. */
export function tellingsOf(story: Story, runId: string): number {
  return story.entries('event').filter((entry) => entry.detailType === 'Run Ended' && (entry.detail as { id: string }).id === runId).length;
}

/** The messages that the control plane sent to people. */
export function noticesOf(story: Story): { subject: string; message: string }[] {
  return callsOf(story, 'sns', 'Publish')
    .map(({ input }) => input as { Subject?: string; Message: string })
    .map(({ Subject = '', Message }) => ({ subject: Subject, message: Message }));
}
