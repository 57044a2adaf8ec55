import { describe, expect, it } from 'vitest';
import { type EdgeSpec, edge, gateEdge, siteUrl } from '#domain/layers/edge.ts';
import { edgeSchema } from '#events/site-edge.ts';
import { siteSpec } from '../support.ts';

const OUTPUTS = { LoadBalancerDnsName: 'nines-myapp-1.us-east-1.elb.amazonaws.com', LoadBalancerZoneId: 'Z35SXDOTRQ7X7K' };
const OTHER = { dnsName: 'nines-other-1.eu-west-1.elb.amazonaws.com', zoneId: 'Z32O12XQLNTSW2' };
const named = (routing: object): EdgeSpec =>
  edgeSchema.parse({ hostedZone: 'Z0123456789ABC', zone: 'example.org', name: 'www.example.org', ...routing });
const https = { name: 'www.example.org', hostedZone: 'Z0123456789ABC' };

describe('the parameters of the edge', () => {
  it('are those of the load balancer and of the name', () => {
    const parameters = edge.parameters(siteSpec({ edge: named({ routing: 'simple' }) }), OUTPUTS);

    expect(parameters).toMatchObject({
      ...OUTPUTS,
      DomainName: 'www.example.org',
      Routing: 'simple',
      HealthPath: '/healthy.html',
      HealthProtocol: 'HTTP',
    });
    expect(parameters).toMatchObject({ Other1DnsName: '', Other2DnsName: '', Other3DnsName: '', Address1: '' });
  });

  it('ask by HTTPS where the load balancer would only redirect', () => {
    const spec = siteSpec({ edge: named({ routing: 'simple' }) });

    expect(edge.parameters({ ...spec, web: { ...spec.web, https } }, OUTPUTS)).toMatchObject({ HealthProtocol: 'HTTPS' });
  });

  it('do not let an admin node decide on the whole site', () => {
    const spec = siteSpec({ edge: named({ routing: 'simple' }) });

    expect(edge.parameters(spec, OUTPUTS)).toMatchObject({ EvaluateTargetHealth: true });
    expect(edge.parameters({ ...spec, web: { ...spec.web, admin: {} } }, OUTPUTS)).toMatchObject({ EvaluateTargetHealth: false });
  });

  it.each<[string, object, object]>([
    ['failover', { secondary: { to: 'load-balancer', ...OTHER } }, { Other1DnsName: OTHER.dnsName, Other1ZoneId: OTHER.zoneId }],
    ['weighted', { weight: 20, others: [{ ...OTHER, weight: 80 }] }, { OwnWeight: 20, Other1Weight: 80 }],
    ['latency', { others: [{ ...OTHER, region: 'eu-west-1' }] }, { Other1Region: 'eu-west-1' }],
    [
      'geolocation',
      { location: { isDefault: true }, others: [{ ...OTHER, location: { country: 'US', subdivision: 'VA' } }] },
      { OwnCountry: '*', Other1Country: 'US', Other1Subdivision: 'VA', OwnContinent: '' },
    ],
    ['geoproximity', { bias: 10, others: [{ ...OTHER, region: 'eu-west-1', bias: -5 }] }, { OwnBias: 10, Other1Bias: -5 }],
    ['multivalue', { addresses: ['192.0.2.1', '192.0.2.2'] }, { Address1: '192.0.2.1', Address2: '192.0.2.2', Address3: '' }],
  ])('of %s are those of its endpoints', (routing, more, expected) => {
    expect(edge.parameters(siteSpec({ edge: named({ routing, ...more }) }), OUTPUTS)).toMatchObject({ Routing: routing, ...expected });
  });

  it('of a failover to the page are the distribution’s, which the media give', () => {
    const spec = siteSpec({ edge: named({ routing: 'failover', secondary: { to: 'page' } }) });

    expect(() => edge.parameters(spec, OUTPUTS)).toThrow('The earlier layers gave no PageDomainName.');
    expect(edge.parameters(spec, { ...OUTPUTS, PageDomainName: 'd111.cloudfront.net' })).toMatchObject({
      Other1DnsName: 'd111.cloudfront.net',
      Other1ZoneId: 'Z2FDTNDATAQYW2',
    });
  });

  it('are not there for a site without a name', () => {
    expect(edge.template(siteSpec())).toBeUndefined();
    expect(() => edge.parameters(siteSpec(), OUTPUTS)).toThrow('The site has no name.');
    expect(() => edge.parameters(siteSpec({ edge: named({ routing: 'simple' }) }), {})).toThrow('LoadBalancerDnsName, LoadBalancerZoneId');
  });
});

describe('the gate of the edge', () => {
  const checks = (healthy: number): boolean[] => Array.from({ length: 16 }, (_, index) => index < healthy);
  const answers = ['203.0.113.1'];

  it.each([
    ['nothing is known', undefined, 'fail', 'The name has no health check.'],
    ['there is no answer', { answers: [], checks: checks(16) }, 'wait', 'Route 53 has no answer for www.example.org yet.'],
    ['nobody has checked', { answers, checks: [] }, 'wait', 'www.example.org is answered; no health checker has reported yet.'],
    [
      'nobody reaches it',
      { answers, checks: checks(0) },
      'wait',
      'www.example.org is answered, and 0 of 16 health checkers reach the site.',
    ],
    [
      'too few reach it',
      { answers, checks: checks(2) },
      'wait',
      'www.example.org is answered, and 2 of 16 health checkers reach the site.',
    ],
    [
      'more than 18 % reach it',
      { answers, checks: checks(3) },
      'proceed',
      'www.example.org is answered, and 3 of 16 health checkers reach the site.',
    ],
  ])('while %s', (_, facts, action, reason) => {
    expect(gateEdge({ name: 'www.example.org' }, facts)).toEqual({ action, reason });
  });
});

describe('the address of a site', () => {
  it('is its name, by HTTPS where it has a certificate', () => {
    const spec = siteSpec({ edge: named({ routing: 'simple' }) });

    expect(siteUrl(siteSpec())).toBeUndefined();
    expect(siteUrl(spec)).toBe('http://www.example.org');
    expect(siteUrl({ web: { ...spec.web, https } })).toBe('https://www.example.org');
  });
});
