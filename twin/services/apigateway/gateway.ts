import type { Cloud, Principal } from '../../cloud.ts';
import { serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { HttpRequest, HttpResponse } from '../../network/network.ts';
import type { Random } from '../../random.ts';
import { type HttpApi, type MatchedRoute, matchRoute } from './api.ts';
import { type Caller, eventOf, responseOf } from './payload.ts';
import { isSignedBy, readClaim } from './signature.ts';

/** Whose access key it is; handed in, since services do not know one another. */
export type FindKey = (
  accessKeyId: string,
) => { readonly secretAccessKey: string; readonly user: { readonly arn: string; readonly id: string } } | undefined;

type InvokeAnswer = { FunctionError?: string; Payload?: Uint8Array };

/** Takes requests to HTTP APIs: route, signature, function, answer. */
export class Gateway {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #findKey: FindKey;

  constructor(cloud: Cloud, random: Random, findKey: FindKey) {
    this.#cloud = cloud;
    this.#random = random;
    this.#findKey = findKey;
  }

  async handle(api: HttpApi, request: HttpRequest): Promise<HttpResponse> {
    const requestId = this.#random.hex(16);
    const answer = await this.#answer(api, request, requestId);
    return { ...answer, headers: { ...answer.headers, 'apigw-requestid': requestId } };
  }

  async #answer(api: HttpApi, request: HttpRequest, requestId: string): Promise<HttpResponse> {
    const { stage, path } = splitStage(api, new URL(request.url).pathname);
    const matched = stage === undefined ? undefined : matchRoute(api, request.method, path);
    if (stage === undefined || matched === undefined) return refusal(404, 'Not Found');
    const { route } = matched;
    const caller = route.authorization === 'AWS_IAM' ? this.#verify(request) : undefined;
    if (route.authorization === 'AWS_IAM' && caller === undefined) return refusal(403, 'Forbidden');
    const integration = api.integrations.get(route.integrationId);
    if (integration === undefined) return refusal(500, 'Internal Server Error');
    const event = eventOf(this.#cloud, api, matched, request, stage, requestId, caller);
    return this.#invoke(integration.uri, event, this.#sourceOf(api, matched, request.method, stage));
  }

  #verify(request: HttpRequest): Caller | undefined {
    const authorization = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
    const claim = readClaim(authorization);
    const key = claim && this.#findKey(claim.accessKeyId);
    if (!claim || !key) return undefined;
    const expected = {
      region: this.#cloud.region,
      nowMs: this.#cloud.clock.nowMs,
      skewMs: this.#cloud.facts.valueMs('apigateway.signatureSkew'),
    };
    if (!isSignedBy(key.secretAccessKey, claim, request, expected)) return undefined;
    return { accessKey: claim.accessKeyId, userArn: key.user.arn, userId: key.user.id };
  }

  #sourceOf(api: HttpApi, matched: MatchedRoute, method: string, stage: string): Principal {
    const route = matched.route.path === '$default' ? '/$default' : matched.route.path;
    const sourceArn = serviceArn(this.#cloud, 'execute-api', `${api.id}/${stage}/${method}${route}`);
    return { kind: 'service', service: 'apigateway.amazonaws.com', sourceArn };
  }

  async #invoke(functionUri: string, event: object, principal: Principal): Promise<HttpResponse> {
    const payload = new TextEncoder().encode(JSON.stringify(event));
    try {
      const call = this.#cloud.call('lambda', 'Invoke', { FunctionName: functionArnOf(functionUri), Payload: payload }, principal);
      const answer = (await this.#inTime(call)) as InvokeAnswer | undefined;
      if (answer === undefined) return refusal(503, 'Service Unavailable');
      if (answer.FunctionError !== undefined) return refusal(500, 'Internal Server Error');
      const text = new TextDecoder().decode(answer.Payload ?? new Uint8Array());
      return responseOf(text === '' ? undefined : JSON.parse(text)) ?? refusal(500, 'Internal Server Error');
    } catch (error) {
      // A missing permission, a missing function and a throttle look alike from outside.
      if (error instanceof AwsError) return refusal(500, 'Internal Server Error');
      throw error;
    }
  }

  /** Undefined when the function takes longer than the integration waits. */
  #inTime(call: object | Promise<object>): Promise<object | undefined> {
    return new Promise((resolve, reject) => {
      const timer = this.#cloud.clock.after(this.#cloud.facts.valueMs('apigateway.integrationTimeout'), 'integration timeout', () =>
        resolve(undefined),
      );
      Promise.resolve(call)
        .then(resolve, reject)
        .finally(() => timer.cancel());
    });
  }
}

/** `$default` serves from the root; other stages have their name as the first segment. */
function splitStage(api: HttpApi, path: string): { stage: string | undefined; path: string } {
  const first = path.split('/')[1] ?? '';
  if (first !== '' && first !== '$default' && api.stages.has(first)) return { stage: first, path: path.slice(first.length + 1) || '/' };
  return { stage: api.stages.has('$default') ? '$default' : undefined, path };
}

/** An integration names its function by ARN, or by the ARN of its invocation path. */
const functionArnOf = (uri: string): string => /functions\/(arn:aws:lambda:[^/]+)\/invocations$/.exec(uri)?.[1] ?? uri;

const refusal = (status: number, message: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});
