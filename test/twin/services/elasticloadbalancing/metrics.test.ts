import { describe, expect, it } from 'vitest';
import { MINUTE, openWebTier, type WebTier } from '../web-tier.ts';

const BALANCER = (web: WebTier) => ({ LoadBalancer: web.balancerArn.slice(web.balancerArn.indexOf('app/')) });
const GROUP = (web: WebTier) => ({ ...BALANCER(web), TargetGroup: web.targetGroupArn.slice(web.targetGroupArn.lastIndexOf(':') + 1) });

/** What a metric says of the last minute that is over. */
const lastMinute = (web: WebTier, MetricName: string, dimensions: Readonly<Record<string, string>>) =>
  web.cloud.callNow('cloudwatch', 'GetMetricStatistics', {
    Namespace: 'AWS/ApplicationELB',
    MetricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    StartTime: new Date(web.cloud.clock.nowMs - 2 * MINUTE),
    EndTime: new Date(web.cloud.clock.nowMs - MINUTE),
    Period: 60,
    Statistics: ['Sum', 'Minimum', 'Maximum'],
  }).Datapoints[0];

/** Nodes that serve, and visitors; `breaks` is when they begin to answer 503 to everything. */
async function tier(isBroken: () => boolean) {
  const web = await openWebTier({ faults: { read: (name) => (name === 'node:unhealthy' && isBroken() ? true : undefined) } });
  await web.play(5 * MINUTE);
  const { nowMs } = web.cloud.clock;
  web.elb.flows.attach(web.dnsName, [
    { atMs: nowMs, perSecond: 10 },
    { atMs: nowMs + 60 * MINUTE, perSecond: 10 },
  ]);
  await web.play(5 * MINUTE);
  return web;
}
const look = (web: WebTier): void => {
  for (const instanceId of web.members()) web.cloud.signals.emit('node:answers', { instanceId });
};

describe('the metrics of a load balancer', () => {
  it('count what was asked and healthy targets, and no error', async () => {
    const web = await tier(() => false);

    expect(lastMinute(web, 'RequestCount', BALANCER(web))).toMatchObject({ Sum: 600 });
    expect(lastMinute(web, 'HealthyHostCount', GROUP(web))).toMatchObject({ Minimum: 2, Maximum: 2 });
    expect(lastMinute(web, 'UnHealthyHostCount', GROUP(web))).toMatchObject({ Maximum: 0 });
    for (const name of ['HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count'])
      expect(lastMinute(web, name, BALANCER(web))).toBeUndefined();
  });

  it('count the errors of targets as theirs', async () => {
    let isBroken = false;
    const web = await tier(() => isBroken);

    isBroken = true;
    look(web);
    await web.play(2 * MINUTE);

    expect(lastMinute(web, 'HTTPCode_Target_5XX_Count', BALANCER(web))).toMatchObject({ Sum: 600 });
    expect(lastMinute(web, 'RequestCount', BALANCER(web))).toMatchObject({ Sum: 600 });
    await web.play(MINUTE);
    expect(lastMinute(web, 'UnHealthyHostCount', GROUP(web))?.Maximum).toBeGreaterThan(0);
  });

  it('count no request for which there was no target, only the error', async () => {
    const web = await tier(() => false);

    web.cloud.callNow('elasticloadbalancing', 'DeregisterTargets', {
      TargetGroupArn: web.targetGroupArn,
      Targets: web.members().map((Id) => ({ Id })),
    });
    await web.play(4 * MINUTE);

    expect(lastMinute(web, 'HTTPCode_ELB_5XX_Count', BALANCER(web))).toMatchObject({ Sum: 600 });
    expect(lastMinute(web, 'RequestCount', BALANCER(web))).toBeUndefined();
  });

  it.each<[string, string, (web: WebTier) => Readonly<Record<string, string>>]>([
    ['requests of one zone', 'RequestCount', (web) => ({ ...BALANCER(web), AvailabilityZone: 'us-east-1a' })],
    ['targets of one zone', 'HealthyHostCount', (web) => ({ ...GROUP(web), AvailabilityZone: 'us-east-1a' })],
    ['requests of one group', 'RequestCount', GROUP],
  ])('say nothing of %s, rather than of all', async (_, name, dimensions) => {
    const web = await tier(() => false);

    expect(lastMinute(web, name, dimensions(web))).toBeUndefined();
  });
});
