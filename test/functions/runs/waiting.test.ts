import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeDBClusterSnapshotsCommand, DescribeDBSnapshotsCommand, DescribeEventsCommand, RDSClient } from '@aws-sdk/client-rds';
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetCommandInvocationCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { handler as holdToken } from '#functions/runs/hold-token.ts';
import { handler as resumeRun } from '#functions/runs/resume-run.ts';
import clusterSnapshotCreated from '../../../events/samples/cluster-snapshot-created.json' with { type: 'json' };
import commandEnded from '../../../events/samples/command-ended.json' with { type: 'json' };
import databaseFailedOver from '../../../events/samples/database-failed-over.json' with { type: 'json' };
import instanceLaunched from '../../../events/samples/instance-launched.json' with { type: 'json' };
import instanceNotLaunched from '../../../events/samples/instance-not-launched.json' with { type: 'json' };
import snapshotCreated from '../../../events/samples/snapshot-created.json' with { type: 'json' };
import stackEnded from '../../../events/samples/stack-ended.json' with { type: 'json' };
import { awsError, invoke, run } from '../support.ts';
import { ledgerOf } from '../table.ts';

const STACK_ID = stackEnded.detail['stack-id'];
const states = mockClient(SFNClient);
const stacks = mockClient(CloudFormationClient);
const groups = mockClient(AutoScalingClient);
const rds = mockClient(RDSClient);
const ssm = mockClient(SSMClient);
const idempotency = mockClient(DynamoDBClient);

const wait = (key: string, check: object = {}) => ({
  pk: `WAIT#${key}`,
  sk: 'TOKEN#run-1',
  key,
  runId: 'run-1',
  site: 'myapp',
  token: 'token-1',
  check,
});
const hold = (key: string, check?: object) => invoke(holdToken, { token: 'token-1', key, run: run(), ...(check ? { check } : {}) });
const succeeded = () => states.commandCalls(SendTaskSuccessCommand).map(({ args }) => JSON.parse(args[0].input.output ?? ''));
const failed = () => states.commandCalls(SendTaskFailureCommand).map(({ args }) => args[0].input);
const group = (...lifecycleStates: string[]) => ({
  AutoScalingGroups: [{ Instances: lifecycleStates.map((LifecycleState) => ({ LifecycleState })) }] as never,
});

beforeEach(() => {
  for (const mock of [states, stacks, groups, rds, ssm, idempotency]) mock.reset();
  idempotency.onAnyCommand().resolves({});
});

describe('holding a token', () => {
  it('stores it before it describes, and leaves it while nothing has happened', async () => {
    const ledger = ledgerOf();
    stacks.on(DescribeStacksCommand).callsFake(() => {
      expect(ledger.row(`WAIT#stack/${STACK_ID}/TOKEN#run-1`)).toMatchObject({ token: 'token-1' });
      return { Stacks: [{ StackStatus: 'CREATE_IN_PROGRESS' }] };
    });

    expect(await hold(`stack/${STACK_ID}`)).toEqual({ completed: false });
    expect(states.calls()).toHaveLength(0);
  });

  it('completes it at once when it has happened already, and forgets it', async () => {
    const ledger = ledgerOf();
    stacks.on(DescribeStacksCommand).resolves({ Stacks: [{ StackStatus: 'CREATE_COMPLETE' }] as never });

    expect(await hold(`stack/${STACK_ID}`)).toEqual({ completed: true });
    expect(succeeded()).toEqual([{ key: `stack/${STACK_ID}`, status: 'CREATE_COMPLETE' }]);
    expect(ledger.keys()).toEqual([]);
  });

  it('takes a stack that CloudFormation does not know for deleted', async () => {
    ledgerOf();
    stacks.on(DescribeStacksCommand).rejects(awsError('ValidationError', 'Stack with id nines-myapp-web does not exist'));

    expect(await hold('stack/nines-myapp-web', { goal: 'deleted' })).toEqual({ completed: true });
  });

  it('fails it when the thing can only fail', async () => {
    ledgerOf();
    rds.on(DescribeDBSnapshotsCommand).resolves({ DBSnapshots: [{ Status: 'failed' }] });

    await hold('snapshot/final');

    expect(failed()).toMatchObject([{ error: 'Wait.Failed', cause: 'The snapshot is failed.' }]);
  });

  it('finds a snapshot of a cluster that is there already', async () => {
    ledgerOf();
    rds.on(DescribeDBClusterSnapshotsCommand).resolves({ DBClusterSnapshots: [{ Status: 'available' }] });

    expect(await hold('cluster-snapshot/final')).toEqual({ completed: true });
  });

  it('finds a failover that was told before, but none from before its time', async () => {
    ledgerOf();
    const at = new Date('2018-02-11T04:01:36Z');
    rds.on(DescribeEventsCommand).resolves({ Events: [{ Message: 'Multi-AZ instance failover completed', Date: at }] });

    expect(await hold('rds/myapp-db/RDS-EVENT-0049', { since: '2018-02-11T04:00:00Z' })).toEqual({ completed: true });
    expect(rds.commandCalls(DescribeEventsCommand)[0]?.args[0].input.StartTime).toEqual(new Date('2018-02-11T04:00:00Z'));
  });

  it.each<[name: string, key: string, check: object | undefined]>([
    ['a probe', 'probe/run-1', undefined],
    ['an RDS event without a beginning', 'rds/myapp-db/RDS-EVENT-0049', undefined],
    ['a command without a node', 'command/c-1', undefined],
    ['a launch without a number', 'group/myapp-asg/launched', undefined],
  ])('asks nobody about %s', async (_, key, check) => {
    ledgerOf();

    expect(await hold(key, check)).toEqual({ completed: false });
    expect(groups.calls().length + rds.calls().length + ssm.calls().length).toBe(0);
  });

  it('waits for a command that its node has not been given yet', async () => {
    ledgerOf();
    ssm.on(GetCommandInvocationCommand).rejects(awsError('InvocationDoesNotExist'));

    expect(await hold('command/c-1', { instanceId: 'i-1' })).toEqual({ completed: false });
  });

  it.each(['weather/today', 'stack/', ''])('refuses the key "%s"', async (key) => {
    ledgerOf();

    await expect(hold(key)).rejects.toMatchObject({ name: 'InvalidInputError' });
  });

  it('keeps the token when the describing fails, for the event to complete', async () => {
    const ledger = ledgerOf();
    stacks.on(DescribeStacksCommand).rejects(awsError('Throttling'));

    await expect(hold(`stack/${STACK_ID}`)).rejects.toMatchObject({ name: 'TransientError' });
    expect(ledger.row(`WAIT#stack/${STACK_ID}/TOKEN#run-1`)).toMatchObject({ token: 'token-1' });
  });
});

const namedBare = (event: typeof databaseFailedOver) => ({ ...event, detail: { ...event.detail, SourceIdentifier: 'myapp-db' } });

describe('resuming a run', () => {
  it.each<[name: string, event: object, key: string]>([
    ['a stack, by its id', stackEnded, `stack/${STACK_ID}`],
    ['a stack, by its name', stackEnded, 'stack/nines-myapp-web'],
    ['a failover', databaseFailedOver, 'rds/myapp-db/RDS-EVENT-0049'],
    ['a failover, as logs have its name', namedBare(databaseFailedOver), 'rds/myapp-db/RDS-EVENT-0049'],
    ['a launch', instanceLaunched, 'group/myapp-asg/launched'],
    ['a command', commandEnded, 'command/5b0f6c1d-93a2-4e7b-8d14-c6a9e2f07b38'],
  ])('by the event of %s completes the token that waits for it', async (_, event, key) => {
    const ledger = ledgerOf([wait(key)]);

    expect(await invoke(resumeRun, event)).toEqual({ resumed: 1 });
    expect(succeeded()).toMatchObject([{ key }]);
    expect(ledger.keys()).toEqual([]);
  });

  it('completes nothing when nobody waits', async () => {
    ledgerOf();

    expect(await invoke(resumeRun, stackEnded)).toEqual({ resumed: 0 });
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('takes %s for done, and forgets the wait', async (name) => {
    const ledger = ledgerOf([wait(`stack/${STACK_ID}`)]);
    states.on(SendTaskSuccessCommand).rejects(awsError(name));

    expect(await invoke(resumeRun, stackEnded)).toEqual({ resumed: 1 });
    expect(ledger.keys()).toEqual([]);
  });

  it('keeps the wait when the token could not be sent', async () => {
    const ledger = ledgerOf([wait(`stack/${STACK_ID}`)]);
    states.on(SendTaskSuccessCommand).rejects(awsError('ThrottlingException'));

    await expect(invoke(resumeRun, stackEnded)).rejects.toMatchObject({ name: 'TransientError' });
    expect(ledger.keys()).toHaveLength(1);
  });

  it('asks the snapshot itself, since several events tell of it on its way', async () => {
    ledgerOf([wait('snapshot/nines-myapp-final')]);
    rds.on(DescribeDBSnapshotsCommand).resolves({ DBSnapshots: [{ Status: 'creating' }] });

    expect(await invoke(resumeRun, snapshotCreated)).toEqual({ resumed: 0 });
  });

  it.each(['nines-myapp-final', 'rds:nines-myapp-final'])(
    'hears of the snapshot %s of a cluster, by its bare name',
    async (SourceIdentifier) => {
      ledgerOf([wait('cluster-snapshot/nines-myapp-final')]);
      rds.on(DescribeDBClusterSnapshotsCommand).resolves({ DBClusterSnapshots: [{ Status: 'available' }] });
      const { detail, ...event } = clusterSnapshotCreated;

      expect(await invoke(resumeRun, { ...event, detail: { ...detail, SourceIdentifier } })).toEqual({ resumed: 1 });
    },
  );

  it('hears of a snapshot whose own name begins with rds:, as those that RDS takes every day do', async () => {
    ledgerOf([wait('snapshot/rds:myapp-db-2018-02-10-03-00')]);
    rds.on(DescribeDBSnapshotsCommand, { DBSnapshotIdentifier: 'rds:myapp-db-2018-02-10-03-00' }).resolves({
      DBSnapshots: [{ Status: 'available' }],
    });
    const { detail, ...event } = snapshotCreated;
    const SourceIdentifier = 'rds:myapp-db-2018-02-10-03-00';

    expect(await invoke(resumeRun, { ...event, detail: { ...detail, SourceIdentifier } })).toEqual({ resumed: 1 });
  });

  it.each([
    [1, 0],
    [2, 1],
  ])('with %i of 2 instances in service resumes %i', async (inService, resumed) => {
    ledgerOf([wait('group/myapp-asg/launched', { inService: 2 })]);
    groups.on(DescribeAutoScalingGroupsCommand).resolves(group(...Array(inService).fill('InService'), 'Pending:Wait'));

    expect(await invoke(resumeRun, instanceLaunched)).toEqual({ resumed });
  });

  it('fails the token of a launch that could not be', async () => {
    ledgerOf([wait('group/myapp-asg/launched')]);

    await invoke(resumeRun, instanceNotLaunched);

    expect(failed()).toMatchObject([{ error: 'Wait.Failed', cause: 'The requested capacity is not available.' }]);
  });

  it('leaves a wait that began after an event that RDS tells late', async () => {
    ledgerOf([wait('rds/myapp-db/RDS-EVENT-0049', { since: '2018-02-11T05:00:00Z' })]);

    expect(await invoke(resumeRun, databaseFailedOver)).toEqual({ resumed: 0 });
  });

  it('leaves a deletion that waits when an older status is told late', async () => {
    ledgerOf([wait(`stack/${STACK_ID}`, { goal: 'deleted' })]);

    expect(await invoke(resumeRun, stackEnded)).toEqual({ resumed: 0 });
  });

  it('answers a second delivery with what the first one did, and acts no more', async () => {
    ledgerOf([wait(`stack/${STACK_ID}`)]);
    const Item = { id: { S: 'x' }, status: { S: 'COMPLETED' }, data: { M: { resumed: { N: '1' } } }, expiration: { N: '4102444800' } };
    idempotency.onAnyCommand().rejects(new ConditionalCheckFailedException({ message: 'taken', $metadata: {}, Item }));

    expect(await invoke(resumeRun, stackEnded)).toEqual({ resumed: 1 });
    expect(states.calls()).toHaveLength(0);
  });

  it('refuses an event that it does not know', async () => {
    ledgerOf();

    await expect(invoke(resumeRun, { ...stackEnded, source: 'aws.s3' })).rejects.toMatchObject({ name: 'InvalidInputError' });
  });
});
