import type { WireRequest } from './message.ts';
import type { RestRequest } from './rest.ts';

const VIRTUAL_HOST = /^(.+)\.s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com$/;

/** Takes the bucket out of an S3 request: from the host (virtual-hosted style) or from the path (path style). */
export function s3Address(request: WireRequest): RestRequest {
  const { path, query } = splitTarget(request.target);
  const hosted = VIRTUAL_HOST.exec(request.host);
  if (hosted) return { path, query, bucket: hosted[1] as string };
  const [, bucket = '', ...key] = path.split('/');
  // Without a bucket only the service itself is asked (ListBuckets).
  return bucket === '' ? { path, query } : { path: `/${key.join('/')}`, query, bucket: decodeURIComponent(bucket) };
}

export function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const cut = target.indexOf('?');
  return cut < 0
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, cut), query: new URLSearchParams(target.slice(cut + 1)) };
}

/** Unwraps `aws-chunked`: chunks with hexadecimal lengths, then trailers that carry checksums. */
export function unchunk(request: WireRequest): WireRequest {
  const encodings = request.headers['content-encoding'] ?? '';
  if (!encodings.split(',').some((encoding) => encoding.trim() === 'aws-chunked')) return request;
  const body = Buffer.from(request.body);
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf('\r\n', at);
    if (end < 0) break;
    const size = Number.parseInt(body.toString('latin1', at, end), 16);
    if (!(size > 0)) break;
    pieces.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  const rest = encodings
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'aws-chunked')
    .join(',');
  const { 'content-encoding': _chunked, ...headers } = request.headers;
  return {
    ...request,
    headers: rest === '' ? headers : { ...headers, 'content-encoding': rest },
    body: new Uint8Array(Buffer.concat(pieces)),
  };
}
