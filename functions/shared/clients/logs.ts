import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of CloudWatch Logs in a function's world. */
export const logs = new CloudWatchLogsClient(CLIENT_SETTINGS);
