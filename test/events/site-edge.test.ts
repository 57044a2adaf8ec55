import { describe, expect, it } from 'vitest';
import { parseInput } from '#events/problem.ts';
import { edgeSchema } from '#events/site-edge.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { siteSpec } from '../domain/support.ts';

const NAME = { hostedZone: 'Z0123456789ABC', zone: 'example.org', name: 'www.example.org' };
const SIMPLE = { ...NAME, routing: 'simple' };
const OTHER = { dnsName: 'nines-shop-1.eu-west-1.elb.amazonaws.com', zoneId: 'Z32O12XQLNTSW2' };
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-123456789012';
const problemsOf = (edge: unknown, rest: object = {}) => {
  const parsed = parseInput(siteSpecSchema, { ...siteSpec(), ...rest, edge });
  return parsed.ok ? [] : parsed.problems.map(({ path, allowed }) => `${path}: ${allowed}`);
};

describe('the edge of a site', () => {
  it('checks its health every thirty seconds, and believes the third failure', () => {
    expect(edgeSchema.parse(SIMPLE)).toEqual({ ...SIMPLE, healthCheck: { intervalSeconds: 30, failureThreshold: 3 } });
  });

  it('is absent where a site says nothing of it', () => {
    expect(siteSpecSchema.parse(siteSpec())).not.toHaveProperty('edge');
  });

  it.each<[string, object, object?]>([
    ['simple', {}],
    ['failover', { secondary: { to: 'load-balancer', ...OTHER } }],
    ['failover', { secondary: { to: 'page' } }, { media: { page: { name: NAME.name, certificateArn } } }],
    ['weighted', { weight: 20, others: [{ ...OTHER, weight: 80 }] }],
    ['latency', { others: [{ ...OTHER, region: 'eu-west-1' }] }],
    ['geolocation', { location: { isDefault: true }, others: [{ ...OTHER, location: { country: 'FR' } }] }],
    ['geoproximity', { bias: -10, others: [{ ...OTHER, region: 'eu-west-1' }] }],
    ['multivalue', { addresses: ['192.0.2.1', '192.0.2.2'] }],
  ])('may be routed by %s: %j', (routing, more, rest) => {
    expect(problemsOf({ ...NAME, routing, ...more }, rest)).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ['a policy that Route 53 does not have', { ...NAME, routing: 'random' }, /edge.routing: .*simple/],
    ['a zone by its name', { ...SIMPLE, hostedZone: 'example.org' }, /edge.hostedZone: the id of a hosted zone/],
    ['a name in capitals', { ...SIMPLE, name: 'WWW.example.org' }, /edge.name: a host name in small letters/],
    ['a name of another zone', { ...SIMPLE, name: 'www.example.com' }, /edge.name: a name that lies in the hosted zone: example.org/],
    ['a name that only ends like the zone', { ...SIMPLE, name: 'wwwexample.org' }, /edge.name: a name that lies in the hosted zone/],
    ['checks each twenty seconds', { ...SIMPLE, healthCheck: { intervalSeconds: 20 } }, /intervalSeconds: 10 or 30/],
    ['a failover to nowhere', { ...NAME, routing: 'failover' }, /edge.secondary/],
    ['a failover to a page without media', { ...NAME, routing: 'failover', secondary: { to: 'page' } }, /without the layer media/],
    ['a weight without others', { ...NAME, routing: 'weighted', weight: 1 }, /edge.others/],
    ['others without weights', { ...NAME, routing: 'weighted', weight: 1, others: [OTHER] }, /edge.others\[0\].weight/],
    ['nothing but zeros', { ...NAME, routing: 'weighted', weight: 0, others: [{ ...OTHER, weight: 0 }] }, /edge.weight: more than 0/],
    ['a weight of 256', { ...NAME, routing: 'weighted', weight: 256, others: [{ ...OTHER, weight: 0 }] }, /edge.weight: .*255/],
    [
      'its own region twice',
      { ...NAME, routing: 'latency', others: [{ ...OTHER, region: 'us-east-1' }] },
      /others\[0\].region: a region that no other/,
    ],
    ['distance without a region', { ...NAME, routing: 'geoproximity', others: [OTHER] }, /edge.others\[0\].region/],
    ['a bias of 100', { ...NAME, routing: 'geoproximity', bias: 100, others: [{ ...OTHER, region: 'eu-west-1' }] }, /edge.bias: .*99/],
    [
      'places without a default',
      { ...NAME, routing: 'geolocation', location: { country: 'US' }, others: [{ ...OTHER, location: { continent: 'EU' } }] },
      /edge.location: isDefault: true for one endpoint/,
    ],
    [
      'one place twice',
      { ...NAME, routing: 'geolocation', location: { isDefault: true }, others: [{ ...OTHER, location: { isDefault: true } }] },
      /others\[0\].location: a place that no other/,
    ],
    [
      'a continent and a country',
      {
        ...NAME,
        routing: 'geolocation',
        location: { continent: 'EU', country: 'FR' },
        others: [{ ...OTHER, location: { isDefault: true } }],
      },
      /edge.location: one of continent, country, isDefault/,
    ],
    [
      'a state of France',
      {
        ...NAME,
        routing: 'geolocation',
        location: { country: 'FR', subdivision: 'VA' },
        others: [{ ...OTHER, location: { isDefault: true } }],
      },
      /subdivision: nothing without country: US or UA/,
    ],
    ['one fixed address', { ...NAME, routing: 'multivalue', addresses: ['192.0.2.1'] }, /edge.addresses: .*2/],
    ['an address twice', { ...NAME, routing: 'multivalue', addresses: ['192.0.2.1', '192.0.2.1'] }, /addresses\[1\]: each address once/],
    [
      'an endpoint that is no load balancer',
      { ...NAME, routing: 'latency', others: [{ ...OTHER, dnsName: 'example.org', region: 'eu-west-1' }] },
      /dnsName: the DNS name of a load balancer/,
    ],
    ['a key of another policy', { ...SIMPLE, weight: 1 }, /edge.weight/],
  ])('does not take %s', (_, edge, problem) => {
    expect(problemsOf(edge).join('\n')).toMatch(problem);
  });

  it('does not take a page that answers to another name', () => {
    const media = { page: { name: 'page.example.org', certificateArn } };

    expect(problemsOf({ ...NAME, routing: 'failover', secondary: { to: 'page' } }, { media })).toEqual([
      expect.stringMatching(/edge.secondary.to: page only with media.page: \{name: www.example.org/),
    ]);
  });

  it('has the name and the zone of the certificate', () => {
    const web = { ...siteSpec().web, https: { name: 'shop.example.org', hostedZone: 'Z999' } };

    expect(problemsOf(SIMPLE, { web })).toEqual([
      expect.stringMatching(/edge.name: shop.example.org, the name of web.https/),
      expect.stringMatching(/edge.hostedZone: Z999, as in web.https/),
    ]);
  });

  it('tells its problems beside those of other sections', () => {
    const problems = problemsOf({ ...SIMPLE, name: 'www.example.com' }, { cache: { nodeType: 'large', nodes: 0 } });

    expect(problems.map((problem) => problem.split(':')[0])).toEqual(
      expect.arrayContaining(['cache.nodeType', 'cache.nodes', 'edge.name']),
    );
  });
});
