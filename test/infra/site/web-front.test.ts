import { describe, expect, test } from 'vitest';
import { inspectTemplate, type TemplateFile } from '#domain/cloudformation-template.ts';
import { layerParameters } from '#domain/layers/index.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { webSchema } from '#events/site-web.ts';
import { siteSpec } from '../../domain/support.ts';
import { layer } from './support.ts';

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0';
const { group, instanceType, min, max } = siteSpec().web;
const outputs = new Proxy<Record<string, string>>({}, { get: (_target, name) => `of-${String(name)}` });

/** What the template makes of a site whose web tier has these. */
function made(web: object, whole: Partial<SiteSpec> = {}) {
  const spec = siteSpec({ ...whole, web: webSchema.parse({ group, instanceType, min, max, ...web }) });
  const { resources, outputNames } = inspectTemplate(layer('web') as TemplateFile, layerParameters('web', spec, outputs));
  // biome-ignore lint/suspicious/noExplicitAny: properties of many shapes.
  const byId = new Map<string, any>(resources.map(({ id, properties }) => [id, properties]));
  return { byId, ids: [...byId.keys()], outputNames };
}
const attributesOf = (properties: { TargetGroupAttributes: { Key: string; Value: unknown }[] }) =>
  Object.fromEntries(properties.TargetGroupAttributes.map(({ Key, Value }) => [Key, Value]));

describe('a site that asks for nothing more', () => {
  test('is served on port 80 by its nodes alone', () => {
    const { byId, ids } = made({});

    expect(byId.get('Listener')).toMatchObject({ Port: 80, DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'TargetGroup' } }] });
    for (const id of [
      'HttpsListener',
      'Certificate',
      'AdminGroup',
      'AdminTargetGroup',
      'AdminRule',
      'PathRule1',
      'SessionTable',
      'AccessLogBucket',
    ])
      expect(ids).not.toContain(id);
  });

  test('brings nobody back to a node, and lets zones share their nodes', () => {
    const attributes = attributesOf(made({}).byId.get('TargetGroup'));

    expect(attributes).toEqual({
      'deregistration_delay.timeout_seconds': expect.anything(),
      'load_balancing.cross_zone.enabled': 'true',
      'stickiness.enabled': 'false',
    });
  });

  test('puts out what the load balancer is, and nothing of what is not there', () => {
    const { outputNames } = made({});

    expect(outputNames).toEqual(expect.arrayContaining(['LoadBalancerZoneId', 'ListenerArn', 'TargetGroupArn']));
    for (const name of ['HttpsListenerArn', 'CertificateArn', 'AdminGroupName', 'SessionTableName', 'AccessLogBucketName'])
      expect(outputNames).not.toContain(name);
  });
});

describe('HTTPS', () => {
  test('with a given certificate serves on 443 and sends port 80 there for good', () => {
    const { byId, ids, outputNames } = made({ https: { name: 'www.example.com', certificateArn: CERTIFICATE } });

    expect(byId.get('Listener').DefaultActions).toEqual([
      { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
    ]);
    expect(byId.get('HttpsListener')).toMatchObject({
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: expect.stringMatching(/^ELBSecurityPolicy-TLS13-1-2-/),
      Certificates: [{ CertificateArn: CERTIFICATE }],
    });
    expect(ids).not.toContain('Certificate');
    expect(outputNames).toEqual(expect.arrayContaining(['HttpsListenerArn', 'CertificateArn']));
  });

  test('with a hosted zone makes a certificate that is validated in it, and so never waits for a person', () => {
    const { byId } = made({ https: { name: 'www.example.com', hostedZone: 'Z0123456789' } });

    expect(byId.get('Certificate')).toMatchObject({
      DomainName: 'www.example.com',
      ValidationMethod: 'DNS',
      DomainValidationOptions: [{ DomainName: 'www.example.com', HostedZoneId: 'Z0123456789' }],
    });
    expect(byId.get('HttpsListener').Certificates).toEqual([{ CertificateArn: { Ref: 'Certificate' } }]);
  });

  test('takes the rules along: they belong to the listener that serves', () => {
    const https = { name: 'www.example.com', certificateArn: CERTIFICATE };

    const rules = [made({ admin: {} }), made({ admin: {}, https })].map(({ byId }) => byId.get('AdminRule').ListenerArn);

    expect(rules).toEqual([{ Ref: 'Listener' }, { Ref: 'HttpsListener' }]);
  });
});

describe('path rules', () => {
  const admin = {};
  test.each([
    [{ path: ['/api/*'], to: 'nodes' }, [{ Type: 'forward', TargetGroupArn: { Ref: 'TargetGroup' } }]],
    [{ path: ['/shop/edit*'], to: 'admin' }, [{ Type: 'forward', TargetGroupArn: { Ref: 'AdminTargetGroup' } }]],
    [
      { path: ['/xmlrpc.php'], answer: 403 },
      [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '403', ContentType: 'text/plain' } }],
    ],
    [{ path: ['/old', '/older'], redirect: '/new' }, [{ Type: 'redirect', RedirectConfig: { Path: '/new', StatusCode: 'HTTP_301' } }]],
  ])('%j', (rule, actions) => {
    const { byId, ids } = made({ admin, pathRules: [rule] });

    expect(byId.get('PathRule1')).toMatchObject({
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: rule.path } }],
      Actions: actions,
    });
    expect(ids).not.toContain('PathRule2');
  });

  test('are tried in the order in which they are written, and before those of the admin node', () => {
    const pathRules = Array.from({ length: 8 }, (_, index) => ({ path: [`/${index}`], answer: 404 }));

    const { byId } = made({ admin, pathRules });

    const priorities = [...byId].filter(([, { Priority }]) => Priority !== undefined).map(([id, { Priority }]) => [id, Number(Priority)]);
    expect(priorities).toEqual([
      ...pathRules.map((_, index) => [`PathRule${index + 1}`, index + 1]),
      ['VisitorsRule', 100],
      ['AdminRule', 101],
    ]);
  });
});

describe('the admin node', () => {
  test('is one, replaced by itself, of its own type, with what the nodes know', () => {
    const { byId } = made({ admin: { instanceType: 't3.large' } });

    expect(byId.get('AdminGroup')).toMatchObject({ MinSize: '1', MaxSize: '1', HealthCheckType: 'ELB' });
    const [nodes, alone] = ['LaunchTemplate', 'AdminTemplate'].map((id) => byId.get(id).LaunchTemplateData);
    expect(alone).toEqual({ ...nodes, InstanceType: 't3.large' });
  });

  test('is of the nodes’ type where the site names none', () => {
    expect(made({ admin: {} }).byId.get('AdminTemplate').LaunchTemplateData.InstanceType).toBe(instanceType);
  });

  test('gets the pages of those who write, and not what pages call in visitors’ browsers', () => {
    const { byId } = made({ admin: {} });

    const [visitors, admin] = ['VisitorsRule', 'AdminRule'].map((id) => byId.get(id));
    expect(admin.Conditions[0].PathPatternConfig.Values).toEqual(['/wp-admin*', '/wp-login.php']);
    expect(admin.Actions).toEqual([{ Type: 'forward', TargetGroupArn: { Ref: 'AdminTargetGroup' } }]);
    expect(visitors.Conditions[0].PathPatternConfig.Values).toEqual(['/wp-admin/admin-ajax.php']);
    expect(visitors.Actions).toEqual([{ Type: 'forward', TargetGroupArn: { Ref: 'TargetGroup' } }]);
    expect(Number(visitors.Priority)).toBeLessThan(Number(admin.Priority));
  });

  test('waits for its rule, without which nobody checks its health', () => {
    expect(layer('web').Resources.AdminGroup?.DependsOn).toEqual(['AdminRule', 'VisitorsRule']);
  });
});

describe('visitors who come back', () => {
  test('are kept at their node by the load balancer’s own cookie', () => {
    expect(attributesOf(made({ stickiness: { seconds: 3_600 } }).byId.get('TargetGroup'))).toMatchObject({
      'stickiness.enabled': 'true',
      'stickiness.type': 'lb_cookie',
      'stickiness.lb_cookie.duration_seconds': '3600',
    });
  });

  test('stay in their zone where the site says so', () => {
    expect(attributesOf(made({ crossZone: false }).byId.get('TargetGroup'))['load_balancing.cross_zone.enabled']).toBe('false');
  });
});

describe('sessions in DynamoDB', () => {
  const { byId } = made({ sessions: 'dynamodb' });

  test('lie in a table that is paid by use, encrypted, backed up, and rid of what has expired', () => {
    expect(byId.get('SessionTable')).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  test('are what the nodes are told of, and may use by key alone', () => {
    const policies = JSON.stringify(byId.get('NodeRole').Policies);

    expect(policies).toContain('["dynamodb:GetItem","dynamodb:PutItem","dynamodb:DeleteItem"]');
    expect(JSON.stringify(byId.get('LaunchTemplate').LaunchTemplateData.UserData)).toContain(
      '"NINES_SESSIONS_TABLE":{"Ref":"SessionTable"}',
    );
  });

  test.each(['cache', 'none', undefined])('are not there with sessions: %s', (sessions) => {
    const { byId: other } = made(sessions === undefined ? {} : { sessions });

    expect(other.has('SessionTable')).toBe(false);
    expect(JSON.stringify(other.get('NodeRole').Policies)).not.toContain('dynamodb:');
    expect(JSON.stringify(other.get('LaunchTemplate').LaunchTemplateData.UserData)).toContain('"NINES_SESSIONS_TABLE":""');
  });
});

describe('access logs', () => {
  const { byId } = made({ accessLogs: true });

  test('go to a bucket of their own, which only the load balancer may write to, and only with TLS', () => {
    expect(byId.get('LoadBalancer').LoadBalancerAttributes).toEqual(
      expect.arrayContaining([
        { Key: 'access_logs.s3.enabled', Value: 'true' },
        { Key: 'access_logs.s3.bucket', Value: { Ref: 'AccessLogBucketPolicy' } },
      ]),
    );
    expect(byId.get('AccessLogBucketPolicy').PolicyDocument.Statement).toMatchObject([
      { Effect: 'Allow', Action: 's3:PutObject', Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' } },
      { Effect: 'Deny', Action: 's3:*', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
  });

  test('are encrypted as the load balancer can write, and expire', () => {
    expect(byId.get('AccessLogBucket')).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 90 }] },
    });
  });

  test('outlive their stack: the bucket is never empty', () => {
    expect(layer('web').Resources.AccessLogBucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('are off where nobody asked, and said to be', () => {
    expect(made({}).byId.get('LoadBalancer').LoadBalancerAttributes).toContainEqual({ Key: 'access_logs.s3.enabled', Value: 'false' });
  });
});
