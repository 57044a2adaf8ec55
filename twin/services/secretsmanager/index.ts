import type { Cloud, ServiceModule } from '../../cloud.ts';
import { secretOperations } from './operations.ts';
import { secretProvider } from './provider.ts';
import { Secrets } from './secrets.ts';

/** Secrets Manager. Values never reach the journal: calls carry them under names that it masks. */
export function createSecretsmanager(cloud: Cloud): ServiceModule {
  const secrets = new Secrets(cloud);
  return {
    name: 'secretsmanager',
    operations: secretOperations(secrets),
    providers: [secretProvider(secrets)],
    taggedResources: () =>
      secrets
        .all()
        .filter((secret) => secret.deletedMs === undefined)
        .map((secret) => ({ arn: secret.arn, tags: Object.fromEntries(secret.tags), billable: true })),
  };
}
