import type { Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { refuseUnknown } from '../../refuse.ts';
import { GENERATE_OPTIONS, generateSecret } from './generate.ts';
import type { Secret, Secrets } from './secrets.ts';

const SECRET = 'AWS::SecretsManager::Secret';
const KNOWN = ['Name', 'Description', 'SecretString', 'GenerateSecretString', 'Tags', 'KmsKeyId'];

/** AWS::SecretsManager::Secret; `Ref` is its ARN. */
export const secretProvider = (secrets: Secrets): ResourceProvider => ({
  type: SECRET,
  create(properties, context) {
    refuseUnknown(SECRET, properties, KNOWN);
    const secret = secrets.create(properties.Name ?? context.newName(), { text: textOf(secrets, properties) });
    settle(secret, properties, context);
    return { physicalId: secret.arn, attributes: { Id: secret.arn } };
  },
  update(physicalId, properties, previous, context) {
    refuseUnknown(SECRET, properties, KNOWN);
    if (properties.Name !== previous.Name) return 'replace';
    const secret = secrets.find(physicalId);
    const same = (name: string): boolean => JSON.stringify(properties[name]) === JSON.stringify(previous[name]);
    // A new way to generate makes a new value; the same one keeps what is there.
    if (!same('SecretString') || !same('GenerateSecretString')) secrets.put(secret, { text: textOf(secrets, properties) });
    settle(secret, properties, context);
    return { attributes: { Id: secret.arn } };
  },
  delete(physicalId) {
    secrets.delete(secrets.find(physicalId), 0);
  },
});

function textOf(secrets: Secrets, properties: Properties): string {
  if (properties.SecretString !== undefined) return properties.SecretString;
  const options = properties.GenerateSecretString ?? {};
  refuseUnknown(`${SECRET} GenerateSecretString`, options, GENERATE_OPTIONS);
  return generateSecret(options, secrets.random);
}

function settle(secret: Secret, properties: Properties, context: ProviderContext): void {
  secret.description = properties.Description ?? '';
  secret.tags.clear();
  for (const [key, value] of Object.entries(context.tags)) secret.tags.set(key, value);
  for (const { Key, Value } of properties.Tags ?? []) secret.tags.set(Key, Value);
}
