import { SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of Systems Manager in a function's world. */
export const ssm = new SSMClient(CLIENT_SETTINGS);
