import { beforeEach, describe, expect, it } from 'vitest';
import { acceptedWithoutEffect } from '#twin/cloudformation/without-effect.ts';
import { createS3 } from '#twin/services/s3/index.ts';
import { contextOf, make } from '../resources.ts';
import { MINUTE, openWebTier, type WebTier } from '../web-tier.ts';

const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const HOUR_SECONDS = 3_600;

const elb = (web: WebTier, operation: string, input: object) => web.cloud.callNow('elasticloadbalancing', operation, input);
const get = (web: WebTier, path: string, cookie?: string) =>
  web.cloud.network.request({
    method: 'GET',
    url: `http://${web.dnsName}${path}`,
    headers: cookie === undefined ? {} : { cookie },
    body: '',
    from: 'person',
  });
const setAttributes = (web: WebTier, attributes: Readonly<Record<string, string>>) =>
  elb(web, 'ModifyTargetGroupAttributes', {
    TargetGroupArn: web.targetGroupArn,
    Attributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })),
  });
const listenerOf = (web: WebTier): string => elb(web, 'DescribeListeners', { LoadBalancerArn: web.balancerArn }).Listeners[0].ListenerArn;
const answer = (status: string) => [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: status } }];
const onPath = (...Values: string[]) => [{ Field: 'path-pattern', PathPatternConfig: { Values } }];

describe('a listener’s rules', () => {
  let web: WebTier;
  const rule = (changes: object) => ({
    ListenerArn: listenerOf(web),
    Priority: 1,
    Conditions: onPath('/a*'),
    Actions: answer('403'),
    ...changes,
  });
  beforeEach(async () => {
    web = await openWebTier();
    await web.play(3 * MINUTE);
  });

  it('are tried by their priority, whatever their order', async () => {
    await make(web.cloud, RULE, rule({ Priority: 20, Conditions: onPath('/ab*'), Actions: answer('410') }));
    await make(web.cloud, RULE, rule({ Priority: '3', Conditions: onPath('/abc', '/abd'), Actions: answer('403') }));

    const statuses = await Promise.all(['/abc', '/abd', '/abx', '/'].map(async (path) => (await get(web, path)).status));

    expect(statuses).toEqual([403, 403, 410, 200]);
  });

  it('compare with case, and with the path alone', async () => {
    await make(web.cloud, RULE, rule({ Conditions: onPath('/wp-login.php') }));

    const statuses = await Promise.all(
      ['/wp-login.php?a=1', '/WP-login.php', '/?/wp-login.php'].map(async (path) => (await get(web, path)).status),
    );

    expect(statuses).toEqual([403, 404, 200]);
  });

  it('change in place, in place and in order', async () => {
    const given = rule({ Priority: 5 });
    const { physicalId } = await make(web.cloud, RULE, given);

    const now = { ...given, Priority: 7, Conditions: onPath('/b'), Actions: answer('410') };
    await web.cloud.provider(RULE).update?.(physicalId, now, given, contextOf());

    expect([(await get(web, '/a')).status, (await get(web, '/b')).status]).toEqual([404, 410]);
    expect(elb(web, 'DescribeRules', { ListenerArn: listenerOf(web) }).Rules).toMatchObject([{ Priority: '7' }]);
  });

  it.each<[what: string, changes: object, problem: string]>([
    ['of a priority that another has', { Priority: 1 }, "Priority '1' is currently in use"],
    ['without a priority', { Priority: 0 }, 'Priority must be between 1 and 50000'],
    [
      'to a target group that is not there',
      { Priority: 2, Actions: [{ Type: 'forward', TargetGroupArn: 'gone' }] },
      'target groups not found',
    ],
  ])('are refused %s', async (_what, changes, problem) => {
    await make(web.cloud, RULE, rule({}));

    expect(() => elb(web, 'CreateRule', rule(changes))).toThrow(problem);
  });

  it('give a second target group its own visitors and its own health', async () => {
    const [id = ''] = web.members();
    const { physicalId } = await make(web.cloud, GROUP, {
      Name: 'admin',
      Port: 80,
      Protocol: 'HTTP',
      VpcId: web.vpcId,
      HealthCheckPath: '/healthy.html',
    });
    elb(web, 'RegisterTargets', { TargetGroupArn: physicalId, Targets: [{ Id: id }] });
    await web.play(MINUTE);
    const before = elb(web, 'DescribeTargetHealth', { TargetGroupArn: physicalId }).TargetHealthDescriptions[0].TargetHealth.State;

    await make(web.cloud, RULE, rule({ Conditions: onPath('/wp-admin*'), Actions: [{ Type: 'forward', TargetGroupArn: physicalId }] }));
    await web.play(MINUTE);

    expect(before).toBe('unused');
    expect(elb(web, 'DescribeTargetHealth', { TargetGroupArn: physicalId }).TargetHealthDescriptions).toMatchObject([
      { Target: { Id: id }, TargetHealth: { State: 'healthy' } },
    ]);
    expect(await get(web, '/wp-admin/')).toMatchObject({ status: 302 });
  });
});

describe('a visitor with the load balancer’s cookie', () => {
  const STICKY = {
    'stickiness.enabled': 'true',
    'stickiness.type': 'lb_cookie',
    'stickiness.lb_cookie.duration_seconds': `${HOUR_SECONDS}`,
  };
  let web: WebTier;
  /** The node that answers, as the deep page would name it: told by the cookie, which is for it. */
  const visit = async (cookie?: string) => {
    const given = (await get(web, '/', cookie)).headers['set-cookie']?.split(';')[0];
    return {
      cookie: given,
      node: Buffer.from(given?.split('=')[1] ?? '', 'base64url')
        .toString()
        .split(' ')[1],
    };
  };
  const visits = async (count: number, cookie: string | undefined): Promise<Set<string | undefined>> => {
    const nodes = new Set<string | undefined>();
    for (let each = 0; each < count; each += 1) nodes.add((await visit(cookie)).node);
    return nodes;
  };
  beforeEach(async () => {
    web = await openWebTier();
    await web.play(3 * MINUTE);
    setAttributes(web, STICKY);
  });

  it('is kept at a node, where others meet them all', async () => {
    const first = await visit();

    expect(await visits(20, first.cookie)).toEqual(new Set([first.node]));
    expect((await visits(20, undefined)).size).toBe(2);
  });

  it('goes to another one when it dies, and stays there', async () => {
    const first = await visit();
    web.call('TerminateInstanceInAutoScalingGroup', { InstanceId: first.node, ShouldDecrementDesiredCapacity: false });
    await web.play(MINUTE);

    const second = await visit(first.cookie);

    expect(second.node).not.toBe(first.node);
    expect(await visits(20, second.cookie)).toEqual(new Set([second.node]));
  });

  it('is forgotten when the cookie is too old', async () => {
    const first = await visit();
    await web.play((HOUR_SECONDS + 1) * 1_000);

    expect((await visits(20, first.cookie)).size).toBe(2);
  });

  it('is nobody special where the target group keeps nobody', async () => {
    const first = await visit();
    setAttributes(web, { 'stickiness.enabled': 'false' });

    expect((await get(web, '/', first.cookie)).headers).not.toHaveProperty('set-cookie');
  });

  it.each<[what: string, attributes: Readonly<Record<string, string>>, problem: string]>([
    ['with zones that are apart', { 'load_balancing.cross_zone.enabled': 'false' }, 'not supported when cross-zone load balancing is off'],
    ['for more than a week', { 'stickiness.lb_cookie.duration_seconds': '604801' }, "must be between '1' and '604800'"],
    ['by a cookie of the application', { 'stickiness.type': 'app_cookie' }, 'stickiness by app_cookie'],
  ])('cannot be kept %s', (_what, attributes, problem) => {
    expect(() => setAttributes(web, attributes)).toThrow(problem);
  });
});

describe('zones that are apart', () => {
  it('share visitors by zone and not by node', async () => {
    const web = await openWebTier({ min: 3 });
    await web.play(3 * MINUTE);
    setAttributes(web, { 'load_balancing.cross_zone.enabled': 'false' });
    const nowMs = web.cloud.clock.nowMs;
    web.elb.flows.attach(web.dnsName, [
      { atMs: nowMs, perSecond: 12 },
      { atMs: nowMs + 60 * MINUTE, perSecond: 12 },
    ]);
    await web.play(MINUTE);

    const served = web.members().map((id) => Math.round(web.elb.requestsServed(id, nowMs, nowMs + MINUTE)));

    expect(served.sort((one, other) => one - other)).toEqual([180, 180, 360]);
  });
});

describe('access logs', () => {
  const turnOn = (bucket: string) => ({
    LoadBalancerAttributes: [
      { Key: 'access_logs.s3.enabled', Value: 'true' },
      { Key: 'access_logs.s3.bucket', Value: bucket },
    ],
  });
  const statement = (Service: string) => ({
    Effect: 'Allow',
    Principal: { Service },
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::logs/*',
  });
  let web: WebTier;
  const ask = async (bucket: string) => {
    const { Name, Subnets } = { Name: 'second', Subnets: web.subnets };
    return make(web.cloud, BALANCER, { Name, Subnets, ...turnOn(bucket) });
  };
  const allow = (service: string) =>
    make(web.cloud, 'AWS::S3::BucketPolicy', { Bucket: 'logs', PolicyDocument: { Statement: [statement(service)] } });
  beforeEach(async () => {
    web = await openWebTier();
    web.cloud.add(createS3(web.cloud));
    await make(web.cloud, 'AWS::S3::Bucket', { BucketName: 'logs' });
  });

  it('are tried with a file before they are on, and told to have no more effect', async () => {
    await allow('logdelivery.elasticloadbalancing.amazonaws.com');

    const { physicalId } = await ask('logs');

    expect(web.cloud.callNow('s3', 'ListObjectsV2', { Bucket: 'logs' }).Contents).toMatchObject([
      { Key: 'AWSLogs/123456789012/ELBAccessLogTestFile' },
    ]);
    expect(elb(web, 'DescribeLoadBalancerAttributes', { LoadBalancerArn: physicalId }).Attributes).toContainEqual({
      Key: 'access_logs.s3.enabled',
      Value: 'true',
    });
    expect(acceptedWithoutEffect(web.cloud)).toContain(`${BALANCER} access_logs.s3.enabled`);
  });

  it.each([
    ['to a bucket that is not there', 'logdelivery.elasticloadbalancing.amazonaws.com', 'gone', 'S3 bucket does not exist: gone'],
    ['to a bucket that lets somebody else', 'delivery.logs.amazonaws.com', 'logs', 'Access Denied for bucket: logs'],
  ])('do not go %s', async (_what, service, bucket, problem) => {
    await allow(service);

    await expect(ask(bucket)).rejects.toThrow(problem);
  });

  it('do not go to a bucket without a policy', async () => {
    await expect(ask('logs')).rejects.toThrow('Access Denied for bucket: logs');
  });
});
