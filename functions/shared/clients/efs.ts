import { EFSClient } from '@aws-sdk/client-efs';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of EFS in a function's world. */
export const efs = new EFSClient(CLIENT_SETTINGS);
