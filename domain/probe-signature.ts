import { createHmac } from 'node:crypto';

/** The headers of a signed request to the deep page; site/node/page/signed.php reads them. */
export const TIMESTAMP_HEADER = 'x-nines-timestamp';
export const SIGNATURE_HEADER = 'x-nines-signature';

/** The name of the secret that holds a site's key; the web layer's template spells it the same. */
export const siteKeyName = (site: string): string => `nines/${site}/site-key`;

/** The signature of a request by the site's key: method, path with its query exactly as sent, and the second in which it was. */
export function signatureOf(key: string, timestamp: string, method: string, target: string): string {
  return `v1=${createHmac('sha256', key).update(`v1\n${timestamp}\n${method}\n${target}`).digest('hex')}`;
}

/** What a request carries, signed at an instant. A node takes it for a minute, and no other request by it. */
export function signedHeaders(key: string, nowMs: number, method: string, target: string): Record<string, string> {
  const timestamp = `${Math.floor(nowMs / 1_000)}`;
  return { [TIMESTAMP_HEADER]: timestamp, [SIGNATURE_HEADER]: signatureOf(key, timestamp, method, target) };
}
