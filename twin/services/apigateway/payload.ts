import type { Cloud } from '../../cloud.ts';
import type { HttpRequest, HttpResponse } from '../../network/network.ts';
import type { HttpApi, MatchedRoute } from './api.ts';

/** Who signed a request, as the payload tells the function. */
export type Caller = { readonly accessKey: string; readonly userArn: string; readonly userId: string };

/** An example address of the documentation's block: people have no addresses here. */
const SOURCE_IP = '203.0.113.10';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Bodies of these types are text; all others, forms among them, reach the function in base64. */
const TEXT_TYPES = /^(text\/|application\/(json|javascript|xml)|application\/[^;]*\+(json|xml))/i;

/** The event of payload format 2.0. */
export function eventOf(
  cloud: Cloud,
  api: HttpApi,
  matched: MatchedRoute,
  request: HttpRequest,
  stage: string,
  requestId: string,
  caller: Caller | undefined,
): object {
  const url = new URL(request.url);
  const { cookie, ...headers } = headersOf(request, url);
  const isText = headers['content-type'] === undefined || TEXT_TYPES.test(headers['content-type']);
  const query = queryOf(url);
  const { pathParameters, route } = matched;
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers,
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: cloud.account,
      apiId: api.id,
      ...(caller ? { authorizer: { iam: authorizerOf(cloud, caller) } } : {}),
      domainName: api.host,
      domainPrefix: api.id,
      http: {
        method: request.method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: SOURCE_IP,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: route.key,
      stage,
      time: logTime(cloud.clock.nowMs),
      timeEpoch: cloud.clock.nowMs,
    },
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    ...(request.body === '' ? {} : { body: isText ? request.body : Buffer.from(request.body, 'utf8').toString('base64') }),
    isBase64Encoded: request.body !== '' && !isText,
  };
}

/** What a function's answer means; undefined when it is no answer that API Gateway can send. */
export function responseOf(answer: unknown): HttpResponse | undefined {
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: answer === undefined ? '' : JSON.stringify(answer) };
  }
  const { statusCode, headers, body, isBase64Encoded, cookies } = answer as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const given = Object.entries((headers ?? {}) as Record<string, unknown>).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  );
  return {
    status,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(given),
      ...(Array.isArray(cookies) ? { 'set-cookie': cookies.join(', ') } : {}),
    },
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64').toString('utf8') : (body ?? ''),
  };
}

function headersOf(request: HttpRequest, url: URL): Record<string, string> {
  const given = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    host: url.host,
    'content-length': String(Buffer.byteLength(request.body)),
    'x-forwarded-for': SOURCE_IP,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
    ...Object.fromEntries(given),
  };
}

/** A name that comes more than once has its values joined by commas. */
function queryOf(url: URL): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  return query;
}

function authorizerOf(cloud: Cloud, caller: Caller): object {
  return {
    accessKey: caller.accessKey,
    accountId: cloud.account,
    callerId: caller.userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: caller.userArn,
    userId: caller.userId,
  };
}

function logTime(atMs: number): string {
  const [date = '', time = ''] = new Date(atMs).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
