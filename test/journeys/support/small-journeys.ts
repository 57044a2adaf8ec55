import { createHash } from 'node:crypto';
import { auditOf, GROUP, groupOf, leaseOf, ledgerRows, scheduleNames } from './account.ts';
import { Story, webOnlySpec } from './story.ts';

/** A small journey begins with a freshly deployed control plane, whose assembly is handed in, and ends with what holds, by name. */
type SmallJourney = (assembly: string) => Promise<Record<string, boolean>>;

const ACCOUNT = 'us-east-1:123456789012';
const HOLD_MINUTES = 30;

/** Plays until a new line of the journal has a text in it, at the longest for some minutes; answers whether it came. */
async function untilTold(story: Story, text: string, minutes: number): Promise<boolean> {
  const { cloud } = story.world;
  let read = cloud.journal.lines.length;
  let isTold = false;
  const hasCome = (): boolean => {
    for (; read < cloud.journal.lines.length && !isTold; read++) isTold = cloud.journal.lines[read]?.includes(text) ?? false;
    return isTold;
  };
  await cloud.runUntil(story.nowMs + minutes * 60_000, hasCome);
  return isTold;
}

/** A run as a machine would hand it to a step. */
const aRun = (story: Story) => ({
  runId: 'by-hand',
  kind: 'chaos-experiment',
  site: 'myapp',
  mode: 'live',
  trigger: { by: 'api', who: 'operator' },
  startedAt: new Date(story.nowMs).toISOString(),
  leaseUntil: new Date(story.nowMs + 3_600_000).toISOString(),
  seed: 1,
});

/** Starts a machine of one state that waits under a key, as all of ours wait; answers how to ask whether it was resumed. */
function waitFor(story: Story, key: string, check: object = {}): () => boolean {
  const { cloud } = story.world;
  const { roleArn } = cloud.callNow('states', 'DescribeStateMachine', {
    stateMachineArn: `arn:aws:states:${ACCOUNT}:stateMachine:nines-scale-site`,
  });
  const Payload = { token: '{% $states.context.Task.Token %}', key, run: aRun(story), check };
  const Wait = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: `arn:aws:lambda:${ACCOUNT}:function:nines-hold-token`, Payload },
    TimeoutSeconds: HOLD_MINUTES * 60,
    End: true,
  };
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Wait', States: { Wait } });
  const name = `wait-${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;
  const { stateMachineArn } = cloud.callNow('states', 'CreateStateMachine', { name, definition, roleArn });
  const { executionArn } = cloud.callNow('states', 'StartExecution', { stateMachineArn });
  return () => cloud.callNow('states', 'DescribeExecution', { executionArn }).status === 'SUCCEEDED';
}

async function invoke(story: Story, name: string, payload: object): Promise<{ FunctionError?: string }> {
  const Payload = new TextEncoder().encode(JSON.stringify(payload));
  const caller = { kind: 'user', arn: 'arn:aws:iam::123456789012:user/operator' } as const;
  return story.answered(story.world.cloud.call('lambda', 'Invoke', { FunctionName: `nines-${name}`, Payload }, caller));
}

/** A stack that ends is told to who waits for it, long before its heartbeat. */
const aStackEnds: SmallJourney = async (assembly) => {
  const story = await Story.begin({ assembly, spec: webOnlySpec() });
  await story.api('POST', '/sites', story.spec);
  await untilTold(story, '"id":"nines-myapp-network","from":"CREATE_IN_PROGRESS","to":"CREATE_COMPLETE"', 30);
  return { 'the machine goes on': await untilTold(story, '"state":"Check what the layer promises"', 1) };
};

/** A database that becomes available is told to who waits for it. */
const aDatabaseTells: SmallJourney = async (assembly) => {
  const story = await Story.begin({ assembly });
  await story.api('POST', '/sites', story.spec);
  await story.until({ minutes: 1 });
  const isResumed = waitFor(story, 'rds/myapp-db/RDS-EVENT-0005');
  await untilTold(story, '"RDS-EVENT-0005"', HOLD_MINUTES - 1);
  await story.until({ minutes: 1 });
  return { 'who waits for the database is resumed': isResumed() };
};

/** A node boots, is checked and serves, and everybody who has to hear of it does. */
const aNodeLaunches: SmallJourney = async (assembly) => {
  const story = await Story.begin({ assembly, spec: webOnlySpec() });
  const { body } = await story.api('POST', '/sites', story.spec);
  await untilTold(story, '"detailType":"EC2 Instance-launch Lifecycle Action"', 30);
  const isLaunchTold = waitFor(story, `group/${GROUP}/launched`);
  const { commandId, instanceId } = await commandOnABootingNode(story);
  const isCommandTold = waitFor(story, `command/${commandId}`, { instanceId });
  await story.until({ minutes: 4 });
  return {
    'the node serves': groupOf(story)?.Instances.some(({ LifecycleState }) => LifecycleState === 'InService') ?? false,
    'the audit of the run tells of it': auditOf(story, String(body.runId)).some(({ what }) =>
      what.startsWith('EC2 Instance Launch Successful'),
    ),
    'who waits for the launch is resumed': isLaunchTold(),
    'who waits for a command is resumed': isCommandTold(),
  };
};

/** Sends the node's check as soon as Systems Manager reaches it, which is before its application serves. */
async function commandOnABootingNode(story: Story): Promise<{ commandId: string; instanceId: string }> {
  const instanceId = groupOf(story)?.Instances[0]?.InstanceId ?? 'none';
  const Parameters = { commands: ['/opt/nines/check-node'] };
  for (let attempt = 0; attempt < 30; attempt++) {
    try {
      const input = { InstanceIds: [instanceId], DocumentName: 'AWS-RunShellScript', Parameters };
      return { commandId: story.world.cloud.callNow('ssm', 'SendCommand', input).Command.CommandId, instanceId };
    } catch {
      await story.until({ minutes: 1 / 30 });
    }
  }
  throw new Error(`Systems Manager never reached ${instanceId}`);
}

/** A node that its group lets go leaves its logs behind. */
const aNodeLeaves: SmallJourney = async (assembly) => {
  const story = await Story.withSite({ assembly, spec: webOnlySpec() });
  const { cloud } = story.world;
  const InstanceId = groupOf(story)?.Instances[0]?.InstanceId ?? 'none';
  cloud.callNow('autoscaling', 'TerminateInstanceInAutoScalingGroup', { InstanceId, ShouldDecrementDesiredCapacity: false });
  await untilTold(story, '"detailType":"EC2 Instance-terminate Lifecycle Action"', 15);
  await story.until({ minutes: 3 });
  const Bucket = cloud.callNow('s3', 'ListBuckets', {}).Buckets.find(({ Name }: { Name: string }) => Name.includes('evidence')).Name;
  const { KeyCount } = cloud.callNow('s3', 'ListObjectsV2', { Bucket, Prefix: `nodes/myapp/${InstanceId}/` });
  return {
    'its logs are kept': KeyCount > 0,
    'the group is rid of it': !groupOf(story)?.Instances.some((instance) => instance.InstanceId === InstanceId),
  };
};

/** Nodes of a site are made into an image and replaced, and whoever waits for either is told. */
const nodesAreReplaced: SmallJourney = async (assembly) => {
  const story = await Story.withSite({ assembly, spec: webOnlySpec() });
  const { cloud } = story.world;
  const InstanceId = groupOf(story)?.Instances[0]?.InstanceId ?? 'none';
  const { ImageId } = cloud.callNow('ec2', 'CreateImage', { InstanceId, Name: 'by-hand', NoReboot: true });
  const isImageTold = waitFor(story, `image/${ImageId}`);
  const Preferences = { MinHealthyPercentage: 100, MaxHealthyPercentage: 200, InstanceWarmup: 0 };
  const { InstanceRefreshId } = cloud.callNow('autoscaling', 'StartInstanceRefresh', { AutoScalingGroupName: GROUP, Preferences });
  const isRefreshTold = waitFor(story, `refresh/${GROUP}/${InstanceRefreshId}`);
  await story.until({ minutes: 12 });
  return { 'who waits for the image is resumed': isImageTold(), 'who waits for the refresh is resumed': isRefreshTold() };
};

/** An alarm of a site goes off, and its change is written down. */
const anAlarmGoesOff: SmallJourney = async (assembly) => {
  const story = await Story.begin({ assembly });
  const { cloud } = story.world;
  const metric = { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Statistic: 'Average', Period: 300, EvaluationPeriods: 1 };
  const rule = { Threshold: 75, ComparisonOperator: 'GreaterThanOrEqualToThreshold' };
  const Tags = [{ Key: 'nines:site', Value: 'myapp' }];
  cloud.callNow('cloudwatch', 'PutMetricAlarm', { AlarmName: 'by-hand', ...metric, ...rule, Tags });
  cloud.callNow('cloudwatch', 'SetAlarmState', { AlarmName: 'by-hand', StateValue: 'ALARM', StateReason: 'Tried by hand.' });
  await story.until({ minutes: 1 });
  return { 'the alarm is written down': auditOf(story, 'site-myapp').some(({ what }) => what === 'alarm by-hand: ALARM') };
};

/** A person stops an execution; its run gets its verdict and the site is free. */
const anExecutionIsStopped: SmallJourney = async (assembly) => {
  const story = await Story.begin({ assembly, spec: webOnlySpec() });
  const { body } = await story.api('POST', '/sites', story.spec);
  await story.until({ minutes: 1 });
  story.world.cloud.callNow('states', 'StopExecution', { executionArn: body.executionArn });
  await story.until({ minutes: 1 });
  const run = ledgerRows(story, 'SITE#myapp').find(({ sk }) => sk === `RUN#${body.runId}`);
  return { 'its run is ABORTED': run?.verdict === 'ABORTED', 'the site is free': leaseOf(story) === undefined };
};

/** The dead man is set before a step, and undoes it when nobody clears it. */
const theDeadManIsSet: SmallJourney = async (assembly) => {
  const story = await Story.begin({ assembly });
  const deadline = new Date(story.nowMs + 10 * 60_000).toISOString();
  const { FunctionError } = await invoke(story, 'record-undo', { run: aRun(story), undo: { kind: 'none', arguments: {} }, deadline });
  if (FunctionError !== undefined) return { 'the step may be taken': false, 'the dead man wakes': false };
  const isSet = scheduleNames(story).length === 1;
  return { 'the step may be taken': isSet, 'the dead man wakes': await untilTold(story, '"function":"nines-undo-run"', 12) };
};

/** Asks one route, and tells whether the function behind it gave the answer. */
const isAnswered =
  (method: string, path: string, status: number, body?: object): SmallJourney =>
  async (assembly) => {
    const story = await Story.begin({ assembly });
    const answer = await story.api(method, path, body);
    return { 'the door answers': answer.status === status };
  };

/** A command comes from the chat, and is answered with the usage. */
const aCommandIsSent: SmallJourney = async (assembly) => {
  const story = await Story.begin({ assembly });
  const { status, body } = await story.chat('/nines help');
  return { 'the door answers': status === 200 && body.includes('/nines chaos') };
};

/** The shortest journeys that a missing wire can spoil. */
export const SMALL_JOURNEYS = {
  'a stack ends': aStackEnds,
  'a database tells': aDatabaseTells,
  'a node launches': aNodeLaunches,
  'a node leaves': aNodeLeaves,
  'nodes are replaced': nodesAreReplaced,
  'an alarm goes off': anAlarmGoesOff,
  'an execution is stopped': anExecutionIsStopped,
  'the dead man is set': theDeadManIsSet,
  'a spec is sent': isAnswered('POST', '/sites', 400, {}),
  'a site is read': isAnswered('GET', '/sites/myapp', 404),
  'its drift is asked for': isAnswered('GET', '/sites/myapp/drift', 404),
  'runs are listed': isAnswered('GET', '/sites/myapp/runs', 200),
  'a drill is asked for': isAnswered('POST', '/sites/myapp/drills', 404, { kind: 'failover' }),
  'a refresh is asked for': isAnswered('POST', '/sites/myapp/refresh', 404, { bake: true }),
  'a site is deleted': isAnswered('DELETE', '/sites/myapp', 404),
  'a command is sent': aCommandIsSent,
} as const satisfies Record<string, SmallJourney>;
