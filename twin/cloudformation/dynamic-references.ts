import { NotInTwinError } from '../errors.ts';
import type { Scope } from './scope.ts';
import { invalid } from './template.ts';

const REFERENCE = /\{\{resolve:([a-z-]+):([^}]+)\}\}/g;

/** Replaces `{{resolve:ssm:…}}` and `{{resolve:secretsmanager:…}}` in a text. */
export function resolveDynamicReferences(text: string, scope: Pick<Scope, 'cloud'>): string {
  if (!text.includes('{{resolve:')) return text;
  return text.replace(REFERENCE, (_whole, service: string, rest: string) => {
    switch (service) {
      case 'ssm':
        return String(scope.cloud.callNow('ssm', 'GetParameter', { Name: rest }).Parameter.Value);
      case 'ssm-secure':
        return String(scope.cloud.callNow('ssm', 'GetParameter', { Name: rest, WithDecryption: true }).Parameter.Value);
      case 'secretsmanager':
        return secretValue(rest, scope);
      default:
        throw new NotInTwinError(`the dynamic reference ${service}`);
    }
  });
}

/** `secret-id:SecretString:json-key:version-stage:version-id`; an ARN as secret id has colons of its own. */
function secretValue(rest: string, scope: Pick<Scope, 'cloud'>): string {
  const parts = rest.split(':');
  const idParts = rest.startsWith('arn:') ? 7 : 1;
  const secretId = parts.slice(0, idParts).join(':');
  const jsonKey = parts[idParts + 1];
  const secret = String(scope.cloud.callNow('secretsmanager', 'GetSecretValue', { SecretId: secretId }).SecretString);
  if (!jsonKey) return secret;
  const found = (JSON.parse(secret) as Record<string, unknown>)[jsonKey];
  if (found === undefined) throw invalid(`Could not find a value associated with JSONKey in SecretString`);
  return String(found);
}
