import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../../network/network.ts';

export type SigningKey = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** What an `Authorization` header of Signature Version 4 claims. */
export type ClaimedSignature = {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

type Signable = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>;

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SERVICE = 'execute-api';
const CLAIM =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** Reads the header, or answers undefined for what is none. */
export function readClaim(authorization: string | undefined): ClaimedSignature | undefined {
  const match = CLAIM.exec(authorization ?? '');
  if (!match) return undefined;
  const [, accessKeyId, date, region, service, signedHeaders, signature] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** Whether a request was signed with this secret, for this API's region, at a time that is near enough. */
export function isSignedBy(
  secretAccessKey: string,
  claim: ClaimedSignature,
  request: Signable,
  expected: { region: string; nowMs: number; skewMs: number },
): boolean {
  const headers = lowerCased(request.headers);
  const amzDate = headers['x-amz-date'] ?? '';
  const atMs = readAmzDate(amzDate);
  if (atMs === undefined || Math.abs(atMs - expected.nowMs) > expected.skewMs) return false;
  if (claim.service !== SERVICE || claim.region !== expected.region || !amzDate.startsWith(claim.date)) return false;
  // The host must be signed, or a request could be taken elsewhere.
  if (!claim.signedHeaders.includes('host')) return false;
  const made = signatureOf(secretAccessKey, request, claim.signedHeaders, amzDate, claim.region);
  return timingSafeEqual(Buffer.from(made, 'hex'), Buffer.from(claim.signature, 'hex'));
}

/** Signs a request as an SDK or curl would; answers its headers with `host`, `x-amz-date` and `authorization`. */
export function signRequest(request: Signable, key: SigningKey, region: string, nowMs: number): Record<string, string> {
  const amzDate = new Date(nowMs).toISOString().replace(/[:-]|\.\d{3}/g, '');
  const headers = { ...lowerCased(request.headers), host: new URL(request.url).host, 'x-amz-date': amzDate };
  const signedHeaders = Object.keys(headers).sort();
  const signature = signatureOf(key.secretAccessKey, { ...request, headers }, signedHeaders, amzDate, region);
  const scope = `${amzDate.slice(0, 8)}/${region}/${SERVICE}/aws4_request`;
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${key.accessKeyId}/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  };
}

function signatureOf(
  secretAccessKey: string,
  request: Signable,
  signedHeaders: readonly string[],
  amzDate: string,
  region: string,
): string {
  const date = amzDate.slice(0, 8);
  const scope = `${date}/${region}/${SERVICE}/aws4_request`;
  const text = [ALGORITHM, amzDate, scope, sha256(canonicalRequest(request, signedHeaders))].join('\n');
  const key = [date, region, SERVICE, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${secretAccessKey}`,
  );
  return hmac(key, text).toString('hex');
}

function canonicalRequest(request: Signable, signedHeaders: readonly string[]): string {
  const url = new URL(request.url);
  const headers: Record<string, string> = { host: url.host, ...lowerCased(request.headers) };
  // Except for S3 every segment of the path is encoded once more.
  const path = url.pathname.split('/').map(encode).join('/');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const lines = signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`).join('');
  // Whatever hash the request claims, the body's own is what counts.
  return [request.method, path, query, lines, signedHeaders.join(';'), sha256(request.body)].join('\n');
}

function readAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();
