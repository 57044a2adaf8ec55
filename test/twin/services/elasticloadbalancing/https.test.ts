// Goal: a site with a name is met by HTTPS as a browser meets it. Method: a certificate proven in a hosted zone, real listeners.
import { beforeEach, describe, expect, it } from 'vitest';
import { createAcm } from '#twin/services/acm/index.ts';
import { createRoute53 } from '#twin/services/route53/index.ts';
import { contextOf, make } from '../resources.ts';
import { MINUTE, openWebTier, SECOND, type WebTier } from '../web-tier.ts';

const NAME = 'www.example.com';
const CERTIFICATE = 'AWS::CertificateManager::Certificate';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const TO_HTTPS = { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } };

const elb = (web: WebTier, operation: string, input: object) => web.cloud.callNow('elasticloadbalancing', operation, input);
const get = (web: WebTier, url: string) => web.cloud.network.request({ method: 'GET', url, headers: {}, body: '', from: 'person' });
const https = (web: WebTier, certificateArn: string | undefined, changes: object = {}) => ({
  LoadBalancerArn: web.balancerArn,
  Port: 443,
  Protocol: 'HTTPS',
  ...(certificateArn === undefined ? {} : { Certificates: [{ CertificateArn: certificateArn }] }),
  DefaultActions: [{ Type: 'forward', TargetGroupArn: web.targetGroupArn }],
  ...changes,
});

/** A serving web tier, and an issued certificate; the name leads to the load balancer as somebody else's zone would have it. */
async function named() {
  const web = await openWebTier();
  web.cloud.add(createAcm(web.cloud));
  web.cloud.add(createRoute53(web.cloud));
  const { HostedZone } = web.cloud.callNow('route53', 'CreateHostedZone', { Name: 'example.com', CallerReference: '1' });
  const DomainValidationOptions = [{ DomainName: NAME, HostedZoneId: HostedZone.Id.replace('/hostedzone/', '') }];
  const certificate = await make(web.cloud, CERTIFICATE, { DomainName: NAME, ValidationMethod: 'DNS', DomainValidationOptions });
  web.cloud.network.setName(NAME, web.cloud.network.resolve(web.dnsName).addresses, 60);
  await web.play(3 * MINUTE);
  return { web, certificateArn: certificate.physicalId };
}

describe('a load balancer with a certificate', () => {
  let web: WebTier;
  let certificateArn: string;
  const serve = () => make(web.cloud, LISTENER, https(web, certificateArn, { SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' }));
  const redirect = () => {
    const [{ ListenerArn }] = elb(web, 'DescribeListeners', { LoadBalancerArn: web.balancerArn }).Listeners;
    elb(web, 'ModifyListener', { ListenerArn, DefaultActions: [TO_HTTPS] });
  };
  beforeEach(async () => {
    ({ web, certificateArn } = await named());
  });

  it('serves its name, and says what it was made with', async () => {
    await serve();

    expect(await get(web, `https://${NAME}/`)).toMatchObject({ status: 200 });
    expect(elb(web, 'DescribeListeners', { LoadBalancerArn: web.balancerArn }).Listeners).toContainEqual(
      expect.objectContaining({
        Port: 443,
        Protocol: 'HTTPS',
        Certificates: [{ CertificateArn: certificateArn }],
        SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
      }),
    );
  });

  it('ends a connection under any other name, its own included', async () => {
    await serve();

    expect(() => get(web, `https://${web.dnsName}/`)).toThrow('does not match certificate');
  });

  it('does not hear HTTP on the port of HTTPS', async () => {
    await serve();

    expect(() => get(web, `http://${NAME}:443/`)).toThrow('ECONNRESET');
  });

  it('sends who came by HTTP to the same page by HTTPS', async () => {
    await serve();
    redirect();

    const answer = await get(web, `http://${NAME}/Shop/a?b=1&c=2`);

    expect(answer).toMatchObject({ status: 301, headers: { location: `https://${NAME}:443/Shop/a?b=1&c=2` } });
  });

  it('loses none of its visitors by the redirect', async () => {
    const nowMs = web.cloud.clock.nowMs;
    web.elb.flows.attach(web.dnsName, [
      { atMs: nowMs, perSecond: 10 },
      { atMs: nowMs + 60 * MINUTE, perSecond: 10 },
    ]);
    await web.play(MINUTE);
    await serve();
    redirect();
    await web.play(MINUTE);

    expect(web.elb.flows.totals(web.dnsName)).toMatchObject({ failed: 0, byStatus: { 200: expect.any(Number) } });
  });

  it('loses all of them when it sends them to a port where nobody listens', async () => {
    redirect();
    const nowMs = web.cloud.clock.nowMs;
    web.elb.flows.attach(web.dnsName, [
      { atMs: nowMs, perSecond: 10 },
      { atMs: nowMs + 60 * MINUTE, perSecond: 10 },
    ]);
    await web.play(10 * SECOND);

    const { failed, requests } = web.elb.flows.totals(web.dnsName);
    expect(failed).toBe(requests);
  });

  it('may be changed in place, and no more serves what it showed before', async () => {
    const { physicalId } = await serve();
    const answers = (MessageBody: string) => [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503', MessageBody } }];
    const given = https(web, certificateArn);

    await web.cloud.provider(LISTENER).update?.(physicalId, { ...given, DefaultActions: answers('later') }, given, contextOf());

    expect(await get(web, `https://${NAME}/`)).toMatchObject({ status: 503, body: 'later' });
  });

  it.each<[what: string, change: (arn: string) => [certificate: string | undefined, more?: object], problem: string]>([
    ['without a certificate', () => [undefined], 'A certificate must be specified'],
    ['with one that is not there', (arn) => [arn.replace(/\/.*/, '/gone')], 'is not found'],
    ['with a policy that is none', (arn) => [arn, { SslPolicy: 'TLS' }], "Security policy 'TLS' not found"],
    ['of TCP', (arn) => [arn, { Protocol: 'TCP' }], 'listeners of TCP'],
    ['of HTTP with a certificate', (arn) => [arn, { Protocol: 'HTTP' }], 'cannot have a certificate'],
  ])('has no listener %s', (_what, change, problem) => {
    const [certificate, more] = change(certificateArn);

    expect(() => elb(web, 'CreateListener', https(web, certificate, more))).toThrow(problem);
  });

  it('has no listener with a certificate that nobody has proven', () => {
    const { CertificateArn } = web.cloud.callNow('acm', 'RequestCertificate', { DomainName: 'other.example', ValidationMethod: 'DNS' });

    expect(() => elb(web, 'CreateListener', https(web, CertificateArn))).toThrow('must have a status of ISSUED');
  });
});
