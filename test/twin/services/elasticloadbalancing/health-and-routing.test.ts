import { describe, expect, it } from 'vitest';
import { signedHeaders } from '#domain/probe-signature.ts';
import { matches } from '#twin/services/elasticloadbalancing/health-checks.ts';
import { activitiesOf, MINUTE, openWebTier, SECOND, SITE_KEY, type WebTier } from '../web-tier.ts';

const elb = (web: WebTier, operation: string, input: object) => web.cloud.callNow('elasticloadbalancing', operation, input);
const health = (web: WebTier, Targets?: { Id: string }[]) =>
  elb(web, 'DescribeTargetHealth', { TargetGroupArn: web.targetGroupArn, ...(Targets ? { Targets } : {}) }).TargetHealthDescriptions.map(
    (one: { TargetHealth: object }) => one.TargetHealth,
  );
const get = (web: WebTier, path: string) =>
  web.cloud.network.request({
    method: 'GET',
    url: `http://${web.dnsName}${path}`,
    headers: signedHeaders(SITE_KEY, web.cloud.clock.nowMs, 'GET', path),
    body: '',
    from: 'person',
  });

async function serving(options: Parameters<typeof openWebTier>[0] = {}): Promise<WebTier> {
  const web = await openWebTier(options);
  await web.play(3 * MINUTE);
  return web;
}

/** A switch that can be thrown while the clock runs. */
function switchable() {
  const on = new Set<string>();
  return {
    faults: { read: (name: string, subject = '') => (name === 'node:unhealthy' && on.has(subject) ? true : undefined) },
    set(web: WebTier, id: string, broken: boolean) {
      if (broken) on.add(id);
      else on.delete(id);
      web.cloud.signals.emit('node:answers', { instanceId: id });
    },
  };
}

describe('the health of a target', () => {
  it('is healthy after one passed check', async () => {
    const web = await serving();

    const changes = activitiesOf(web.cloud, 'target-health');
    const initial = changes.filter((change) => change.to === 'initial');
    expect(health(web)).toEqual([{ State: 'healthy' }, { State: 'healthy' }]);
    for (const { id, at } of initial) {
      const healthy = changes.find((change) => change.id === id && change.to === 'healthy');
      expect(Date.parse(healthy?.at ?? '') - Date.parse(at ?? '')).toBeLessThanOrEqual(60 * SECOND);
    }
  });

  it('turns unhealthy at the second failed check and healthy again at the fifth passed one', async () => {
    const broken = switchable();
    const web = await serving({ faults: broken.faults, graceSeconds: 7_200 });
    const [id = ''] = web.members();
    const brokenMs = web.cloud.clock.nowMs;
    broken.set(web, id, true);
    await web.play(2 * MINUTE);
    const mendedMs = web.cloud.clock.nowMs;
    broken.set(web, id, false);
    await web.play(4 * MINUTE);

    const changes = activitiesOf(web.cloud, 'target-health').filter((change) => change.id === id);
    const [unhealthy, healthy] = changes.slice(-2);
    const afterMs = (change: Record<string, string> | undefined, sinceMs: number) => Date.parse(change?.at ?? '') - sinceMs;
    expect(unhealthy).toMatchObject({ to: 'unhealthy', reason: 'Target.ResponseCodeMismatch' });
    expect(afterMs(unhealthy, brokenMs)).toBeGreaterThan(30 * SECOND);
    expect(afterMs(unhealthy, brokenMs)).toBeLessThanOrEqual(60 * SECOND);
    expect(healthy).toMatchObject({ to: 'healthy' });
    expect(afterMs(healthy, mendedMs)).toBeGreaterThan(120 * SECOND);
    expect(afterMs(healthy, mendedMs)).toBeLessThanOrEqual(150 * SECOND);
  });

  it('does not see a fault between two checks', async () => {
    const broken = switchable();
    const web = await serving({ faults: broken.faults });
    const [id = ''] = web.members();

    for (let blink = 0; blink < 10; blink++) {
      broken.set(web, id, true);
      broken.set(web, id, false);
      await web.play(7 * SECOND);
    }

    expect(web.targets('healthy')).toBe(2);
  });

  it('of a target that was never registered is unused', async () => {
    const web = await serving();

    expect(health(web, [{ Id: 'i-0123' }])).toEqual([expect.objectContaining({ State: 'unused', Reason: 'Target.NotRegistered' })]);
  });

  it('is unused without a listener', async () => {
    const web = await serving();
    const { Listeners } = elb(web, 'DescribeListeners', { LoadBalancerArn: web.balancerArn });

    elb(web, 'DeleteListener', { ListenerArn: Listeners[0].ListenerArn });

    expect(health(web)).toEqual(Array(2).fill(expect.objectContaining({ State: 'unused', Reason: 'Target.NotInUse' })));
  });

  it('stays draining for the whole delay', async () => {
    const web = await serving();
    const [id = ''] = web.members();
    elb(web, 'DeregisterTargets', { TargetGroupArn: web.targetGroupArn, Targets: [{ Id: id }] });

    await web.play(299 * SECOND);
    const during = health(web, [{ Id: id }]);
    await web.play(2 * SECOND);

    expect(during).toEqual([expect.objectContaining({ State: 'draining', Reason: 'Target.DeregistrationInProgress' })]);
    expect(health(web, [{ Id: id }])).toEqual([expect.objectContaining({ State: 'unused' })]);
  });

  it.each([
    ['200', 200, true],
    ['200', 204, false],
    ['200,302', 302, true],
    ['200-299', 250, true],
    ['200-299', 300, false],
  ])('with the matcher %s takes %i: %s', (matcher, status, expected) => {
    expect(matches(matcher, status)).toBe(expected);
  });
});

describe('a single request', () => {
  it('goes to every healthy target and to no other', async () => {
    const web = await serving({ min: 3 });
    const [gone = '', ...staying] = web.members();
    elb(web, 'DeregisterTargets', { TargetGroupArn: web.targetGroupArn, Targets: [{ Id: gone }] });

    const answers = await Promise.all(Array.from({ length: 40 }, (_, sequence) => get(web, `/nines/health?sequence=${sequence}`)));

    expect(new Set(answers.map((answer) => JSON.parse(answer.body).node))).toEqual(new Set(staying));
  });

  it('is answered 503 when no target is registered', async () => {
    const web = await serving({ min: 0 });

    expect(await get(web, '/')).toMatchObject({ status: 503, headers: { server: 'awselb/2.0' } });
  });

  it('is answered 504 after ten seconds when the target is gone', async () => {
    const web = await serving({ min: 1 });
    web.call('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: ['HealthCheck'] });
    web.cloud.callNow('ec2', 'TerminateInstances', { InstanceIds: web.members() });
    const askedMs = web.cloud.clock.nowMs;

    let answeredMs = 0;
    const answer = Promise.resolve(get(web, '/')).finally(() => {
      answeredMs = web.cloud.clock.nowMs;
    });
    await web.play(20 * SECOND);

    expect(await answer).toMatchObject({ status: 504 });
    expect(answeredMs - askedMs).toBe(10 * SECOND);
  });

  it('is answered by a rule before the default', async () => {
    const web = await serving();
    const { Listeners } = elb(web, 'DescribeListeners', { LoadBalancerArn: web.balancerArn });
    elb(web, 'CreateRule', {
      ListenerArn: Listeners[0].ListenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/closed*'] }],
      Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '403', MessageBody: 'closed' } }],
    });

    expect(await get(web, '/closed/today')).toMatchObject({ status: 403, body: 'closed' });
    expect(await get(web, '/healthy.html')).toMatchObject({ status: 200 });
  });

  it('is refused on a port without a listener', async () => {
    const web = await serving();
    const ask = () => web.cloud.network.request({ method: 'GET', url: `https://${web.dnsName}/`, headers: {}, body: '', from: 'person' });

    expect(ask).toThrow('ECONNREFUSED');
  });

  it('finds no name once the load balancer is deleted', async () => {
    const web = await serving();

    elb(web, 'DeleteLoadBalancer', { LoadBalancerArn: web.balancerArn });

    expect(() => get(web, '/')).toThrow(`the host ${web.dnsName}`);
  });
});

describe('what a load balancer refuses', () => {
  it.each([
    ['DescribeTargetHealth', { TargetGroupArn: 'arn:none' }, 'TargetGroupNotFoundException'],
    ['DescribeLoadBalancers', { Names: ['none'] }, 'LoadBalancerNotFoundException'],
    ['DescribeListeners', { ListenerArns: ['arn:none'] }, 'ListenerNotFoundException'],
    ['CreateTargetGroup', { Name: 'web' }, 'DuplicateTargetGroupNameException'],
    ['CreateLoadBalancer', { Name: 'web', Subnets: [] }, 'DuplicateLoadBalancerNameException'],
    ['CreateLoadBalancer', { Name: 'other', Subnets: [] }, 'InvalidConfigurationRequestException'],
  ])('%s of %j is %s', async (operation, input, shape) => {
    const web = await openWebTier();

    expect(() => elb(web, operation, input)).toThrow(expect.objectContaining({ shape }));
  });

  it('a target group that is in use', async () => {
    const web = await openWebTier();

    expect(() => elb(web, 'DeleteTargetGroup', { TargetGroupArn: web.targetGroupArn })).toThrow(
      expect.objectContaining({ shape: 'ResourceInUseException' }),
    );
  });

  it('a parameter that it does not know, by name', async () => {
    const web = await openWebTier();

    expect(() => elb(web, 'RegisterTargets', { TargetGroupArn: web.targetGroupArn, Targets: [], Weight: 1 })).toThrow(
      'elasticloadbalancing:RegisterTargets with Weight',
    );
  });
});
