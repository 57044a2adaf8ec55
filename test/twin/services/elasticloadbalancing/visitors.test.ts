import { describe, expect, it } from 'vitest';
import { MINUTE, openWebTier, SECOND, type WebTier } from '../web-tier.ts';

const HOUR = 60 * MINUTE;

async function visited(options: Parameters<typeof openWebTier>[0] = {}, perSecond = 10, hours = 5): Promise<WebTier> {
  const web = await openWebTier(options);
  await web.play(3 * MINUTE);
  const fromMs = web.cloud.clock.nowMs;
  web.elb.flows.attach(web.dnsName, [
    { atMs: fromMs, perSecond },
    { atMs: fromMs + hours * HOUR, perSecond },
  ]);
  return web;
}

const flowsOf = (web: WebTier) => web.cloud.journal.lines.map((line) => JSON.parse(line)).filter((entry) => entry.kind === 'flow');

describe('visitors as a rate', () => {
  it('are counted exactly, to one request', async () => {
    const web = await visited();

    await web.play(25 * MINUTE);

    const totals = web.elb.flows.totals(web.dnsName);
    expect(Math.abs(totals.requests - 15_000)).toBeLessThanOrEqual(1);
    expect(totals).toMatchObject({ failed: 0, byStatus: { 200: totals.requests } });
  });

  it('are journaled at least once an hour, and the entries add up to the totals', async () => {
    const web = await visited();

    await web.play(4 * HOUR);

    const { requests } = web.elb.flows.totals(web.dnsName);
    const entries = flowsOf(web);
    expect(entries.length).toBeGreaterThanOrEqual(4);
    expect(entries.reduce((sum, entry) => sum + entry.requests, 0)).toBe(requests);
    for (const entry of entries) expect(Date.parse(entry.to) - Date.parse(entry.from)).toBeLessThanOrEqual(HOUR);
  });

  it('end with their curve', async () => {
    const web = await visited({}, 2, 1);

    await web.play(3 * HOUR);

    expect(Math.abs(web.elb.flows.totals(web.dnsName).requests - 7_200)).toBeLessThanOrEqual(1);
  });

  it('stop counting when they are detached', async () => {
    const web = await visited();
    await web.play(10 * MINUTE);

    web.elb.flows.detach(web.dnsName);
    const before = web.elb.flows.totals(web.dnsName);
    await web.play(10 * MINUTE);

    expect(web.elb.flows.totals(web.dnsName)).toEqual(before);
  });

  it('refuse a name that no load balancer has', async () => {
    const web = await openWebTier();

    expect(() => web.elb.flows.attach('nowhere.example', [])).toThrow('a load balancer named nowhere.example');
  });
});

describe('visitors of a site that loses a node', () => {
  it('lose half until the load balancer has seen it, as computed by hand', async () => {
    const web = await visited();
    const [victim = ''] = web.members();
    // So that the group does not take the node out before the health checks do.
    web.call('SuspendProcesses', { AutoScalingGroupName: 'web', ScalingProcesses: ['HealthCheck'] });
    const lostMs = web.cloud.clock.nowMs;

    web.cloud.callNow('ec2', 'TerminateInstances', { InstanceIds: [victim] });
    await web.play(3 * MINUTE);

    const change = web.cloud.journal.lines
      .map((line) => JSON.parse(line))
      .find((entry) => entry.what === 'target-health' && entry.id === victim && entry.to === 'unhealthy');
    const blindSeconds = (Date.parse(change.at) - lostMs) / SECOND;
    const { failed, byStatus } = web.elb.flows.totals(web.dnsName);
    expect(blindSeconds).toBeGreaterThanOrEqual(35);
    expect(blindSeconds).toBeLessThanOrEqual(65);
    expect(Math.abs(failed - (10 * blindSeconds) / 2)).toBeLessThanOrEqual(1);
    expect(byStatus).toHaveProperty('504', failed);
  });

  it('lose nothing when the node is drained by its group', async () => {
    const web = await visited();
    const [victim = ''] = web.members();

    web.call('TerminateInstanceInAutoScalingGroup', { InstanceId: victim, ShouldDecrementDesiredCapacity: false });
    await web.play(10 * MINUTE);

    expect(web.elb.flows.totals(web.dnsName).failed).toBe(0);
  });

  it('see 503 when no target is registered', async () => {
    const web = await visited({ min: 0 });

    await web.play(10 * SECOND);

    const { failed, requests, byStatus } = web.elb.flows.totals(web.dnsName);
    expect(failed).toBe(requests);
    expect(Object.keys(byStatus)).toEqual(['503']);
  });

  it('are sent to all targets when none is healthy', async () => {
    const faults = { read: (name: string) => (name === 'node:unhealthy' ? true : undefined) };
    const web = await visited({ faults, graceSeconds: 7_200 });

    await web.play(MINUTE);

    expect(web.targets('unhealthy')).toBe(2);
    expect(flowsOf(web).every((entry) => entry.targets === 2)).toBe(true);
    expect(Object.keys(web.elb.flows.totals(web.dnsName).byStatus)).toEqual(['503']);
  });
});

describe('the metrics of visitors', () => {
  const statistics = (web: WebTier, input: object) =>
    web.cloud.callNow('cloudwatch', 'GetMetricStatistics', {
      StartTime: new Date(web.cloud.clock.nowMs - 5 * MINUTE),
      EndTime: new Date(web.cloud.clock.nowMs),
      Period: 60,
      ...input,
    }).Datapoints;

  it('count requests and use CPU by each node’s share', async () => {
    const web = await visited({}, 20);
    await web.play(10 * MINUTE);
    const LoadBalancer = web.balancerArn.slice(web.balancerArn.indexOf('app/'));

    const requests = statistics(web, {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'RequestCount',
      Dimensions: [{ Name: 'LoadBalancer', Value: LoadBalancer }],
      Statistics: ['Sum'],
    });
    const cpu = statistics(web, {
      Namespace: 'AWS/EC2',
      MetricName: 'CPUUtilization',
      Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'web' }],
      Statistics: ['Average', 'SampleCount'],
    });

    expect(requests.map((point: { Sum: number }) => point.Sum)).toEqual([1_200, 1_200, 1_200, 1_200, 1_200]);
    for (const point of cpu) {
      expect(point.Average).toBeCloseTo(3 + 10, 6);
      expect(point.SampleCount).toBe(2);
    }
  });

  it('are missing when nobody came', async () => {
    const web = await openWebTier();
    await web.play(10 * MINUTE);
    const LoadBalancer = web.balancerArn.slice(web.balancerArn.indexOf('app/'));

    const points = statistics(web, {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'RequestCount',
      Dimensions: [{ Name: 'LoadBalancer', Value: LoadBalancer }],
      Statistics: ['Sum'],
    });

    expect(points).toEqual([]);
  });
});
