import { RDSClient } from '@aws-sdk/client-rds';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of RDS in a function's world. */
export const rds = new RDSClient(CLIENT_SETTINGS);
