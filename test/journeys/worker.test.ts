// Goal: a site with Valkey and workers is built, follows its backlog, puts aside what cannot be done, goes on when the cache's primary is
// lost, and goes without leaving anything. Method: one site, its queue filled and its cache failed over as a person would, and time.
import { beforeAll, describe, expect, it } from 'vitest';
import { signedHeaders } from '#domain/probe-signature.ts';
import { siteStacks, taggedArns } from './support/account.ts';
import { Story, siteSpec } from './support/story.ts';

const QUEUE = 'nines-myapp-work';
const WORKERS = 'nines-myapp-worker';
/** The node's model takes a second for a message: what comes in this burst is more than one worker does in its minutes. */
const BURST = 2_000;

describe('a site with Valkey and workers', () => {
  let story: Story;
  const call = (service: 'sqs' | 'elasticache' | 'autoscaling', operation: string, input: object) =>
    story.world.cloud.callNow(service, operation, input);
  const urlOf = (QueueName: string): string => call('sqs', 'GetQueueUrl', { QueueName }).QueueUrl;
  const waiting = (name = QUEUE): number => {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
    const { Attributes } = call('sqs', 'GetQueueAttributes', { QueueUrl: urlOf(name), AttributeNames });
    return AttributeNames.reduce((sum, attribute) => sum + Number(Attributes[attribute]), 0);
  };
  const send = (count: number, body = (index: number) => `work ${index}`) => {
    const QueueUrl = urlOf(QUEUE);
    for (let index = 0; index < count; index++) call('sqs', 'SendMessage', { QueueUrl, MessageBody: body(index) });
  };
  const workers = () => call('autoscaling', 'DescribeAutoScalingGroups', { AutoScalingGroupNames: [WORKERS] }).AutoScalingGroups[0];
  const cache = () => call('elasticache', 'DescribeReplicationGroups', { ReplicationGroupId: 'myapp-cache' }).ReplicationGroups[0];
  const primary = (): string =>
    cache().NodeGroups[0].NodeGroupMembers.find(({ CurrentRole }: { CurrentRole: string }) => CurrentRole === 'primary').CacheClusterId;
  beforeAll(async () => {
    const spec = {
      ...siteSpec(),
      cache: { engine: 'valkey', nodeType: 'cache.t4g.micro', nodes: 2 },
      worker: { instanceType: 't3.micro', min: 1, max: 4, backlogPerInstance: 100 },
    };
    story = await Story.withSite({ spec });
  });

  it('is built with a primary and a replica in two zones, and a worker that its group was told to let in', () => {
    expect(story.runs).toMatchObject([{ kind: 'provision-site', verdict: 'PASSED' }]);
    expect(siteStacks(story)).toContain('nines-myapp-worker: CREATE_COMPLETE');
    expect(cache()).toMatchObject({ Status: 'available', Engine: 'valkey', MultiAZ: 'enabled', TransitEncryptionEnabled: true });
    expect(workers().Instances.map(({ LifecycleState }: { LifecycleState: string }) => LifecycleState)).toEqual(['InService']);
  });

  it('has web nodes that know the engine and the queue, and workers that are no targets', () => {
    const data = userDataOf(story);

    expect(data.web).toContain("export NINES_CACHE_ENGINE='valkey'");
    expect(data.web).toContain(`export NINES_QUEUE_URL='${urlOf(QUEUE)}'`);
    expect(data.worker).toContain("export NINES_ROLE='worker'");
    expect(workers().TargetGroupARNs ?? []).toEqual([]);
  });

  it('grows with a burst of work, as far as its maximum, and is small again when it is done', async () => {
    send(BURST);
    await story.untilTrue('the workers are four', () => workers().Instances.filter(inService).length === 4, 30);
    await story.untilTrue('the queue is empty', () => waiting() === 0, 60);
    await story.until({ minutes: 150 });

    expect(workers()).toMatchObject({ DesiredCapacity: 1 });
    expect(workers().Instances).toHaveLength(1);
    expect(waiting(`${QUEUE}-dead`)).toBe(0);
  });

  it('puts aside what no worker can do, and goes on with the rest', async () => {
    story.faults.set('work:fails', true, 'poison');
    send(3, (index) => (index === 1 ? 'poison' : `work ${index}`));
    await story.until({ minutes: 15 });

    const { Messages } = call('sqs', 'ReceiveMessage', { QueueUrl: urlOf(`${QUEUE}-dead`), VisibilityTimeout: 0 });
    expect(waiting()).toBe(0);
    expect(Messages).toEqual([expect.objectContaining({ Body: 'poison' })]);
  });

  it('loses its primary and no page: the replica takes over, and the nodes follow its name', async () => {
    const lost = primary();
    const before = await askCache(story);

    call('elasticache', 'TestFailover', { ReplicationGroupId: 'myapp-cache', NodeGroupId: '0001' });
    await story.until({ minutes: 1 / 6 });
    const meanwhile = await askCache(story);
    await story.until({ minutes: 1 });
    const after = await askCache(story);
    await story.until({ minutes: 10 });

    expect([before, meanwhile, after]).toEqual([
      { status: 200, cache: 'ok' },
      { status: 200, cache: 'error' },
      { status: 200, cache: 'ok' },
    ]);
    expect(primary()).not.toBe(lost);
    expect(cache()).toMatchObject({ Status: 'available', MemberClusters: ['myapp-cache-001', 'myapp-cache-002'] });
    expect(notices(story).some((message) => message.startsWith('{"ElastiCache:FailoverComplete"'))).toBe(true);
  });

  it('is taken down with its queue, its workers and its cache, and leaves nothing', async () => {
    await story.api('DELETE', '/sites/myapp?mode=live');
    const run = await story.untilRunEnds('teardown-site');

    expect(run).toMatchObject({ verdict: 'PASSED', measured: { leftBehind: 0 } });
    expect(taggedArns(story).filter((arn) => !arn.includes(':snapshot:'))).toEqual([]);
    expect(() => urlOf(QUEUE)).toThrow('does not exist');
    expect(story.check()).toEqual([]);
  });
});

const inService = ({ LifecycleState }: { LifecycleState: string }): boolean => LifecycleState === 'InService';

/** What the nodes of the two tiers were launched with. */
function userDataOf(story: Story): { web: string; worker: string } {
  const { cloud } = story.world;
  const { LaunchTemplates } = cloud.callNow<{ LaunchTemplates: { LaunchTemplateId: string }[] }>('ec2', 'DescribeLaunchTemplates', {});
  const texts = LaunchTemplates.map(({ LaunchTemplateId }) => {
    const { LaunchTemplateVersions } = cloud.callNow('ec2', 'DescribeLaunchTemplateVersions', { LaunchTemplateId, Versions: ['$Latest'] });
    return Buffer.from(LaunchTemplateVersions[0].LaunchTemplateData.UserData, 'base64').toString();
  });
  const isWorker = (text: string): boolean => text.includes('NINES_ROLE');
  return { web: texts.find((text) => !isWorker(text)) ?? '', worker: texts.find(isWorker) ?? '' };
}

/** What the deep page of one node says of its cache, asked past the load balancer. */
async function askCache(story: Story): Promise<{ status: number; cache: string }> {
  const { cloud } = story.world;
  const { SecretString: key } = cloud.callNow('secretsmanager', 'GetSecretValue', { SecretId: 'nines/myapp/site-key' });
  const target = '/nines/health?sequence=1';
  const { LoadBalancers } = cloud.callNow('elasticloadbalancing', 'DescribeLoadBalancers', {});
  const { status, body } = await story.answered(
    cloud.network.request({
      method: 'GET',
      url: `http://${LoadBalancers[0].DNSName}${target}`,
      headers: signedHeaders(key, story.nowMs, 'GET', target),
      body: '',
      from: 'person',
    }),
  );
  return { status, cache: JSON.parse(body).cache };
}

/** What ElastiCache told its topic. */
const notices = (story: Story): string[] =>
  story
    .entries('call')
    .filter(({ operation }) => operation === 'Publish')
    .map(({ input }) => (input as { Message: string }).Message);
