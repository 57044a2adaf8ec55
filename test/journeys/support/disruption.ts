import type { RunSummary } from '#rehearsal/outcome.ts';
import { leaseOf } from './account.ts';
import type { Story } from './story.ts';

/** What a person does to disturb a site, and what an operator would look up afterwards. */

export const DATABASE = 'myapp-db';
export const PROBE = 'nines-probe-site';

/** Asks for a failover drill as an operator does, and answers its run's id at once. */
export async function askForDrill(story: Story, body: object = { kind: 'failover', mode: 'live' }): Promise<string> {
  const answer = await story.api('POST', '/sites/myapp/drills', body);
  if (answer.status !== 202) throw new Error(`the drill was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return String(answer.body.runId);
}

/** A drill from its request to its end. */
export async function drill(story: Story, body?: object): Promise<RunSummary> {
  await askForDrill(story, body);
  return story.untilRunEnds('failover-drill');
}

/** A chaos experiment from its chat command to its end. */
export async function experiment(story: Story, text = '/nines chaos myapp terminate 1 live'): Promise<RunSummary> {
  await askForExperiment(story, text);
  return story.untilRunEnds('chaos-experiment');
}

export async function askForExperiment(story: Story, text = '/nines chaos myapp terminate 1 live'): Promise<void> {
  // A command is signed with the second in which it is sent, and each signature is taken once.
  await story.until({ minutes: 1 / 60 });
  const answer = await story.chat(text);
  if (answer.status !== 200) throw new Error(`the chat command was answered ${answer.status}: ${answer.body}`);
}

/** The states that a run's execution entered, in order. */
export function statesOf(story: Story, runId: string): string[] {
  return story
    .entries('state')
    .filter(({ execution, state }) => state !== undefined && String(execution).endsWith(`:${runId}`))
    .map(({ state }) => String(state));
}

/** How the execution of a run ended: SUCCEEDED, FAILED, ABORTED or TIMED_OUT. */
export function executionStatus(story: Story, runId: string): string {
  const told = story.entries('state').filter(({ execution, status }) => status !== undefined && String(execution).endsWith(`:${runId}`));
  return String(told.at(-1)?.status);
}

/** Answers whether a line with all of these marks has been written since now; it reads each line once. */
export function sees(story: Story, ...marks: string[]): () => boolean {
  const { lines } = story.world.cloud.journal;
  let read = lines.length;
  let hasSeen = false;
  return () => {
    for (; read < lines.length && !hasSeen; read++) hasSeen = marks.every((mark) => (lines[read] as string).includes(mark));
    return hasSeen;
  };
}

/** Plays until a run of this kind enters a state of this name. */
export async function untilState(story: Story, kind: string, state: string, limitMinutes?: number): Promise<void> {
  await story.untilTrue(`${kind} enters "${state}"`, sees(story, `:nines-${kind}:`, `"state":"${state}"`), limitMinutes);
}

/** Operations of AWS that were tried, whatever came of them. */
export function triedCalls(story: Story, operation: string) {
  return story.entries('call').filter((entry) => entry.operation === operation);
}

/** The zone that RDS calls the writer's. */
export function databaseZone(story: Story): string {
  return story.world.cloud.callNow('rds', 'DescribeDBInstances', { DBInstanceIdentifier: DATABASE }).DBInstances[0].AvailabilityZone;
}

/** The site's load balancer by name. */
export function loadBalancerName(story: Story): string {
  return story.world.cloud.callNow('elasticloadbalancing', 'DescribeLoadBalancers', {}).LoadBalancers[0].DNSName;
}

/** Engages the safety lever, or releases it. */
export function setLever(story: Story, engaged: boolean): void {
  story.world.cloud.callNow('dynamodb', 'PutItem', {
    TableName: story.world.outputs.LedgerTableName,
    Item: {
      pk: { S: 'LEVER' },
      sk: { S: 'LEVER' },
      engaged: { BOOL: engaged },
      by: { S: 'the operator on duty' },
      at: { S: new Date(story.nowMs).toISOString() },
    },
  });
}

/** Stops an execution as a person would in the console. */
export function stopExecution(story: Story, kind: string, runId: string): void {
  const executionArn = `arn:aws:states:us-east-1:123456789012:execution:nines-${kind}:${runId}`;
  story.world.cloud.callNow('states', 'StopExecution', { executionArn, cause: 'A person stopped it.' });
}

/** The undos of a run, each with its state. */
export function undosOf(rows: readonly Record<string, string | number>[]): string[] {
  return rows.filter(({ sk }) => String(sk).startsWith('UNDO#')).map(({ state }) => String(state));
}

/** The dead men that are set. */
export function deadMen(story: Story): string[] {
  const { Schedules } = story.world.cloud.callNow<{ Schedules: { Name: string }[] }>('scheduler', 'ListSchedules', { GroupName: 'nines' });
  return Schedules.map(({ Name }) => Name).filter((name) => name.startsWith('undo-'));
}

/** What a run has left behind, however it ended, once what hears of its end has done its part: a lease, a dead man, a violation. */
export async function leftBehind(story: Story): Promise<string[]> {
  await story.until({ minutes: 1 });
  const lease = leaseOf(story);
  const held = lease ? [`${lease.holder} holds the site`] : [];
  return [...held, ...deadMen(story).map((name) => `the dead man ${name} is set`), ...story.check()];
}
