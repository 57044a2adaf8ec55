import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of EC2 Auto Scaling in a function's world. */
export const autoScaling = new AutoScalingClient(CLIENT_SETTINGS);
