import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of CloudWatch in a function's world. */
export const cloudWatch = new CloudWatchClient(CLIENT_SETTINGS);
