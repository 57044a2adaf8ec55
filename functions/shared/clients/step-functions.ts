import { SFNClient } from '@aws-sdk/client-sfn';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of Step Functions in a function's world. */
export const stepFunctions = new SFNClient(CLIENT_SETTINGS);
