import { AwsError, NotInTwinError } from '../errors.ts';
import type { WireRequest } from './message.ts';

/** What a SigV4 signature says of a request beside the signature itself. */
export type Scope = { readonly accessKeyId: string; readonly region: string; readonly signingName: string };

const HEADER = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;
const QUERY = /[?&]X-Amz-Credential=([^&]+)/;

/** The credential scope of a request, from its Authorization header or its presigned query. */
export function readScope(request: Pick<WireRequest, 'headers' | 'target'>): Scope {
  const presigned = QUERY.exec(request.target)?.[1];
  const text = request.headers.authorization ?? (presigned ? `Credential=${decodeURIComponent(presigned)}` : '');
  const [, accessKeyId, region, signingName] = HEADER.exec(text) ?? [];
  if (!accessKeyId || !region || !signingName) {
    throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', { statusCode: 403 });
  }
  return { accessKeyId, region, signingName };
}

/** Hosts under the provider's domain that answer as what stands behind them and not as an API. */
const NOT_AN_API = /\.(elb|rds|cache)\.amazonaws\.com$|\.execute-api\.[^.]+\.amazonaws\.com$/;

/** Whether a host is an AWS API endpoint (then the wire answers) and not a load balancer or an HTTP API (then the network). */
export function isApiHost(host: string): boolean {
  return (host.endsWith('.amazonaws.com') || host.endsWith('.api.aws')) && !NOT_AN_API.test(host);
}

/** Services with one endpoint for all regions; requests to it are signed for us-east-1 (AWS General Reference: endpoints). */
const GLOBAL_SERVICES: readonly string[] = ['cloudfront', 'iam', 'route53'];

export function refuseOtherRegion(scope: Scope, region: string): void {
  if (GLOBAL_SERVICES.includes(scope.signingName)) return;
  if (scope.region !== region) throw new NotInTwinError(`the region ${scope.region}`, `this cloud is ${region}`);
}
