import { type KeyObject, verify } from 'node:crypto';
import { NotInTwinError } from '../../errors.ts';
import { fitsWildcard } from '../../wildcard.ts';

/** Why CloudFront does not answer a URL: its code and its message. */
export type Refusal = { readonly code: string; readonly message: string };

const OWN = ['Expires', 'Policy', 'Signature', 'Key-Pair-Id', 'Hash-Algorithm'];
const DENIED: Refusal = { code: 'AccessDenied', message: 'Access denied' };
type Statement = { Resource?: string; Condition?: Record<string, Record<string, number | string>> };

/**
 * Whether a signed URL is good now, by one of the trusted keys: a canned policy (`Expires`) or a custom one (`Policy`). Undefined: it is
 * (Developer Guide: private-content-signed-urls).
 */
export function refusalOf(url: URL, keys: ReadonlyMap<string, KeyObject>, nowMs: number): Refusal | undefined {
  const given = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const keyId = given('Key-Pair-Id');
  if (keyId === undefined) return missing('MissingKey', 'Key-Pair-Id');
  const key = keys.get(keyId);
  if (!key) return { code: 'AccessDenied', message: 'Unknown Key' };
  const signature = given('Signature');
  if (signature === undefined) return missing('MissingSignature', 'Signature');
  const policy = given('Policy');
  const expires = given('Expires');
  if (policy === undefined && expires === undefined) return missing('MissingPolicy', 'Policy');
  // Digits only: a fraction of a second is no time to CloudFront.
  if (policy === undefined && !/^\d+$/.test(expires ?? '')) return DENIED;
  const base = withoutOwn(url);
  const text = policy === undefined ? cannedPolicy(base, Number(expires)) : fromUrlSafe(policy).toString();
  const hash = (given('Hash-Algorithm') ?? 'SHA1').toLowerCase();
  if (hash !== 'sha1' && hash !== 'sha256') return DENIED;
  if (!verify(hash, Buffer.from(text), key, fromUrlSafe(signature))) return DENIED;
  return allows(text, base, nowMs / 1000) ? undefined : DENIED;
}

/** The statement that an `Expires` stands for, letter by letter. */
export const cannedPolicy = (resource: string, expiresSeconds: number): string =>
  `{"Statement":[{"Resource":"${resource}","Condition":{"DateLessThan":{"AWS:EpochTime":${expiresSeconds}}}}]}`;

/** Base64 in which `+`, `=` and `/` are written as `-`, `_` and `~`. */
const fromUrlSafe = (text: string): Buffer => Buffer.from(text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64');

/** The URL as it was before it was signed: its own query stays, CloudFront's parameters go. */
function withoutOwn(url: URL): string {
  const [base = '', query = ''] = url.href.split('?');
  const kept = query.split('&').filter((part) => part !== '' && !OWN.includes(part.split('=')[0] ?? ''));
  return kept.length === 0 ? base : `${base}?${kept.join('&')}`;
}

function allows(text: string, url: string, nowSeconds: number): boolean {
  let statement: Statement | undefined;
  try {
    statement = JSON.parse(text).Statement?.[0];
  } catch {
    return false;
  }
  const { DateLessThan, DateGreaterThan, IpAddress } = statement?.Condition ?? {};
  if (IpAddress !== undefined) throw new NotInTwinError('a signed URL for an IpAddress', 'visitors have no address here');
  const before = Number(DateLessThan?.['AWS:EpochTime']);
  const after = Number(DateGreaterThan?.['AWS:EpochTime'] ?? 0);
  return fitsWildcard(statement?.Resource ?? '*', url) && nowSeconds < before && nowSeconds > after;
}

const missing = (code: string, name: string): Refusal => ({ code, message: `Missing ${name} query parameter or cookie value` });
