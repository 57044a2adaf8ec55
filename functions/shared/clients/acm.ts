import { ACMClient } from '@aws-sdk/client-acm';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of Certificate Manager in a function's world. */
export const acm = new ACMClient(CLIENT_SETTINGS);
