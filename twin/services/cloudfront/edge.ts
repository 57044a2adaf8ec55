import type { KeyObject } from 'node:crypto';
import type { Cloud } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { HttpRequest, HttpResponse } from '../../network/network.ts';
import { fitsWildcard } from '../../wildcard.ts';
import type { Behavior, Config, Origin } from './config.ts';
import type { Distribution } from './distributions.ts';
import { refusalOf } from './signed-url.ts';

/** The public keys of key groups, by their ids. */
export type KeysOf = (keyGroupIds: readonly string[]) => ReadonlyMap<string, KeyObject>;

/** Answers a visitor as an edge does that remembers nothing: every request goes to the bucket, signed as the distribution. */
export function answerAt(cloud: Cloud, keysOf: KeysOf, distribution: Distribution, request: HttpRequest): HttpResponse {
  const { live } = distribution;
  const url = new URL(request.url);
  const isKnown = url.hostname === distribution.domainName || live?.aliases.includes(url.hostname);
  if (!live?.isEnabled || !isKnown) return told(403, 'AccessDenied', 'The distribution does not know this host.');
  if (/(^|;\s*)CloudFront-Key-Pair-Id=/.test(request.headers.cookie ?? '')) throw new NotInTwinError('signed cookies', 'sign the URL');
  const behavior = behaviorOf(live, url.pathname);
  const refused = refuse(behavior, url, request, keysOf, cloud.clock.nowMs);
  if (refused) return refused;
  const answer = fromOrigin(cloud, distribution.arn, originOf(live, behavior), url.pathname, request.method);
  return answer.status < 400 ? answer : withCustomError(cloud, distribution.arn, live, answer, request.method);
}

/** The first whose pattern the path fits, as it is written; the default one fits every path, and is the last. */
const behaviorOf = ({ behaviors }: Config, path: string): Behavior =>
  behaviors.find(({ pathPattern }) => fitsWildcard(pathPattern.replace(/^\//, ''), path.slice(1))) as Behavior;

/** The origin of a behaviour, which was there when the configuration was read. */
const originOf = ({ origins }: Config, { originId }: Behavior): Origin => origins.find(({ id }) => id === originId) as Origin;

/** What a behaviour says no to before any bucket is asked. */
function refuse(behavior: Behavior, url: URL, request: HttpRequest, keysOf: KeysOf, nowMs: number): HttpResponse | undefined {
  if (url.protocol === 'http:' && behavior.viewerProtocol !== 'allow-all') {
    if (behavior.viewerProtocol === 'https-only') return told(403, 'AccessDenied', 'HTTPS only');
    return { status: 301, headers: { location: url.href.replace('http:', 'https:') }, body: '' };
  }
  if (!behavior.methods.includes(request.method))
    return told(403, 'AccessDenied', 'This distribution is not configured to allow the HTTP request method.');
  if (behavior.keyGroupIds.length === 0) return undefined;
  const refusal = refusalOf(url, keysOf(behavior.keyGroupIds), nowMs);
  return refusal && told(403, refusal.code, refusal.message);
}

function fromOrigin(cloud: Cloud, distributionArn: string, origin: Origin, path: string, method: string): HttpResponse {
  const key = keyOf(path);
  // Of no key S3 would list the bucket, which is not what CloudFront was allowed.
  if (key === '') return told(403, 'AccessDenied', 'Access Denied');
  if (key === undefined) return told(400, 'InvalidURI', "Couldn't parse the specified URI.");
  try {
    const principal = { kind: 'service', service: 'cloudfront.amazonaws.com', sourceArn: distributionArn } as const;
    const object = cloud.callNow('s3', 'GetObject', { Bucket: origin.bucket, Key: key }, principal);
    const headers = {
      'content-type': object.ContentType as string,
      etag: object.ETag as string,
      ...(object.CacheControl ? { 'cache-control': object.CacheControl as string } : {}),
    };
    return { status: 200, headers, body: method === 'HEAD' ? '' : new TextDecoder().decode(object.Body) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return told(error.statusCode, error.shape, error.message);
  }
}

/** The page that the distribution shows instead of an error, if the bucket has it. */
function withCustomError(cloud: Cloud, distributionArn: string, config: Config, answer: HttpResponse, method: string): HttpResponse {
  const custom = config.errors.find(({ errorCode }) => errorCode === answer.status);
  if (!custom) return answer;
  const origin = originOf(config, behaviorOf(config, custom.pagePath));
  const page = fromOrigin(cloud, distributionArn, origin, custom.pagePath, method);
  return page.status === 200 ? { ...page, status: custom.responseCode } : answer;
}

/** The key that S3 reads in a path; undefined where it is badly encoded. */
function keyOf(path: string): string | undefined {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    return undefined;
  }
}

const told = (status: number, code: string, message: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});
