import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { secretsManager } from '../clients/secrets-manager.ts';
import { environmentOf } from '../environment.ts';
import { MissingError } from '../errors.ts';

const environment = environmentOf('chatSecretId');
/** Slack waits 3 seconds, so the secret is kept for a while; after a rotation it is wrong for no longer than this. */
const KEPT_MS = 5 * 60_000;
let kept: { secret: string; untilMs: number } | undefined;

/** The secret with which Slack signs. It is never logged. */
export async function chatSecret(nowMs: number): Promise<string> {
  if (kept && kept.untilMs > nowMs) return kept.secret;
  const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: environment().chatSecretId }));
  if (!SecretString) throw new MissingError('The chat signing secret has no text.');
  kept = { secret: SecretString, untilMs: nowMs + KEPT_MS };
  return SecretString;
}
