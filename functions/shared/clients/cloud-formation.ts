import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of CloudFormation in a function's world. */
export const cloudFormation = new CloudFormationClient(CLIENT_SETTINGS);
