import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { CLIENT_SETTINGS } from './settings.ts';

/** The one client of the Resource Groups Tagging API in a function's world. */
export const tagging = new ResourceGroupsTaggingAPIClient(CLIENT_SETTINGS);

/** What has no region (distributions, health checks) is told in us-east-1 alone. */
export const globalTagging = new ResourceGroupsTaggingAPIClient({ ...CLIENT_SETTINGS, region: 'us-east-1' });
