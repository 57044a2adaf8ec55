import { describe, expect, it } from 'vitest';
import { layerParameters } from '#domain/layers/index.ts';
import { gateWeb } from '#domain/layers/web.ts';
import { sessionsOf, siteOrigin } from '#domain/layers/web-front.ts';
import { billableOf, keptLogsOf } from '#domain/leftovers.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { edgeSchema } from '#events/site-edge.ts';
import { webSchema } from '#events/site-web.ts';
import { siteSpec } from '../support.ts';

const { group, instanceType, min, max } = siteSpec().web;
const https = { name: 'www.example.org', hostedZone: 'Z0123456789ABC' };
const outputs = new Proxy<Record<string, string>>({}, { get: (_target, name) => `of-${String(name)}` });
const withWeb = (web: object, whole: Partial<SiteSpec> = {}): SiteSpec =>
  siteSpec({ ...whole, web: webSchema.parse({ group, instanceType, min, max, ...web }) });
const parametersOf = (spec: SiteSpec) => layerParameters('web', spec, outputs);

describe('the parameters of the way in', () => {
  it('say of what a site does without that it does', () => {
    expect(parametersOf(siteSpec())).toMatchObject({
      StickinessSeconds: '0',
      CrossZone: 'true',
      AccessLogs: 'false',
      HttpsName: '',
      SiteUrl: '',
      AdminInstanceType: '',
      PathRule1To: '',
      PathRule8Paths: '',
    });
  });

  it.each<[rule: object, parameters: object]>([
    [
      { path: ['/a*', '/b'], to: 'nodes' },
      { PathRule1Paths: '/a*,/b', PathRule1To: 'nodes' },
    ],
    [
      { path: ['/a'], answer: 403 },
      { PathRule1To: 'answer', PathRule1Status: '403' },
    ],
    [
      { path: ['/a'], redirect: '/b' },
      { PathRule1To: 'redirect', PathRule1Target: '/b' },
    ],
  ])('spell the rule %j', (rule, parameters) => {
    expect(parametersOf(withWeb({ pathRules: [rule] }))).toMatchObject(parameters);
  });

  it.each([
    [{ admin: {} }, instanceType],
    [{ admin: { instanceType: 't3.large' } }, 't3.large'],
  ])('give the admin node of %j the type %s', (web, type) => {
    expect(parametersOf(withWeb(web)).AdminInstanceType).toBe(type);
  });

  it('tell the nodes the address that visitors use', () => {
    expect(parametersOf(withWeb({ https })).SiteUrl).toBe('https://www.example.org');
  });
});

describe('the sessions of a site', () => {
  it.each<[where: string, spec: SiteSpec, told: string]>([
    ['cache', siteSpec(), 'cache'],
    ['none', siteSpec({ cache: undefined }), 'sticky'],
    ['none', withWeb({ sessions: 'none' }), 'sticky'],
    ['sticky', withWeb({ sessions: 'sticky', stickiness: { seconds: 60 } }), 'sticky'],
    ['dynamodb', withWeb({ sessions: 'dynamodb' }), 'dynamodb'],
  ])('are in: %s', (where, spec, told) => {
    expect(sessionsOf(spec)).toBe(where);
    expect(parametersOf(spec).Sessions).toBe(told);
  });
});

describe('where a site is asked for', () => {
  const named = (routing: object) =>
    edgeSchema.parse({ hostedZone: 'Z0123456789ABC', zone: 'example.org', name: 'www.example.org', ...routing });
  const elsewhere = { dnsName: 'other-1.eu-west-1.elb.amazonaws.com', zoneId: 'Z32O12XQLNTSW2' };
  it.each<[what: string, spec: SiteSpec, origin: string]>([
    ['of a site without a name: its load balancer', siteSpec(), 'http://lb.example'],
    ['of one with a certificate: the name that it is for', withWeb({ https }), 'https://www.example.org'],
    ['of one with a name alone: that name', siteSpec({ edge: named({ routing: 'simple' }) }), 'http://www.example.org'],
    [
      'of one whose name may lead elsewhere: its own load balancer',
      siteSpec({ edge: named({ routing: 'weighted', weight: 1, others: [{ ...elsewhere, weight: 1 }] }) }),
      'http://lb.example',
    ],
  ])('%s', (_what, spec, origin) => {
    expect(siteOrigin(spec, 'lb.example')).toBe(origin);
  });
});

describe('the web layer is what it promises', () => {
  const targets = ['us-east-1a', 'us-east-1b'].map((zone) => ({ health: 'healthy', zone }));
  const [well] = targets;
  const ill = { health: 'unhealthy' };

  it.each<[what: string, admin: { health: string }[] | undefined, action: string]>([
    ['healthy', [well!], 'proceed'],
    ['healthy beside one that goes', [{ health: 'draining' }, well!], 'proceed'],
    ['unhealthy', [ill], 'wait'],
    ['not there yet', [], 'wait'],
    ['not told of', undefined, 'wait'],
  ])('with an admin node that is %s', (_what, admin, action) => {
    expect(gateWeb({ min: 2, admin: {} }, { targets, admin }).action).toBe(action);
  });

  it.each<[status: string | undefined, action: string]>([
    ['ISSUED', 'proceed'],
    ['PENDING_VALIDATION', 'wait'],
    ['EXPIRED', 'fail'],
    ['REVOKED', 'fail'],
    [undefined, 'fail'],
  ])('with a certificate that is %s', (certificate, action) => {
    expect(gateWeb({ min: 2, https }, { targets, certificate }).action).toBe(action);
  });

  it('only when its nodes are well, whatever the others are', () => {
    const decision = gateWeb({ min: 3, admin: {}, https }, { targets, admin: [well!], certificate: 'ISSUED' });

    expect(decision).toEqual({ action: 'wait', reason: '2 of at least 3 targets are healthy.' });
  });
});

describe('what a web layer leaves behind', () => {
  const table = 'arn:aws:dynamodb:us-east-1:123456789012:table/nines-myapp-sessions';
  const logs = 'arn:aws:s3:::nines-myapp-web-accesslogbucket-1a2b3c';
  const media = 'arn:aws:s3:::nines-myapp-media-media-1a2b3c';

  it('is a table that still costs, and never the access logs, which are kept', () => {
    expect(billableOf([table, logs, media], []).map(({ arn }) => arn)).toEqual([table, media]);
    expect(keptLogsOf([table, logs, media])).toEqual([logs]);
  });
});
