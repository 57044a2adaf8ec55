import { describe, expect, it } from 'vitest';
import { parseInput } from '#events/problem.ts';
import { PATH_RULES_LIMIT } from '#events/site-front.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { webSchema } from '#events/site-web.ts';
import { siteSpec } from '../domain/support.ts';

const WEB = { group: 'shop-asg', instanceType: 't3.micro', min: 2, max: 4 };
const ARN = 'arn:aws:acm:us-east-1:123456789012:certificate/0';
const name = 'www.example.com';

const problems = (changes: object) => {
  const parsed = parseInput(webSchema, { ...WEB, ...changes });
  return parsed.ok ? [] : parsed.problems.map(({ path, allowed }) => `${path}: ${allowed}`);
};
const rule = (changes: object, more: object = {}) => problems({ pathRules: [{ path: ['/x'], ...changes }], ...more });

describe('the way into a site', () => {
  it('is what the courses have, where a site says nothing', () => {
    expect(webSchema.parse(WEB)).toMatchObject({
      healthPath: '/healthy.html',
      deregistrationDelaySeconds: 300,
      crossZone: true,
      accessLogs: false,
      pathRules: [],
    });
  });

  it.each<[what: string, web: object]>([
    ['a given certificate', { https: { name, certificateArn: ARN } }],
    ['a certificate to be made', { https: { name: 'example.co.uk', hostedZone: 'Z0123456789ABC' } }],
    ['an admin node of its own type', { admin: { instanceType: 't3.large' } }],
    ['sessions at their node', { sessions: 'sticky', stickiness: { seconds: 604_800 } }],
    ['zones apart', { crossZone: false }],
    ['as many rules as there is room for', { pathRules: Array(PATH_RULES_LIMIT).fill({ path: ['/a*', '/b', '/c?'], to: 'nodes' }) }],
    ['a rule for the admin node', { admin: {}, pathRules: [{ path: ['/edit*'], to: 'admin' }] }],
    ['everything to the nodes', { pathRules: [{ path: ['/*'], to: 'nodes' }] }],
  ])('may be %s', (_what, web) => {
    expect(problems(web)).toEqual([]);
  });

  it.each<[what: string, web: object, problem: RegExp]>([
    ['HTTPS without a certificate', { https: { name } }, /^https\.certificateArn: .* or a hostedZone in which/],
    ['two certificates', { https: { name, certificateArn: ARN, hostedZone: 'Z1' } }, /^https\.hostedZone: nothing beside/],
    ['HTTPS without a name', { https: { certificateArn: ARN } }, /^https\.name: a string/],
    ['a name that is none', { https: { name: 'localhost', certificateArn: ARN } }, /^https\.name: the name that visitors/],
    ['a certificate of IAM', { https: { name, certificateArn: 'arn:aws:iam::1:server-certificate/x' } }, /^https\.certificateArn: the ARN/],
    ['a zone by its name', { https: { name, hostedZone: 'example.com' } }, /^https\.hostedZone: the id/],
    ['sessions that nothing keeps at a node', { sessions: 'sticky' }, /^sessions: cache, dynamodb or none/],
    ['sessions elsewhere', { sessions: 'redis' }, /^sessions: one of cache, dynamodb, sticky, none/],
    ['visitors kept in zones that are apart', { crossZone: false, stickiness: { seconds: 60 } }, /^crossZone: true/],
    ['visitors kept for more than a week', { stickiness: { seconds: 604_801 } }, /^stickiness\.seconds: at most 604800/],
    ['an option that is none', { accessLog: true }, /^accessLog: one of .*accessLogs/],
  ])('is not %s', (_what, web, problem) => {
    const found = problems(web);

    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(problem);
  });
});

describe('a path rule', () => {
  it.each<[what: string, found: string[], problem: RegExp]>([
    ['without a way', rule({}), /^pathRules\[0\]\.to: one of to/],
    ['with two ways', rule({ to: 'nodes', answer: 404 }), /^pathRules\[0\]\.to: one of to/],
    ['to an admin node that is not there', rule({ to: 'admin' }), /^pathRules\[0\]\.to: nodes, without/],
    ['with a status that is a redirect', rule({ answer: 302 }), /^pathRules\[0\]\.answer: a status/],
    ['in a circle', rule({ path: ['/old*'], redirect: '/older' }), /^pathRules\[0\]\.redirect: a path that the rule itself/],
    ['to another site', rule({ redirect: 'https://example.com' }), /^pathRules\[0\]\.redirect: a path/],
    ['without a path', rule({ path: [], to: 'nodes' }), /^pathRules\[0\]\.path: a list of at least 1/],
    ['with four patterns', rule({ path: ['/a', '/b', '/c', '/d'], to: 'nodes' }), /^pathRules\[0\]\.path: a list of at most 3/],
    ['with six wildcards', rule({ path: ['/*/*/*', '/?/?/?'], to: 'nodes' }), /^pathRules\[0\]\.path: 5 wildcards/],
    ['with a comma', rule({ path: ['/a,b'], to: 'nodes' }), /^pathRules\[0\]\.path\[0\]: a path beginning/],
    ['that hides the health page', rule({ path: ['/h*'], answer: 404 }), /leave \/healthy\.html to the nodes/],
    ['that hides a health page of its own name', rule({ path: ['/up'], answer: 404 }, { healthPath: '/up' }), /leave \/up to the nodes/],
    ['that hides the deep page', rule({ path: ['/nines/*'], redirect: '/' }), /leave \/nines\/health to the nodes/],
  ])('is refused %s', (_what, found, problem) => {
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(problem);
  });

  it('is told with the others and with what else is wrong', () => {
    const found = problems({
      min: 5,
      healthPath: 'up',
      https: { name },
      sessions: 'sticky',
      pathRules: [{ path: ['/a'] }, { path: ['/b'], to: 'admin' }, { path: 'c', to: 'nodes' }],
    });

    expect(found.map((line) => line.split(':')[0]).sort()).toEqual(
      ['healthPath', 'https.certificateArn', 'max', 'pathRules[0].to', 'pathRules[1].to', 'pathRules[2].path', 'sessions'].sort(),
    );
  });
});

describe('what is wrong between the parts of a site', () => {
  const { optIn: _, ...site } = siteSpec();
  const found = (changes: object) => {
    const parsed = parseInput(siteSpecSchema, { ...site, ...changes });
    return parsed.ok ? [] : parsed.problems.map(({ path, allowed }) => `${path}: ${allowed}`);
  };
  const https = { name, certificateArn: ARN };

  it('is a zone of another region than the site’s', () => {
    const { zones } = site.network;

    const problem = found({ region: 'eu-west-1' });

    expect(problem).toEqual(zones.map((_zone, index) => `network.zones[${index}].name: a zone of eu-west-1`));
  });

  it('is no zone where the region is none', () => {
    expect(found({ region: 'Virginia' })).toEqual(['region: an AWS region such as us-east-1']);
  });

  it('is one zone that is not beside the others', () => {
    const zones = site.network.zones.map((zone, index) => (index === 1 ? { ...zone, name: 'us-east-2a' } : zone));

    expect(found({ network: { ...site.network, zones } })).toEqual(['network.zones[1].name: a zone of us-east-1']);
  });

  it('is a certificate of another region than the load balancer’s', () => {
    const other = { ...https, certificateArn: ARN.replace('us-east-1', 'us-west-2') };

    expect(found({ web: { ...WEB, https: other } })).toEqual(['web.https.certificateArn: a certificate in us-east-1']);
  });

  it('is a session in a cache that is not there', () => {
    expect(found({ cache: undefined, web: { ...WEB, sessions: 'cache' } })).toEqual([
      'web.sessions: dynamodb, sticky or none, for a site without a cache',
    ]);
  });

  it('is told with what is wrong inside of them', () => {
    const problem = found({ region: 'eu-west-1', cache: undefined, web: { ...WEB, min: 0, sessions: 'cache', https } });

    expect(problem.map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['web.min', 'web.sessions', 'web.https.certificateArn', 'network.zones[0].name']),
    );
  });
});
