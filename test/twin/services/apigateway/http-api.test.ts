import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HttpRequest, HttpResponse } from '#twin/network/network.ts';
import { createApiGateway, signRequest } from '#twin/services/apigateway/index.ts';
import { createCloudFormation } from '#twin/services/cloudformation/index.ts';
import { createIam } from '#twin/services/iam/index.ts';
import { createFunctions, functionArn, type Handler, openAccount, START_MS } from '../account.ts';

const REGION = 'us-east-1';

const route = (key: string, authorization: string, integration = 'Door') => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'Api' },
    RouteKey: key,
    AuthorizationType: authorization,
    Target: { 'Fn::Sub': `integrations/\${${integration}}` },
  },
});
const integration = (name: string) => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', IntegrationUri: functionArn(name), PayloadFormatVersion: '2.0' },
});
const TEMPLATE = {
  Resources: {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'doors', ProtocolType: 'HTTP' } },
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true } },
    Door: integration('door'),
    Nobody: integration('nobody'),
    Create: route('POST /sites', 'AWS_IAM'),
    Show: route('GET /sites/{site}', 'AWS_IAM'),
    Fixed: route('GET /sites/fixed', 'NONE'),
    Chat: route('POST /chat', 'NONE'),
    Files: route('ANY /files/{path+}', 'NONE'),
    Lost: route('GET /lost', 'NONE', 'Nobody'),
  },
  Outputs: { Url: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
};

/** An HTTP API made by a stack, one function behind it, and Ada with her key. */
async function openDoors(handler: Handler = (event) => ({ statusCode: 200, body: JSON.stringify(event) }), permitted = true) {
  const sources: string[] = [];
  const functions = createFunctions({ door: handler }, sources);
  const account = openAccount([functions.module, createCloudFormation]);
  const iam = createIam(account.cloud);
  account.cloud.add(iam);
  account.cloud.add(createApiGateway(account.cloud, { findKey: iam.findKey }));
  account.call('cloudformation', 'CreateStack', { StackName: 'doors', TemplateBody: JSON.stringify(TEMPLATE) });
  await account.play(60);
  const url: string = account.call('cloudformation', 'DescribeStacks', { StackName: 'doors' }).Stacks[0].Outputs[0].OutputValue;
  const apiId = new URL(url).hostname.split('.')[0];
  const routes = ['POST/sites', 'GET/sites/{site}', 'GET/sites/fixed', 'POST/chat', 'GET/files/{path+}', 'GET/lost'];
  if (permitted) sources.push(...routes.map((path) => `arn:aws:execute-api:us-east-1:123456789012:${apiId}/$default/${path}`));
  const key = iam.createUserKey('ada');
  const ask = async (method: string, path: string, more: Partial<HttpRequest> = {}): Promise<HttpResponse> => {
    const answer = account.cloud.network.request({ method, url: `${url}${path}`, headers: {}, body: '', from: 'person', ...more });
    await account.play(60);
    return answer;
  };
  const signed = (method: string, path: string, body = '', atMs = account.cloud.clock.nowMs, by = key): Partial<HttpRequest> => ({
    body,
    headers: signRequest({ method, url: `${url}${path}`, headers: { 'content-type': 'application/json' }, body }, by, REGION, atMs),
  });
  return { ...account, ...functions, iam, key, url, ask, signed };
}

describe('a route that is open', () => {
  it('gives the function the payload of format 2.0', async () => {
    const { ask, url } = await openDoors();

    const answer = await ask('GET', '/files/a/b%20c?x=1&x=2&y=z', { headers: { 'X-Kind': 'Test', Cookie: 'a=1; b=2' } });

    const event = JSON.parse(answer.body);
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /files/{path+}',
      rawPath: '/files/a/b%20c',
      rawQueryString: 'x=1&x=2&y=z',
      queryStringParameters: { x: '1,2', y: 'z' },
      pathParameters: { path: 'a/b c' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-kind': 'Test', host: new URL(url).host, 'x-forwarded-proto': 'https' },
      requestContext: {
        stage: '$default',
        http: { method: 'GET', protocol: 'HTTP/1.1' },
        time: '08/Feb/2018:09:01:00 +0000',
        timeEpoch: START_MS + 60_000,
      },
      isBase64Encoded: false,
    });
    expect(event.requestContext.authorizer).toBeUndefined();
  });

  it('hands a form on in base64, JSON as text', async () => {
    const { ask } = await openDoors();

    const form = JSON.parse(
      (await ask('POST', '/chat', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'text=a+b' })).body,
    );
    const json = JSON.parse(
      (await ask('POST', '/chat', { headers: { 'content-type': 'application/json; charset=utf-8' }, body: '{}' })).body,
    );

    expect([form.isBase64Encoded, form.body]).toEqual([true, Buffer.from('text=a+b').toString('base64')]);
    expect([json.isBase64Encoded, json.body]).toEqual([false, '{}']);
  });

  it('prefers a literal path to a variable one', async () => {
    const { ask } = await openDoors();

    expect(JSON.parse((await ask('GET', '/sites/fixed')).body).routeKey).toBe('GET /sites/fixed');
  });

  it('answers what the function says, also without a status', async () => {
    const full = await openDoors(() => ({ statusCode: 202, headers: { Location: '/x' }, body: 'aGk=', isBase64Encoded: true }));
    const bare = await openDoors(() => ({ ok: true }));

    expect(await full.ask('GET', '/sites/fixed')).toMatchObject({ status: 202, headers: { location: '/x' }, body: 'hi' });
    expect(await bare.ask('GET', '/sites/fixed')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"ok":true}',
    });
  });
});

describe('what goes wrong', () => {
  it.each([
    ['404 for a path that nobody has', 'GET', '/nowhere', 404, '{"message":"Not Found"}'],
    ['404 for another method', 'PUT', '/chat', 404, '{"message":"Not Found"}'],
    ['500 for a function that is missing', 'GET', '/lost', 500, '{"message":"Internal Server Error"}'],
  ])('%s', async (_case, method, path, status, body) => {
    const { ask } = await openDoors();

    expect(await ask(method, path)).toMatchObject({ status, body });
  });

  it.each([
    ['that throws', () => Promise.reject(new Error('no'))],
    ['that answers no status', () => ({ statusCode: 'many' })],
    ['whose body is no text', () => ({ statusCode: 200, body: {} })],
  ])('500 for a function %s', async (_case, handler) => {
    const { ask } = await openDoors(handler);

    expect(await ask('GET', '/sites/fixed')).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
  });

  it('500 when the function does not permit the API', async () => {
    const { ask, invocations } = await openDoors(undefined, false);

    expect((await ask('GET', '/sites/fixed')).status).toBe(500);
    expect(invocations).toEqual([]);
  });

  it('503 when the function takes longer than the integration waits', async () => {
    const { ask } = await openDoors(async (_event, cloud) => cloud.clock.sleep(40_000, 'slow'));

    expect(await ask('GET', '/sites/fixed')).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
  });
});

describe('a route that wants a signature', () => {
  it('tells the function who signed', async () => {
    const { ask, signed, key } = await openDoors();

    const answer = await ask('POST', '/sites?mode=live', signed('POST', '/sites?mode=live', '{"site":"myapp"}'));

    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body).requestContext.authorizer.iam).toMatchObject({
      accessKey: key.accessKeyId,
      accountId: '123456789012',
      userArn: 'arn:aws:iam::123456789012:user/ada',
    });
  });

  it('takes what the SDK’s own signer makes', async () => {
    const { ask, key, url } = await openDoors();
    const signer = new SignatureV4({ credentials: key, region: REGION, service: 'execute-api', sha256: NodeSha256 });
    const { hostname } = new URL(url);

    const request = await signer.sign(
      { method: 'GET', protocol: 'https:', hostname, path: '/sites/my%20app', query: { b: '2', a: 'x y' }, headers: { host: hostname } },
      { signingDate: new Date(START_MS + 60_000) },
    );
    const answer = await ask('GET', '/sites/my%20app?b=2&a=x%20y', { headers: request.headers });

    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body).pathParameters).toEqual({ site: 'my app' });
  });

  const forbidden = { status: 403, body: '{"message":"Forbidden"}' };

  it('refuses a request without one', async () => {
    const { ask } = await openDoors();

    expect(await ask('POST', '/sites')).toMatchObject(forbidden);
  });

  it('refuses a body that was changed on the way', async () => {
    const { ask, signed } = await openDoors();

    expect(await ask('POST', '/sites', { ...signed('POST', '/sites', '{"max":4}'), body: '{"max":400}' })).toMatchObject(forbidden);
  });

  it('refuses a signature made for another path', async () => {
    const { ask, signed } = await openDoors();

    expect(await ask('GET', '/sites/other', signed('GET', '/sites/myapp'))).toMatchObject(forbidden);
  });

  it('refuses a wrong secret and an unknown key', async () => {
    const { ask, signed, key } = await openDoors();

    expect(await ask('POST', '/sites', signed('POST', '/sites', '', undefined, { ...key, secretAccessKey: 'guess' }))).toMatchObject(
      forbidden,
    );
    expect(await ask('POST', '/sites', signed('POST', '/sites', '', undefined, { ...key, accessKeyId: 'AKIAUNKNOWN' }))).toMatchObject(
      forbidden,
    );
  });

  it('refuses a signature of ten minutes ago', async () => {
    const { ask, signed, cloud } = await openDoors();

    expect(await ask('POST', '/sites', signed('POST', '/sites', '', cloud.clock.nowMs - 600_000))).toMatchObject(forbidden);
  });

  it('refuses a key that was put out of use', async () => {
    const { ask, signed, call, key } = await openDoors();
    call('iam', 'UpdateAccessKey', { UserName: 'ada', AccessKeyId: key.accessKeyId, Status: 'Inactive' });

    expect(await ask('POST', '/sites', signed('POST', '/sites'))).toMatchObject(forbidden);
  });
});

describe('an API that is deleted', () => {
  let url = '';
  let twin: Awaited<ReturnType<typeof openDoors>>;
  beforeAll(async () => {
    twin = await openDoors();
    url = twin.url;
    twin.call('cloudformation', 'DeleteStack', { StackName: 'doors' });
    await twin.play(60);
  });

  it('is a host that nobody knows', () => {
    expect(() => twin.cloud.network.request({ method: 'GET', url, headers: {}, body: '', from: 'person' })).toThrow(
      'does not have the host',
    );
  });
});

/** Node's SHA-256 in the form that the signer wants. */
class NodeSha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', typeof secret === 'string' ? secret : Buffer.from(secret as Uint8Array));
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error('not used by the signer');
  }
}
