import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of Secrets Manager in a function's world. */
export const secretsManager = new SecretsManagerClient(CLIENT_SETTINGS);
