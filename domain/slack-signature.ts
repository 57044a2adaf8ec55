import { createHmac, timingSafeEqual } from 'node:crypto';

/** A request of Slack's: the body exactly as Slack sent it, before any parsing. */
export type SignedRequest = { body: string; timestamp: string | undefined; signature: string | undefined };

/** Slack's own advice: a request older than five minutes may be a replay. */
export const SIGNATURE_AGE_LIMIT_SECONDS = 5 * 60;

/** Slack's signature v0 of a body at a timestamp. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** Why a request is not Slack's, or nothing. The reason is for the audit; whoever asked is told nothing but 401. */
export function signatureProblem(request: SignedRequest, secret: string, nowMs: number): string | undefined {
  const { body, timestamp, signature } = request;
  if (!signature) return 'The signature is missing.';
  if (!timestamp || !/^\d{1,12}$/.test(timestamp)) return 'The timestamp is missing or no number.';
  // The clock is looked at first, so that an old request says nothing about the secret, not even by its timing.
  if (Math.abs(nowMs / 1_000 - Number(timestamp)) > SIGNATURE_AGE_LIMIT_SECONDS) return 'The timestamp is more than five minutes off.';
  return isSame(signatureOf(secret, timestamp, body), signature) ? undefined : 'The signature does not fit the body.';
}

function isSame(wanted: string, given: string): boolean {
  const [one, other] = [Buffer.from(wanted), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
