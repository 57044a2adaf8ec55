import { LambdaClient } from '@aws-sdk/client-lambda';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of Lambda in a function's world. */
export const lambda = new LambdaClient(CLIENT_SETTINGS);
