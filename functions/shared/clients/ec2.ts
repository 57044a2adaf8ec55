import { EC2Client } from '@aws-sdk/client-ec2';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of EC2 in a function's world. */
export const ec2 = new EC2Client(CLIENT_SETTINGS);
