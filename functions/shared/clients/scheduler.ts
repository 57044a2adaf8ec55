import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of EventBridge Scheduler in a function's world. */
export const scheduler = new SchedulerClient(CLIENT_SETTINGS);
