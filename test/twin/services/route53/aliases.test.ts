// Goal: a name that stands for a load balancer follows its health, and its health check is in CloudWatch. Method: a web tier whose nodes die.
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRoute53 } from '#twin/services/route53/index.ts';
import { MINUTE, openWebTier, SECOND, type WebTier } from '../web-tier.ts';

const NAME = 'www.example.org';
const ELSEWHERE = 'nines-other-1.eu-west-1.elb.amazonaws.com';
const ELSEWHERE_ADDRESS = '198.51.100.9';

describe('an alias of a load balancer', () => {
  let tier: WebTier;
  let zoneId: string;
  let metrics: ReturnType<typeof createRoute53>['metricSources'];
  let isDown: boolean;
  const route53 = (operation: string, input: object) => tier.cloud.callNow('route53', operation, input);
  const alias = (DNSName: string, HostedZoneId: string, more: Partial<ResourceRecordSet> = {}) => ({
    Name: NAME,
    Type: 'A',
    AliasTarget: { DNSName, HostedZoneId, EvaluateTargetHealth: true },
    ...more,
  });
  const publish = async (...records: object[]) => {
    const Changes = records.map((ResourceRecordSet) => ({ Action: 'CREATE', ResourceRecordSet }));
    route53('ChangeResourceRecordSets', { HostedZoneId: zoneId, ChangeBatch: { Changes } });
    await tier.play(MINUTE);
  };
  const failover = () =>
    publish(
      alias(tier.dnsName, 'Z35SXDOTRQ7X7K', { SetIdentifier: 'Own', Failover: 'PRIMARY' }),
      alias(ELSEWHERE, 'Z32O12XQLNTSW2', { SetIdentifier: 'Other1', Failover: 'SECONDARY' }),
    );
  let strangers = 0;
  const resolve = () => tier.cloud.network.resolve(NAME, { from: `stranger ${++strangers}` });
  /** Every node stays, and none of them serves. */
  const breakNodes = async (): Promise<void> => {
    isDown = true;
    for (const instanceId of tier.members()) tier.cloud.signals.emit('node:answers', { instanceId });
    await tier.play(2 * MINUTE);
  };

  beforeEach(async () => {
    isDown = false;
    const read = (name: string) => name === 'node:unhealthy' && isDown;
    tier = await openWebTier({ faults: { read }, graceSeconds: 7200 });
    const service = createRoute53(tier.cloud);
    metrics = service.metricSources;
    tier.cloud.add(service);
    tier.cloud.network.setName(ELSEWHERE, [ELSEWHERE_ADDRESS], 60);
    zoneId = String(route53('CreateHostedZone', { Name: 'example.org', CallerReference: 'first' }).HostedZone.Id);
    await tier.play(10 * MINUTE);
  });

  it('has its addresses, for sixty seconds', async () => {
    await publish(alias(tier.dnsName, 'Z35SXDOTRQ7X7K'));

    expect(resolve()).toEqual({ addresses: tier.cloud.network.resolve(tier.dnsName).addresses, ttlSeconds: 60 });
    expect(resolve().addresses).toHaveLength(2);
  });

  it('is healthy while a target behind it is, and fails over when none is', async () => {
    await failover();
    const before = resolve().addresses;

    await breakNodes();

    expect(before).toHaveLength(2);
    expect(tier.targets('healthy')).toBe(0);
    expect(resolve().addresses).toEqual([ELSEWHERE_ADDRESS]);
  });

  it('is not healthy while one of its target groups has no target at all', async () => {
    await failover();
    const group = { Name: 'admin', Port: 80, Protocol: 'HTTP', VpcId: tier.vpcId };
    const { TargetGroups } = tier.cloud.callNow('elasticloadbalancing', 'CreateTargetGroup', group);
    const { Listeners } = tier.cloud.callNow('elasticloadbalancing', 'DescribeListeners', { LoadBalancerArn: tier.balancerArn });

    tier.cloud.callNow('elasticloadbalancing', 'CreateRule', {
      ListenerArn: Listeners[0].ListenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/wp-admin*'] }],
      Actions: [{ Type: 'forward', TargetGroupArn: TargetGroups[0].TargetGroupArn }],
    });

    expect(tier.targets('healthy')).toBe(2);
    expect(resolve().addresses).toEqual([ELSEWHERE_ADDRESS]);
  });

  it('has no address when its load balancer is gone', async () => {
    await publish(alias('gone-1.us-east-1.elb.amazonaws.com', 'Z35SXDOTRQ7X7K'));

    expect(resolve).toThrow(`getaddrinfo ENOTFOUND ${NAME}`);
  });

  it('of a region that is not here is refused by name', async () => {
    await publish(alias('nines-third-1.eu-west-1.elb.amazonaws.com', 'Z32O12XQLNTSW2'));

    expect(resolve).toThrow('the twin does not have the host nines-third-1.eu-west-1.elb.amazonaws.com');
  });

  it('is watched by a health check whose status CloudWatch has each minute', async () => {
    const config = { Type: 'HTTP', FullyQualifiedDomainName: tier.dnsName, Port: 80, ResourcePath: '/healthy.html', RequestInterval: 10 };
    const { HealthCheck } = route53('CreateHealthCheck', { CallerReference: 'check', HealthCheckConfig: config });
    await tier.play(5 * MINUTE);
    const brokenMs = tier.cloud.clock.nowMs;
    await breakNodes();
    await tier.play(5 * MINUTE);
    const nowMs = tier.cloud.clock.nowMs;

    const read = (fromMs: number, toMs: number) => metrics[0]?.read({ HealthCheckId: HealthCheck.Id }, fromMs, toMs);

    expect(read(brokenMs - 3 * MINUTE, brokenMs)).toEqual({ sampleCount: 3, sum: 3, minimum: 1, maximum: 1 });
    expect(read(nowMs - 3 * MINUTE, nowMs)).toMatchObject({ sum: 0, minimum: 0, maximum: 0 });
    expect(read(0, MINUTE)).toBeUndefined();
    expect(metrics[0]?.steadyUntilMs({ HealthCheckId: HealthCheck.Id }, brokenMs - SECOND)).toBe(brokenMs - SECOND);
  });
});
