import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { siteKeyName } from '#domain/probe-signature.ts';
import { secretsManager } from '../clients/secrets-manager.ts';
import { MissingError } from '../errors.ts';

/** A probe asks each second; after a rotation the key is wrong for no longer than this. */
const KEPT_MS = 5 * 60_000;
const kept = new Map<string, { key: string; untilMs: number }>();

/** The key with which requests to a site's deep page are signed; the site's web layer made it. It is never logged. */
export async function siteKey(site: string, nowMs: number): Promise<string> {
  const known = kept.get(site);
  if (known && known.untilMs > nowMs) return known.key;
  const { SecretString: key } = await secretsManager.send(new GetSecretValueCommand({ SecretId: siteKeyName(site) }));
  if (!key) throw new MissingError(`The secret ${siteKeyName(site)} has no text.`);
  kept.set(site, { key, untilMs: nowMs + KEPT_MS });
  return key;
}
