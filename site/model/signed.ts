import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '#twin/network/network.ts';

/** A request that is older, or from a clock that is further ahead, may be a replay. */
const AGE_LIMIT_SECONDS = 60;

/** Why a request to the deep page is not answered, as its status; undefined if it is. site/node/page/signed.php says the same. */
export function signatureProblem(key: string, nowMs: number, { method, url, headers }: HttpRequest): 401 | 403 | undefined {
  const { pathname, search } = new URL(url);
  const [timestamp, signature] = [headers['x-nines-timestamp'], headers['x-nines-signature']];
  if (key === '' || signature === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return 401;
  if (Math.abs(Math.floor(nowMs / 1_000) - Number(timestamp)) > AGE_LIMIT_SECONDS) return 401;
  const wanted = `v1=${createHmac('sha256', key).update(`v1\n${timestamp}\n${method}\n${pathname}${search}`).digest('hex')}`;
  const [one, other] = [Buffer.from(wanted), Buffer.from(signature)];
  return one.length === other.length && timingSafeEqual(one, other) ? undefined : 403;
}
