import { SNSClient } from '@aws-sdk/client-sns';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of SNS in a function's world. */
export const sns = new SNSClient(CLIENT_SETTINGS);
